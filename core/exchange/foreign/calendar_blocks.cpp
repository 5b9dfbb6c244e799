#include "core/exchange/foreign/calendar_blocks.hpp"

#include "core/exchange/charset.hpp"

#include <algorithm>
#include <array>
#include <optional>
#include <span>

namespace crm {
namespace {

constexpr std::size_t longest_calendar_line = std::size_t{64} << 10;
constexpr std::size_t most_without_end =
    1000; ///< events in a row that have neither a date nor an end

struct UnfoldedLine {
    std::string text;
    std::size_t number = 0;
    bool is_cut = false;
};

/// One line after the other, unfolded and no longer than of use. A fold may stand within a
/// character, so what is undone first is the folding, and then the encoding.
class UnfoldedLines {
public:
    explicit UnfoldedLines(std::string_view bytes) : m_bytes(bytes) {}

    std::optional<UnfoldedLine> next()
    {
        if (m_at >= m_bytes.size()) {
            return std::nullopt;
        }
        UnfoldedLine out;
        out.number = m_number;
        std::string raw;
        const auto add = [&](std::string_view piece) {
            for (const char c : piece) {
                if (raw.size() == longest_calendar_line) {
                    out.is_cut = true;
                    return;
                }
                if (c != '\0' && c != '\r') {
                    raw += c;
                }
            }
        };
        add(take());
        while (m_at < m_bytes.size() && (m_bytes[m_at] == ' ' || m_bytes[m_at] == '\t')) {
            add(take().substr(1));
        }
        out.text = to_utf8(raw);
        return out;
    }

private:
    std::string_view take()
    {
        const std::size_t end = std::min(m_bytes.find('\n', m_at), m_bytes.size());
        const std::string_view line = m_bytes.substr(m_at, end - m_at);
        m_at = end + 1;
        ++m_number;
        return line;
    }

    std::string_view m_bytes;
    std::size_t m_at = 0;
    std::size_t m_number = 1;
};

std::string capitals(std::string_view text)
{
    std::string out(text);
    std::transform(out.begin(), out.end(), out.begin(),
                   [](char c) { return c >= 'a' && c <= 'z' ? static_cast<char>(c - 32) : c; });
    return out;
}

/// What stands behind `NAME:` or `NAME;...:`; nothing for another property.
std::optional<std::string> value_of(const std::string& line, std::string_view name)
{
    if (line.size() <= name.size() || capitals(line.substr(0, name.size())) != name ||
        (line[name.size()] != ':' && line[name.size()] != ';')) {
        return std::nullopt;
    }
    bool quoted = false;
    for (std::size_t at = name.size(); at < line.size(); ++at) {
        quoted = quoted != (line[at] == '"');
        if (line[at] == ':' && !quoted) {
            return line.substr(at + 1);
        }
    }
    return std::nullopt;
}

std::string component_name(const std::string& value)
{
    std::string out = capitals(value);
    out.erase(out.find_last_not_of(" \t") + 1);
    return out;
}

/// `RDATE:20131210Z`, as Google wrote it: libical would drop the day.
std::string with_whole_days(const std::string& line)
{
    for (const std::string_view name : {"RDATE", "EXDATE"}) {
        const auto value = value_of(line, name);
        if (!value || line[name.size()] != ':' || value->find('T') != std::string::npos) {
            continue;
        }
        std::string days = *value;
        days.erase(std::remove(days.begin(), days.end(), 'Z'), days.end());
        return std::string(name) + ";VALUE=DATE:" + days;
    }
    return line;
}

/// A list of days that was cut off ends with its last whole one.
std::string without_half_value(const std::string& line)
{
    const bool is_list = value_of(line, "RDATE") || value_of(line, "EXDATE");
    return is_list ? line.substr(0, line.find_last_of(",:")) : line;
}

bool stands_alone(const std::string& name)
{
    static constexpr std::array<std::string_view, 6> names{"VEVENT",    "VTODO",     "VJOURNAL",
                                                           "VFREEBUSY", "VTIMEZONE", "VCALENDAR"};
    return std::find(names.begin(), names.end(), name) != names.end();
}

/// A property that is read, of events or of the parts of a zone, and how many of it are.
struct UsedProperty {
    std::string_view name;
    std::size_t most = 0;
};

constexpr std::size_t few_of_it = 8; ///< one is used: the first that libical can read
constexpr std::size_t most_lines_of_days = 2000;
constexpr std::size_t most_lines_of_people = 2000;

constexpr std::array<UsedProperty, 17> used_of_events{{{"ATTENDEE", most_lines_of_people},
                                                       {"CATEGORIES", 50},
                                                       {"DTEND", few_of_it},
                                                       {"DTSTAMP", few_of_it},
                                                       {"DTSTART", few_of_it},
                                                       {"DURATION", few_of_it},
                                                       {"EXDATE", most_lines_of_days},
                                                       {"EXRULE", 20},
                                                       {"LAST-MODIFIED", few_of_it},
                                                       {"ORGANIZER", few_of_it},
                                                       {"RDATE", most_lines_of_days},
                                                       {"RECURRENCE-ID", few_of_it},
                                                       {"RRULE", 20},
                                                       {"SEQUENCE", few_of_it},
                                                       {"STATUS", few_of_it},
                                                       {"SUMMARY", few_of_it},
                                                       {"UID", few_of_it}}};
constexpr std::array<UsedProperty, 6> used_of_zones{{{"DTSTART", few_of_it * 120},
                                                     {"RDATE", most_lines_of_days},
                                                     {"RRULE", few_of_it * 120},
                                                     {"TZID", few_of_it},
                                                     {"TZOFFSETFROM", few_of_it * 120},
                                                     {"TZOFFSETTO", few_of_it * 120}}};

class Splitter {
public:
    CalendarText out;

    /// False where nothing more is to be read.
    [[nodiscard]] bool take(const UnfoldedLine& line)
    {
        if (const auto begun = value_of(line.text, "BEGIN")) {
            begin(component_name(*begun), line);
        } else if (const auto ended = value_of(line.text, "END")) {
            end(component_name(*ended), line);
        } else if (m_depth > 0) {
            property(line);
        } else if (const auto name = value_of(line.text, "X-WR-CALNAME")) {
            head().name = *name;
            m_is_calendar_empty = false;
        } else if (const auto method = value_of(line.text, "METHOD")) {
            head().method = component_name(*method);
            m_is_calendar_empty = false;
        }
        return out.damaged == 0;
    }

    void finish()
    {
        if (out.damaged == 0) {
            close(false);
        }
        if (out.calendars.empty()) {
            out.calendars.emplace_back();
        }
    }

private:
    CalendarHead& head()
    {
        if (out.calendars.empty()) {
            out.calendars.emplace_back();
        }
        return out.calendars.back();
    }

    void add(std::string_view line)
    {
        m_block.text += line;
        m_block.text += "\r\n";
    }

    [[nodiscard]] bool is_event() const { return m_block.name == "VEVENT"; }

    /// Of an event's parts, its alarms, nothing is of use; of a zone's nothing but its parts is.
    [[nodiscard]] bool keeps_component() const
    {
        return m_depth == 1 ? is_event() || m_block.name == "VTIMEZONE"
                            : m_depth == 2 && m_block.name == "VTIMEZONE";
    }

    void property(const UnfoldedLine& line)
    {
        if (!keeps_component()) {
            return;
        }
        const std::string name = capitals(line.text.substr(0, line.text.find_first_of(":;")));
        const std::span<const UsedProperty> used =
            is_event() ? std::span<const UsedProperty>(used_of_events) : used_of_zones;
        const auto found = std::find_if(used.begin(), used.end(),
                                        [&](const UsedProperty& one) { return one.name == name; });
        if (found == used.end()) {
            return;
        }
        m_counts.resize(used_of_events.size());
        const auto count = ++m_counts[static_cast<std::size_t>(found - used.begin())];
        m_block.has_start = m_block.has_start || name == "DTSTART";
        m_block.is_cut = m_block.is_cut || (line.is_cut && name != "SUMMARY") ||
                         (count > found->most && found->most > few_of_it);
        if (count <= found->most) {
            add(with_whole_days(line.is_cut ? without_half_value(line.text) : line.text));
        }
    }

    void begin(const std::string& name, const UnfoldedLine& line)
    {
        if (stands_alone(name)) {
            close(false); // what is still open has lost its end
        }
        if (name == "VCALENDAR") {
            if (out.calendars.empty() || !m_is_calendar_empty) {
                out.calendars.emplace_back();
            }
            m_is_calendar_empty = true;
            return;
        }
        m_is_calendar_empty = false;
        if (m_depth == 0) {
            static_cast<void>(head());
            m_block = {name, line.number, {}, out.calendars.size() - 1, true, false, false};
            m_counts.clear();
        }
        ++m_depth;
        if (keeps_component()) {
            add("BEGIN:" + name);
            m_open.push_back(name);
        }
    }

    void end(const std::string& name, const UnfoldedLine& line)
    {
        static_cast<void>(line);
        if (name == "VCALENDAR") {
            close(false);
            return;
        }
        if (m_depth == 0) {
            return;
        }
        if (stands_alone(name) && name == m_block.name) {
            close(true);
            return;
        }
        if (m_depth > 1) {
            if (keeps_component()) {
                add("END:" + m_open.back());
                m_open.pop_back();
            }
            --m_depth;
        } else if (name == m_block.name) {
            close(true);
        }
    }

    void close(bool complete)
    {
        if (m_depth == 0) {
            return;
        }
        while (!m_open.empty()) {
            add("END:" + m_open.back());
            m_open.pop_back();
        }
        m_depth = 0;
        m_block.complete = complete;
        m_without_end = !complete && !m_block.has_start ? m_without_end + 1 : 0;
        out.blocks.push_back(std::move(m_block));
        m_block = {};
        if (m_without_end == most_without_end) {
            out.damaged = out.blocks[out.blocks.size() - most_without_end].line;
            out.blocks.resize(out.blocks.size() - most_without_end);
        }
    }

    CalendarBlock m_block;
    std::vector<std::size_t> m_counts; ///< of the block's properties that are used
    std::vector<std::string> m_open;   ///< of the block, what is kept of it
    std::size_t m_depth = 0;
    std::size_t m_without_end = 0;
    bool m_is_calendar_empty = false; ///< nothing has begun in the last of `out.calendars`
};

} // namespace

CalendarText split_calendar(std::string_view bytes)
{
    std::string decoded;
    const auto begins = [&](std::string_view mark) { return bytes.substr(0, mark.size()) == mark; };
    if (begins("\xFF\xFE") || begins("\xFE\xFF") ||
        bytes.substr(0, 16).find('\0') != std::string_view::npos) {
        decoded = to_utf8(bytes);
        bytes = decoded;
    } else if (begins("\xEF\xBB\xBF")) {
        bytes.remove_prefix(3);
    }
    Splitter splitter;
    UnfoldedLines lines(bytes);
    auto line = lines.next();
    while (line && splitter.take(*line)) {
        line = lines.next();
    }
    splitter.finish();
    return std::move(splitter.out);
}

} // namespace crm
