#include "random_file.hpp"

#include <algorithm>
#include <array>
#include <utility>

namespace crm::test {
namespace {

using Kind = Value::Kind;

/// Plain in a block and between brackets.
constexpr std::array<std::string_view, 28> plain_anywhere{
    "client",
    "Ada Lovelace",
    "it's",
    "a#b",
    "a:b",
    "Smith & Sons",
    "\xC3\xA9t\xC3\xA9",
    "\xD9\x85\xD8\xB1\xD8\xAD\xD8\xA8\xD8\xA7",
    "\xF0\x9F\x91\xA9\xE2\x80\x8D\xF0\x9F\x92\xBB ok",
    "2026-11-22",
    "yes",
    "0123",
    "12.5",
    "50%",
    "-x",
    "http://x.y/#z",
    "12:30",
    "a  b",
    "say \"so\" now",
    "every 30 days",
    "nullable",
    "x",
    "y",
    "z",
    "+49 30 1234",
    "rock 'n' roll",
    "rock 'n roll",
    "5\" by 7 \"wide"};

constexpr std::array<std::string_view, 8> plain_in_block{
    "a, b", "a [b] {c}", "Dear ] you", "}{", "x,", "a]", ",a", "o[\"'"};

constexpr std::array<std::string_view, 14> remarks{
    "#",          "# why",    "# it's \"so\"", "# key: value", "#: x",
    "# [ {",      "# - item", "## # #",        "#\ttab",       "# \xF0\x9F\x98\x80 \xC3\xA9",
    "#name: Ada", "# 'open",  "# ]}",          "# trailing   "};

constexpr std::array<std::string_view, 12> line_pieces{
    "one",    "two words",    "# no remark",
    "it's",   "- dash",       "key: value",
    "[ open", "\"quoted\"",   "\xC3\xA9\xF0\x9F\x98\x80",
    "a # b",  "'single' end", "> x"};

constexpr std::array<std::string_view, 8> folding_pieces{
    "one", "two words", "it's", "a#b", "\xC3\xA9 \xF0\x9F\x98\x80", "(x)", "say \"so\"", "x, [y]"};

constexpr std::array<std::string_view, 8> going_on{
    "- dash", "\"quoted\"", "'single' end", "> x", "two words", "[ open", "it's", "(x)"};

class Writer {
public:
    explicit Writer(Random& random)
        : m_random(random), m_carriage(random.chance(12)  ? 100
                                       : random.chance(4) ? 50
                                                          : 0)
    {
    }

    RandomFile write()
    {
        if (m_random.chance(8)) {
            out() += "\xEF\xBB\xBF";
        }
        bool begun = false; // behind the mark, on its line
        if (m_random.chance(10)) {
            aside(0);
            out() += "---";
            begun = m_random.chance(20);
            if (begun) {
                spaces(1);
            } else {
                end_line();
            }
        }
        Value& root = m_file.root;
        const std::size_t style = begun ? 3 : m_random.below(100);
        if (style < 1) {
            aside(0);
            m_file.has_content = false;
        } else if (style < 3) {
            block_list(root, m_random.chance(80) ? 0 : 2, 1, false);
        } else if (style < 12) {
            if (!begun) {
                aside(0);
            }
            root.kind = Kind::map;
            flow(root, 0, 1, m_random.chance(60));
            end_line();
        } else {
            block_map(root, style < 20 ? m_random.between(1, 4) : 0, 0, false);
        }
        aside(0);
        if (m_random.chance(2) && m_file.has_content) {
            m_last_block = nowhere;
            out() += "...";
            end_line();
            aside(0);
        }
        if (m_random.chance(12)) {
            strip_line_feed();
        }
        return std::move(m_file);
    }

private:
    std::string& out() { return m_file.text; }
    void spaces(std::size_t count) { out().append(count, ' '); }

    void line_feed() { out() += m_random.chance(m_carriage) ? "\r\n" : "\n"; }

    void remark()
    {
        m_file.comments.push_back(out().size());
        out() += m_random.pick(remarks);
    }

    void end_line()
    {
        if (m_random.chance(14)) {
            spaces(m_random.between(1, 3));
            remark();
        } else if (m_random.chance(6)) {
            spaces(m_random.between(1, 3));
        }
        line_feed();
        m_deepest_remark = nowhere;
        m_blank_counts = false;
    }

    /// Blank lines and comments on lines of their own.
    void aside(std::size_t column)
    {
        while (m_random.chance(16)) {
            if (m_random.chance(45)) {
                if (!m_blank_counts) {
                    spaces(m_random.chance(25) ? std::min(m_random.below(4), m_deepest_remark) : 0);
                    line_feed();
                }
                continue;
            }
            std::size_t at = m_random.chance(60) ? column : m_random.below(column + 5);
            if (m_deepest_remark != nowhere) {
                at = std::min(at, m_deepest_remark - 1);
            }
            spaces(at);
            remark();
            line_feed();
            m_blank_counts = false;
        }
    }

    void strip_line_feed()
    {
        if (out().empty() || out().back() != '\n') {
            return;
        }
        out().pop_back();
        if (!out().empty() && out().back() == '\r') {
            out().pop_back();
        }
        m_file.unsure = m_last_block;
    }

    // ---- texts

    void done(Value& value, std::size_t begin)
    {
        value.begin = begin;
        value.end = out().size();
        m_last_block = nowhere;
    }

    void one_line_text(Value& value, bool in_flow)
    {
        value.kind = Kind::text;
        const std::size_t begin = out().size();
        const std::size_t style = m_random.below(100);
        if (style < 60) {
            value.plain = true;
            value.text = !in_flow && m_random.chance(15) ? m_random.pick(plain_in_block)
                                                         : m_random.pick(plain_anywhere);
            if (value.text.front() == ',' || value.text.front() == '}') {
                value.text.insert(0, "a");
            }
            out() += value.text;
        } else if (style < 80) {
            value.text = random_text(m_random);
            out() += single_quoted(value.text);
        } else {
            value.text = random_text(m_random) + (m_random.chance(10) ? "\nmore" : "");
            out() += double_quoted(m_random, value.text);
        }
        done(value, begin);
    }

    /// Lines folded into one text: plain or in quotes.
    void folded_text(Value& value, std::size_t column, bool in_flow)
    {
        value.kind = Kind::text;
        const std::size_t begin = out().size();
        const std::size_t style = m_random.below(3);
        value.plain = style == 0;
        const std::size_t count = m_random.between(2, 4);
        out() += style == 0 ? "" : style == 1 ? "'" : "\"";
        for (std::size_t i = 0; i < count; ++i) {
            std::string line(style == 0 || i + 1 == count ? m_random.pick(folding_pieces)
                                                          : m_random.pick(line_pieces));
            if (style == 0 && in_flow) {
                line = "word";
            } else if (style == 0 && i > 0 && m_random.chance(40)) {
                line = m_random.pick(going_on);
            }
            if (i > 0) {
                std::size_t blank = 0;
                const bool escaped = style == 2 && m_random.chance(15);
                out() += escaped ? "\\" : "";
                line_feed();
                while (!escaped && m_random.chance(12)) {
                    spaces(m_random.chance(30) ? m_random.below(5) : 0);
                    line_feed();
                    ++blank;
                }
                spaces(column + m_random.between(1, 4));
                value.text += escaped ? "" : blank == 0 ? " " : std::string(blank, '\n');
            }
            value.text += line;
            const std::string in_double = double_quoted(m_random, line);
            const std::string in_single = single_quoted(line);
            out() += style == 0   ? line
                     : style == 1 ? in_single.substr(1, in_single.size() - 2)
                                  : in_double.substr(1, in_double.size() - 2);
        }
        out() += style == 0 ? "" : style == 1 ? "'" : "\"";
        done(value, begin);
    }

    /// Behind | or >; ends its last line. `column` is that of the key or dash.
    void block_text(Value& value, std::size_t column)
    {
        value.kind = Kind::text;
        value.block_text = true;
        value.begin = out().size();
        const bool folded = m_random.chance(35);
        const std::size_t chomp = m_random.below(folded ? 2 : 3);
        const bool indicator = m_random.chance(20);
        const std::size_t more = m_random.between(1, 4);
        const std::string number = indicator ? std::to_string(more) : "";
        const std::string sign = chomp == 0 ? "" : chomp == 1 ? "-" : "+";
        out() += folded ? ">" : "|";
        out() += m_random.chance(50) ? number + sign : sign + number;
        value.end = out().size();
        if (m_random.chance(20)) {
            spaces(m_random.between(1, 2));
            remark();
        }
        line_feed();
        const std::size_t indent = column + more;
        const auto blank_lines = [&](std::size_t percent) {
            std::size_t count = 0;
            for (; m_random.chance(percent); ++count) {
                spaces(m_random.chance(25) ? m_random.below(indent + 1) : 0);
                line_feed();
            }
            return count;
        };
        value.text = std::string(blank_lines(indicator ? 10 : 0), '\n');
        const std::size_t count = m_random.chance(5) ? 0 : m_random.between(1, 4);
        for (std::size_t i = 0; i < count; ++i) {
            std::string line(m_random.pick(line_pieces));
            if (!folded && (indicator || i > 0) && m_random.chance(15)) {
                line.insert(0, "  ");
            }
            if (!folded && m_random.chance(8)) {
                line += "  ";
            }
            if (i > 0) {
                const std::size_t blank = blank_lines(12);
                value.text +=
                    folded && blank == 0 ? " " : std::string(blank + (folded ? 0 : 1), '\n');
            }
            value.text += line;
            spaces(indent);
            out() += line;
            value.end = out().size();
            line_feed();
        }
        const std::size_t behind = blank_lines(20);
        if (count == 0) { // nothing but empty lines
            const std::size_t lines = value.text.size() + behind;
            value.text = chomp == 2 ? std::string(lines, '\n') : "";
        } else {
            value.text += chomp == 1 ? "" : std::string(chomp == 0 ? 1 : behind + 1, '\n');
        }
        value.keeps_lines = chomp == 2;
        m_deepest_remark = count == 0 ? column + 1 : indent;
        m_blank_counts = chomp == 2;
        m_last_block = value.begin;
    }

    void written_null(Value& value)
    {
        const std::size_t begin = out().size();
        out() += m_random.chance(50) ? "~" : m_random.chance(50) ? "null" : "Null";
        done(value, begin);
    }

    // ---- flow style

    /// White space between what stands in brackets.
    void gap(std::size_t column, bool lines, bool needed)
    {
        if (!lines || !m_random.chance(35)) {
            spaces(m_random.chance(80) || needed ? 1 : m_random.below(3));
            return;
        }
        do {
            if (m_random.chance(30)) {
                spaces(1);
                remark();
            }
            line_feed();
            spaces(column + m_random.between(1, 5));
        } while (m_random.chance(12));
    }

    void flow_value(Value& value, std::size_t column, std::size_t depth, bool lines)
    {
        const std::size_t style = m_random.below(100);
        if (style < 70 || depth > 3) {
            one_line_text(value, true);
        } else if (style < 76 && lines) {
            folded_text(value, column, true);
        } else if (style < 82) {
            written_null(value);
        } else {
            value.kind = style < 92 ? Kind::list : Kind::map;
            flow(value, column, depth + 1, lines);
        }
    }

    void flow(Value& value, std::size_t column, std::size_t depth, bool lines)
    {
        const bool list = value.kind == Kind::list;
        value.flow = true;
        const std::size_t begin = out().size();
        out() += list ? "[" : "{";
        const std::size_t count = m_random.below(m_random.chance(20) ? 2 : 5);
        for (std::size_t i = 0; i < count; ++i) {
            Entry entry;
            if (!list && !new_key(value, entry)) {
                continue;
            }
            if (!value.entries.empty()) {
                out() += ",";
            }
            if (!value.entries.empty() || m_random.chance(25)) {
                gap(column, lines, false);
            }
            entry.begin = out().size();
            if (!list) {
                write_key(entry);
                const bool quoted = out().back() == '"' || out().back() == '\'';
                if (m_random.chance(3)) {
                    while (out().back() == ' ') {
                        out().pop_back();
                    }
                    entry.value.written = false;
                    done(entry.value, out().size());
                    value.entries.push_back(std::move(entry));
                    continue;
                }
                entry.colon = out().size();
                out() += ":";
                if (quoted && m_random.chance(20)) {
                    flow_value(entry.value, column, depth, lines);
                } else if (m_random.chance(8)) {
                    entry.value.written = false;
                    done(entry.value, out().size());
                    spaces(1);
                } else {
                    gap(column, lines && m_random.chance(30), true);
                    flow_value(entry.value, column, depth, lines);
                }
            } else if (m_random.chance(5)) { // [key: value]
                Value& pair = entry.value;
                pair.kind = Kind::map;
                pair.begin = out().size();
                Entry& only = pair.entries.emplace_back();
                only.begin = pair.begin;
                only.key = "key";
                out() += "key: ";
                only.colon = pair.begin + 3;
                one_line_text(only.value, true);
                pair.end = only.value.end;
            } else {
                flow_value(entry.value, column, depth, lines);
            }
            value.entries.push_back(std::move(entry));
            if (m_random.chance(12)) {
                gap(column, lines, false);
            }
        }
        if (!value.entries.empty() && m_random.chance(10)) {
            out() += ",";
        }
        if (m_random.chance(25)) {
            gap(column, lines, false);
        }
        out() += list ? "]" : "}";
        done(value, begin);
    }

    // ---- block style

    bool new_key(const Value& map, Entry& entry)
    {
        entry.key = random_key(m_random);
        return std::none_of(map.entries.begin(), map.entries.end(),
                            [&](const Entry& other) { return other.key == entry.key; });
    }

    void write_key(Entry& entry)
    {
        entry.begin = out().size();
        const std::size_t style = m_random.below(100);
        out() += style < 86   ? entry.key
                 : style < 93 ? single_quoted(entry.key)
                              : double_quoted(m_random, entry.key);
        spaces(m_random.chance(5) ? m_random.between(1, 2) : 0);
    }

    void block_map(Value& map, std::size_t column, std::size_t depth, bool begun)
    {
        map.kind = Kind::map;
        const std::size_t count = m_random.between(1, depth == 0 ? 7 : 3);
        while (map.entries.size() < count) {
            Entry entry;
            if (!new_key(map, entry)) {
                continue;
            }
            if (!begun) {
                aside(column);
                spaces(column);
            }
            begun = false;
            if (map.entries.empty()) {
                map.begin = out().size();
            }
            if (m_random.chance(2)) {
                explicit_entry(entry, column);
            } else {
                write_key(entry);
                entry.colon = out().size();
                out() += ":";
                block_value(entry.value, column, depth, true);
            }
            map.end = entry.value.end;
            map.entries.push_back(std::move(entry));
        }
    }

    void explicit_entry(Entry& entry, std::size_t column)
    {
        entry.question_mark = true;
        out() += "? ";
        write_key(entry);
        while (out().back() == ' ') {
            out().pop_back();
        }
        entry.value.written = false;
        done(entry.value, out().size());
        end_line();
        if (m_random.chance(10)) {
            return;
        }
        spaces(column);
        entry.colon = out().size();
        out() += ": ";
        entry.value.written = true;
        one_line_text(entry.value, false);
        end_line();
    }

    void block_list(Value& list, std::size_t column, std::size_t depth, bool begun)
    {
        list.kind = Kind::list;
        const std::size_t count = m_random.between(1, 4);
        for (std::size_t i = 0; i < count; ++i) {
            if (!begun) {
                aside(column);
                spaces(column);
            }
            begun = false;
            Entry entry;
            entry.begin = out().size();
            list.begin = i == 0 ? entry.begin : list.begin;
            out() += "-";
            block_value(entry.value, column, depth, false);
            list.end = entry.value.end;
            list.entries.push_back(std::move(entry));
        }
    }

    /// What stands behind a colon or a dash, with the end of its line. `column` is that of the key
    /// or the dash.
    void block_value(Value& value, std::size_t column, std::size_t depth, bool of_key)
    {
        const std::size_t style = m_random.below(100);
        const auto to_the_right = [&] {
            if (m_random.chance(6)) { // on a line of its own
                end_line();
                spaces(column + m_random.between(1, 4));
            } else {
                spaces(m_random.chance(85) ? 1 : m_random.between(1, 4));
            }
        };
        if (style < 8) {
            value.written = false;
            done(value, out().size());
            end_line();
        } else if (style < 12) {
            to_the_right();
            written_null(value);
            end_line();
        } else if (style < 55) {
            to_the_right();
            one_line_text(value, false);
            end_line();
        } else if (style < 60) {
            spaces(1);
            folded_text(value, column, false);
            end_line();
        } else if (style < 69) {
            spaces(1);
            block_text(value, column);
        } else if (style < 84 || depth > 3) {
            to_the_right();
            value.kind = style < 78 ? Kind::list : Kind::map;
            flow(value, column, depth + 1, m_random.chance(40));
            end_line();
        } else if (!of_key && m_random.chance(70)) {
            const std::size_t more = m_random.between(1, 3);
            spaces(more);
            if (m_random.chance(75)) {
                block_map(value, column + 1 + more, depth + 1, true);
            } else {
                block_list(value, column + 1 + more, depth + 1, true);
            }
        } else if (style < 93) {
            end_line();
            const bool beside = of_key && m_random.chance(40);
            block_list(value, column + (beside ? 0 : m_random.between(1, 4)), depth + 1, false);
        } else {
            end_line();
            block_map(value, column + m_random.between(1, 4), depth + 1, false);
        }
    }

    Random& m_random;
    std::size_t m_carriage; ///< percentage of line ends that are CRLF
    RandomFile m_file;
    std::size_t m_deepest_remark = nowhere; ///< column at which a comment would be text
    bool m_blank_counts = false;            ///< a blank line would be text
    std::size_t m_last_block = nowhere;     ///< the block text that is last in the file
};

} // namespace

RandomFile random_file(Random& random)
{
    return Writer(random).write();
}

} // namespace crm::test
