#include "core/ledger/change.hpp"

#include <algorithm>
#include <iterator>
#include <utility>

namespace crm {
namespace {

/// The longest value that a command line is to show, in bytes.
constexpr std::size_t most_said = 4000;

bool is_letter_or_digit(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
           (c & 0x80) != 0;
}

/// The list as `--set` takes it.
std::string list_text(const std::vector<std::string>& items)
{
    if (items.size() == 1 && items.front().substr(0, 1) != "[") {
        return items.front();
    }
    std::string out = "[";
    for (const std::string& item : items) {
        const bool plain =
            !item.empty() && is_letter_or_digit(item.front()) && item.back() != ' ' &&
            std::all_of(item.begin(), item.end(), [](char c) {
                return is_letter_or_digit(c) ||
                       std::string_view(" -_.@/+&").find(c) != std::string_view::npos;
            });
        std::string quoted = "'";
        for (const char c : item) {
            quoted += c == '\'' ? std::string("''") : std::string(1, c);
        }
        out += (out.size() == 1 ? "" : ", ") + (plain ? item : quoted + "'");
    }
    return out + "]";
}

/// The changes that give a key what it had. `known`: its shape is.
std::vector<Change> restoring(const Fact& before, const std::optional<Fact>& after, bool known)
{
    if (!before.is_list) {
        return {{Change::Act::set, before.key, before.values.front()}};
    }
    const auto present = after && after->is_list ? after->values : std::vector<std::string>{};
    const auto gone = missing(before.values, present);
    const auto come = missing(present, before.values);
    auto made = missing(present, come);
    const bool all_new = made.empty();
    made.insert(made.end(), gone.begin(), gone.end());
    if (made != before.values || (known && all_new)) {
        return {{Change::Act::set, before.key, list_text(before.values)}};
    }
    std::vector<Change> out;
    for (const std::string& item : gone) {
        out.push_back({Change::Act::add, before.key, item});
    }
    for (const std::string& item : come) {
        out.push_back({Change::Act::remove, before.key, item});
    }
    return out;
}

} // namespace

std::optional<std::vector<Change>> inverse(const std::vector<Difference>& differences,
                                           const yaml::Document& after, const ChangeScope& scope)
{
    std::vector<Change> out;
    for (const Difference& difference : differences) {
        const auto& before = difference.before;
        const bool known = find_key(scope.keys, difference.key) != nullptr;
        const bool own = !known && difference.key.find('.') == std::string::npos;
        const bool simple = (known || own) &&
                            (!before || (before->is_simple && (known || before->is_text))) &&
                            (!difference.after || difference.after->is_simple);
        if (!simple) {
            return std::nullopt;
        }
        if (before && !before->values.empty()) {
            for (Change& change : restoring(*before, difference.after, known)) {
                if (change.value->size() > most_said) {
                    return std::nullopt;
                }
                out.push_back(std::move(change));
            }
        } else if (difference.after) {
            out.push_back({Change::Act::remove, difference.key, std::nullopt});
        }
    }
    try {
        const yaml::Document back(after.file(), changed(after, out, scope));
        for (const Difference& left : crm::differences(back, after)) {
            const auto wanted = std::find_if(
                differences.begin(), differences.end(),
                [&](const Difference& difference) { return difference.key == left.key; });
            const bool same = wanted != differences.end() && wanted->before == left.before;
            const bool both_none = wanted != differences.end() && !left.before &&
                                   (!wanted->before || wanted->before->values.empty());
            if (!same && !both_none) {
                return std::nullopt;
            }
        }
    } catch (const Error&) {
        return std::nullopt;
    }
    return out.empty() ? std::nullopt : std::optional(std::move(out));
}

} // namespace crm
