#include "core/exchange/foreign/calendar_blocks.hpp"

#include "core/exchange/charset.hpp"

#include <algorithm>
#include <array>
#include <optional>

namespace crm {
namespace {

struct UnfoldedLine {
    std::string text;
    std::size_t number = 0;
};

/// One line after the other, unfolded. A fold may stand within a character, so what is undone
/// first is the folding, and then the encoding.
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
        std::string raw(take());
        while (m_at < m_bytes.size() && (m_bytes[m_at] == ' ' || m_bytes[m_at] == '\t')) {
            raw += take().substr(1);
        }
        raw.erase(
            std::remove_if(raw.begin(), raw.end(), [](char c) { return c == '\0' || c == '\r'; }),
            raw.end());
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

bool stands_alone(const std::string& name)
{
    static constexpr std::array<std::string_view, 6> names{"VEVENT",    "VTODO",     "VJOURNAL",
                                                           "VFREEBUSY", "VTIMEZONE", "VCALENDAR"};
    return std::find(names.begin(), names.end(), name) != names.end();
}

class Splitter {
public:
    CalendarText out;

    void take(const UnfoldedLine& line)
    {
        if (const auto begun = value_of(line.text, "BEGIN")) {
            begin(component_name(*begun), line);
        } else if (const auto ended = value_of(line.text, "END")) {
            end(component_name(*ended), line);
        } else if (m_depth > 0) {
            add(with_whole_days(line.text));
        } else if (const auto name = value_of(line.text, "X-WR-CALNAME")) {
            head().name = *name;
        } else if (const auto method = value_of(line.text, "METHOD")) {
            head().method = component_name(*method);
        }
    }

    void finish()
    {
        close(false);
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

    void begin(const std::string& name, const UnfoldedLine& line)
    {
        if (stands_alone(name)) {
            close(false); // what is still open has lost its end
        }
        if (name == "VCALENDAR") {
            out.calendars.emplace_back();
            return;
        }
        if (m_depth == 0) {
            static_cast<void>(head());
            m_block = {name, line.number, {}, out.calendars.size() - 1, true};
        }
        // libical goes down by itself for each: more than this is no calendar.
        constexpr std::size_t deepest = 8;
        if (++m_depth <= deepest) {
            add("BEGIN:" + name);
        }
        m_open.push_back(m_depth <= deepest ? name : std::string{});
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
            if (!m_open.back().empty()) {
                add("END:" + m_open.back());
            }
            m_open.pop_back();
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
            if (!m_open.back().empty()) {
                add("END:" + m_open.back());
            }
            m_open.pop_back();
        }
        m_depth = 0;
        m_block.complete = complete;
        out.blocks.push_back(std::move(m_block));
        m_block = {};
    }

    CalendarBlock m_block;
    std::vector<std::string> m_open; ///< empty for what is passed over
    std::size_t m_depth = 0;
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
    while (const auto line = lines.next()) {
        splitter.take(*line);
    }
    splitter.finish();
    return std::move(splitter.out);
}

} // namespace crm
