#include "core/ledger/keys.hpp"

#include <algorithm>
#include <array>

namespace crm {
namespace {

constexpr std::array<Key, 27> of_contacts{{
    {"name", Shape::text},
    {"kind", Shape::text},
    {"tier", Shape::text},
    {"since", Shape::date},
    {"promised_from", Shape::date},
    {"org", Shape::text},
    {"role", Shape::text},
    {"email", Shape::list},
    {"phone", Shape::list},
    {"address", Shape::list},
    {"url", Shape::list},
    {"aliases", Shape::list},
    {"household", Shape::text},
    {"tags", Shape::list},
    {"interests", Shape::list},
    {"dates.*", Shape::yearly},
    {"referred_by", Shape::reference},
    {"cadence.*", Shape::text},
    {"at_most.*", Shape::text},
    {"avoid", Shape::list},
    {"status", Shape::text},
    {"snooze", Shape::date_ahead},
    {"was", Shape::fixed},
    {"uid", Shape::list},
    {"formerly", Shape::list},
    {"merged_into", Shape::reference},
    {"notes", Shape::text},
}};

constexpr std::array<Key, 35> of_settings{{
    {"crm", Shape::fixed},
    {"advisor.name", Shape::text},
    {"advisor.email", Shape::list},
    {"advisor.firm", Shape::text},
    {"tiers", Shape::list},
    {"kinds", Shape::list},
    {"touches.major", Shape::list},
    {"touches.minor", Shape::list},
    {"touches.service", Shape::list},
    {"touches.signal", Shape::list},
    {"touches.aliases.*", Shape::text},
    {"cadence", Shape::fixed},
    {"notice", Shape::text},
    {"notice.major", Shape::text},
    {"notice.minor", Shape::text},
    {"workdays", Shape::list},
    {"holidays", Shape::date_list},
    {"occasions.*", Shape::text},
    {"unreachable", Shape::text},
    {"score.late", Shape::text},
    {"score.tier", Shape::text},
    {"score.major", Shape::text},
    {"score.signal", Shape::text},
    {"score.occasion", Shape::text},
    {"score.follow_up", Shape::text},
    {"score.attempts", Shape::text},
    {"half_life.signal", Shape::text},
    {"half_life.strength", Shape::text},
    {"capacity.major", Shape::text},
    {"capacity.minor", Shape::text},
    {"capacity.blackouts", Shape::fixed},
    {"goals", Shape::fixed},
    {"limits", Shape::fixed},
    {"git.commit", Shape::text},
    {"import", Shape::fixed},
}};

bool names(std::string_view pattern, std::string_view path)
{
    if (pattern.back() != '*') {
        return pattern == path;
    }
    pattern.remove_suffix(1);
    return path.size() > pattern.size() && path.substr(0, pattern.size()) == pattern;
}

} // namespace

std::span<const Key> contact_keys()
{
    return of_contacts;
}

std::span<const Key> settings_keys()
{
    return of_settings;
}

const Key* find_key(std::span<const Key> keys, std::string_view path)
{
    const auto found = std::find_if(keys.begin(), keys.end(),
                                    [&](const Key& key) { return names(key.path, path); });
    return found == keys.end() ? nullptr : &*found;
}

std::vector<std::string_view> root_order(std::span<const Key> keys)
{
    std::vector<std::string_view> out;
    for (const Key& key : keys) {
        const std::string_view root = key.path.substr(0, key.path.find('.'));
        if (std::find(out.begin(), out.end(), root) == out.end()) {
            out.push_back(root);
        }
    }
    return out;
}

std::vector<std::string> split_path(std::span<const Key> keys, std::string_view path)
{
    const Key* key = find_key(keys, path);
    const auto dots = key == nullptr ? 0 : std::count(key->path.begin(), key->path.end(), '.');
    std::vector<std::string> out;
    for (auto i = dots; i > 0; --i) {
        const std::size_t dot = path.find('.');
        out.emplace_back(path.substr(0, dot));
        path.remove_prefix(dot + 1);
    }
    out.emplace_back(path);
    return out;
}

} // namespace crm
