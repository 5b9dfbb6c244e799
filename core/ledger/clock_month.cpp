#include "core/ledger/clock_month.hpp"

#include "core/ledger/files.hpp"
#include "core/ledger/journal_file.hpp"
#include "core/yaml/node.hpp"

#include <algorithm>
#include <cstdint>
#include <string_view>

namespace crm {
namespace {

/// The lines of read_journal() in the form of read_clock_lines().
ClockLines clock_lines(const std::vector<Interaction>& entries, const ClockWords& words)
{
    ClockLines out;
    for (const Interaction& entry : entries) {
        const auto first = static_cast<std::uint32_t>(out.parts.size());
        const ClockWords::Known* touch = words.touch(entry.touch);
        const Moment moment{entry.date, touch == nullptr ? Moment::no_touch : touch->number,
                            entry.touch_class, entry.attempt};
        for (const Reference& reference : entry.with) {
            const std::uint32_t contact = words.contact(reference.id);
            const bool is_new =
                std::none_of(out.parts.begin() + first, out.parts.end(),
                             [&](const Participation& p) { return p.contact == contact; });
            if (contact != TextTable::nothing && is_new && !entry.is_void) {
                out.parts.push_back({contact, moment});
            }
        }
        if (!entry.ref.empty()) {
            out.refs.push_back(ref_key(entry.ref));
            out.refs.push_back(out.lines.size());
        }
        out.lines.push_back({entry.id.empty() ? 0 : id_key(entry.id),
                             static_cast<std::uint32_t>(entry.source.offset), first});
    }
    return out;
}

void read_fully(ClockMonth& month, std::string text, const ClockWords& words,
                const Touches& touches)
{
    month.is_full = true;
    try {
        yaml::Document document(month.path, std::move(text));
        month.entries = read_journal(document, 0, touches, month.findings);
        month.clock = clock_lines(month.entries, words);
        for (std::size_t i = 0; i < month.entries.size(); ++i) {
            if (!month.entries[i].follow_up.empty() && !month.entries[i].is_void) {
                month.follow_ups.emplace_back(i, month.entries[i]);
            }
        }
        month.text = std::move(document).take_text();
        month.has_text = true;
    } catch (const Error& error) {
        month.findings.push_back(left_out(error));
    }
}

/// What the line of `month` that begins at `offset` of its `text` says, in words.
Interaction entry_at(const std::string& path, std::string_view text, std::size_t offset,
                     const Touches& touches, Findings& findings)
{
    const std::size_t end = text.find('\n', offset);
    constexpr std::string_view dash = "- ";
    const yaml::Document document(path, std::string(dash) +
                                            std::string(text.substr(offset, end + 1 - offset)));
    auto entries = read_journal(document, 0, touches, findings);
    Interaction out = entries.empty() ? Interaction{} : std::move(entries.front());
    out.source.offset += offset - dash.size();
    return out;
}

/// False where one of them cannot be used: what is wrong with it read_fully() tells.
bool read_follow_ups(ClockMonth& month, std::string_view text, const Touches& touches)
{
    for (const std::size_t line : month.clock.follow_ups) {
        Findings findings;
        Interaction entry =
            entry_at(month.path, text, month.clock.lines[line].offset, touches, findings);
        if (!findings.empty()) {
            return false;
        }
        if (!entry.follow_up.empty() && !entry.is_void) {
            month.follow_ups.emplace_back(line, std::move(entry));
        }
    }
    return true;
}

} // namespace

void ClockMonth::take(std::string& read, bool keep, const ClockWords& words, const Touches& touches)
{
    constexpr std::size_t bytes_a_line = 100;
    clock.lines.reserve(read.size() / bytes_a_line);
    clock.parts.reserve(read.size() / bytes_a_line);
    if (yaml::long_line(read) || !read_clock_lines(read, words, clock) ||
        !read_follow_ups(*this, read, touches)) {
        clock = {};
        follow_ups.clear();
        read_fully(*this, std::exchange(read, {}), words, touches);
    } else if (keep || clock.revises) {
        text = std::exchange(read, {});
        has_text = true;
    }
}

Interaction ClockMonth::entry(std::size_t line, const Touches& touches) const
{
    if (is_full) {
        return entries[line];
    }
    Findings none;
    return entry_at(path, text, clock.lines[line].offset, touches, none);
}

std::span<Participation> ClockMonth::parts_of(std::size_t line)
{
    const std::size_t end =
        line + 1 < clock.lines.size() ? clock.lines[line + 1].first : clock.parts.size();
    return std::span(clock.parts).subspan(clock.lines[line].first, end - clock.lines[line].first);
}

void ClockMonth::drop(std::size_t line)
{
    for (Participation& part : parts_of(line)) {
        part.contact = Participation::nobody;
    }
    follow_ups.erase(std::remove_if(follow_ups.begin(), follow_ups.end(),
                                    [&](const auto& one) { return one.first == line; }),
                     follow_ups.end());
}

} // namespace crm
