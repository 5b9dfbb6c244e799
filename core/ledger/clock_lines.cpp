#include "core/ledger/clock_lines.hpp"

#include "core/base/text.hpp"
#include "core/ledger/journal_file.hpp"
#include "core/yaml/plain_text.hpp"

#include <algorithm>
#include <array>
#include <cstring>

namespace crm {
namespace {

using namespace yaml::plain;

class ClockReader {
public:
    ClockReader(std::string_view text, const ClockWords& words, ClockLines& out)
        : m_begin(text.data()), m_end(text.data() + text.size()), m_at(m_begin), m_words(words),
          m_out(out)
    {
    }

    bool run()
    {
        if (m_at != m_end && m_end[-1] != '\n') {
            return false;
        }
        while (m_at != m_end) {
            if (*m_at == '-') {
                if (!entry()) {
                    return false;
                }
                continue;
            }
            const char* at = skip_spaces(m_at, m_end);
            if (at != m_end && *at == '#') {
                at = run_end<in_comment>(at, m_end);
            }
            if (at == m_end || *at != '\n') {
                return false;
            }
            m_at = at + 1;
        }
        return true;
    }

private:
    enum Key : std::uint32_t {
        none = 0,
        date = 1,
        with = 2,
        touch = 4,
        touch_class = 8,
        outcome = 16,
        dir = 32,
        minutes = 64,
        talk = 128,
        note = 256,
        ref = 512,
        id = 1024,
        rev = 2048,
        is_void = 4096,
        other = 8192,
        follow_up = 16384,
        by = 32768,
        done = 65536,
        erased = 131072,
    };

    /// A comparison whose length the compiler knows.
    template <std::size_t size>
    static bool is_word(const char* name, const char (&word)[size])
    {
        return std::memcmp(name, word, size - 1) == 0;
    }

    static Key key_of(const char* name, std::ptrdiff_t size)
    {
        switch (size) {
        case 2: return is_word(name, "id") ? id : is_word(name, "by") ? by : other;
        case 3:
            return is_word(name, "ref")   ? ref
                   : is_word(name, "rev") ? rev
                   : is_word(name, "dir") ? dir
                                          : other;
        case 4:
            return is_word(name, "date")   ? date
                   : is_word(name, "with") ? with
                   : is_word(name, "note") ? note
                   : is_word(name, "void") ? is_void
                   : is_word(name, "talk") ? talk
                   : is_word(name, "done") ? done
                                           : other;
        case 5:
            return is_word(name, "touch") ? touch : is_word(name, "class") ? touch_class : other;
        case 6: return is_word(name, "erased") ? erased : other;
        case 7:
            return is_word(name, "outcome") ? outcome : is_word(name, "minutes") ? minutes : other;
        case 9: return is_word(name, "follow_up") ? follow_up : other;
        default: return other;
        }
    }

    /// The key at m_at, which is put behind its colon; none where it is not plain.
    Key this_key()
    {
        const char* const begin = m_at;
        const char* const colon = key_end(m_at, m_end);
        if (colon == nullptr || m_end - colon < 2 || colon[1] != ' ' ||
            is_null({begin, static_cast<std::size_t>(colon - begin)})) {
            return none;
        }
        m_at = colon + 2;
        return key_of(begin, colon - begin);
    }

    /// The value without quotes at m_at.
    [[nodiscard]] Value plain_value() const
    {
        if (const char* const end = flow_word_end(m_at, m_end)) {
            return {end, {m_at, static_cast<std::size_t>(end - m_at)}, false};
        }
        return flow_plain(m_at, m_end);
    }

    /// What is known of the line that is being read.
    struct Line {
        unsigned seen = 0; ///< keys
        Moment moment;
        TouchClass usual_class = TouchClass::minor;
        bool withdraws = false;
        bool erases = false;
        std::uint64_t id = 0;
        std::uint64_t ref = 0;
    };

    bool entry()
    {
        if (m_end - m_at < 3 || m_at[1] != ' ') {
            return false;
        }
        m_at = skip_spaces(m_at + 1, m_end);
        if (m_at == m_end || *m_at != '{') {
            return false;
        }
        const char* const brace = m_at++;
        const std::size_t parts_before = m_out.parts.size();
        Line line;
        bool behind_value = usual_beginning(line, parts_before);
        for (;;) {
            if (!behind_value && !key_and_value(line, parts_before)) {
                return false;
            }
            m_at = skip_spaces(m_at, m_end);
            if (m_at == m_end) {
                return false;
            }
            if (*m_at == '}') {
                break;
            }
            if (*m_at++ != ',') {
                return false;
            }
            behind_value = usual_key(line);
        }
        m_at = m_end - m_at > 1 && m_at[1] == '\n' ? m_at + 2 : line_end(m_at + 1, m_end);
        return m_at != nullptr && keep(line, brace, parts_before);
    }

    bool key_and_value(Line& line, std::size_t parts_before)
    {
        m_at = skip_spaces(m_at, m_end);
        const Key key = this_key();
        // Unknown keys could be equal.
        if (key == none || (line.seen & key) != 0) {
            return false;
        }
        line.seen |= key;
        m_at = skip_spaces(m_at, m_end);
        return m_at != m_end && (key == with ? people(parts_before) : value(key, line));
    }

    /// Takes the beginning of a line as crm writes it, "date: 2026-11-22, with: [ada], touch:
    /// call", as key_and_value() would; where it is another, nothing.
    bool usual_beginning(Line& line, std::size_t parts_before)
    {
        constexpr std::ptrdiff_t room = 64; // for what is looked at without asking each time
        const char* const begin = m_at;
        if (m_end - m_at < room || !is_word(m_at, "date: ") || !is_word(m_at + 16, ", with: [") ||
            !day({m_at + 6, 10}, line.moment.date)) {
            return false;
        }
        m_at += 24;
        if (people(parts_before) && m_end - m_at >= room && is_word(m_at, ", touch: ")) {
            const char* const word = m_at + 9;
            if (const char* const end = flow_word_end(word, m_end)) {
                m_at = end;
                if (this->word(touch, {word, static_cast<std::size_t>(end - word)}, line)) {
                    line.seen = date | with | touch;
                    return true;
                }
            }
        }
        m_at = begin;
        m_out.parts.resize(parts_before);
        line = {};
        return false;
    }

    /// Takes a note or an id as crm writes it, as key_and_value() would; where another key follows,
    /// nothing.
    bool usual_key(Line& line)
    {
        constexpr std::ptrdiff_t room = 16;
        if (m_end - m_at < room) {
            return false;
        }
        if (is_word(m_at, " note: \"") && (line.seen & note) == 0) {
            const char* const end = quotes_run_end(m_at + 8, m_end);
            if (end != m_end && *end == '"') {
                m_at = end + 1;
                line.seen |= note;
                return true;
            }
        } else if (is_word(m_at, " id: ") && (line.seen & id) == 0) {
            const char* const word = m_at + 5;
            if (const char* const end = flow_word_end(word, m_end)) {
                m_at = end;
                line.id = id_key({word, static_cast<std::size_t>(end - word)});
                line.seen |= id;
                return true;
            }
        }
        return false;
    }

    bool keep(Line& line, const char* brace, std::size_t parts_before)
    {
        constexpr unsigned needed = date | with | touch;
        const bool revises = (line.seen & (rev | is_void | erased)) != 0;
        const bool is_whole = (line.seen & needed) == needed;
        const bool is_erased = line.erases && (line.seen & needed) == 0;
        if ((!is_whole && !is_erased) || (revises && line.id == 0)) {
            return false;
        }
        if ((line.seen & touch_class) == 0) {
            line.moment.touch_class = line.usual_class;
        }
        if (line.withdraws) {
            m_out.parts.resize(parts_before);
        } else {
            for (std::size_t i = parts_before; i < m_out.parts.size(); ++i) {
                m_out.parts[i].moment = line.moment;
            }
        }
        if (line.ref != 0) {
            m_out.refs.push_back(line.ref);
            m_out.refs.push_back(m_out.lines.size());
        }
        if ((line.seen & (follow_up | by | done)) != 0) {
            m_out.follow_ups.push_back(m_out.lines.size());
        }
        m_out.revises = m_out.revises || revises;
        m_out.lines.push_back({line.id, static_cast<std::uint32_t>(brace - m_begin),
                               static_cast<std::uint32_t>(parts_before)});
        return true;
    }

    /// The list of ids at m_at.
    bool people(std::size_t parts_before)
    {
        if (*m_at != '[') {
            return false;
        }
        ++m_at;
        for (;;) {
            m_at = skip_spaces(m_at, m_end);
            const Value name = plain_value();
            if (name.end == nullptr) {
                return false;
            }
            const std::uint32_t contact = m_words.contact(name.text);
            if (contact == TextTable::nothing) {
                if (!is_slug(name.text)) {
                    return false;
                }
            } else if (!is_there(contact, parts_before)) {
                m_out.parts.push_back({contact, {}});
            }
            m_at = skip_spaces(name.end, m_end);
            if (m_at == m_end) {
                return false;
            }
            if (*m_at == ']') {
                ++m_at;
                return true;
            }
            if (*m_at++ != ',') {
                return false;
            }
        }
    }

    [[nodiscard]] bool is_there(std::uint32_t contact, std::size_t parts_before) const
    {
        for (std::size_t i = parts_before; i < m_out.parts.size(); ++i) {
            if (m_out.parts[i].contact == contact) {
                return true;
            }
        }
        return false;
    }

    /// The value of any other key.
    bool value(Key key, Line& line)
    {
        const bool quoted = *m_at == '"' || *m_at == '\'';
        const Value value = *m_at == '"'    ? double_quoted(m_at, m_end)
                            : *m_at == '\'' ? single_quoted(m_at, m_end)
                                            : plain_value();
        if (value.end == nullptr) {
            return false;
        }
        m_at = value.end;
        switch (key) {
        case note:
        case follow_up: // what these three say is read where it is wanted
        case by:
        case done:
        case other: return true;
        case id: line.id = value.text.empty() ? 0 : id_key(value.text); return !value.escaped;
        case ref: line.ref = value.text.empty() ? 0 : ref_key(value.text); return !value.escaped;
        default: return !quoted && word(key, value.text, line);
        }
    }

    bool word(Key key, std::string_view text, Line& line)
    {
        switch (key) {
        case date: return day(text, line.moment.date);
        case touch:
            if (const ClockWords::Known* known = m_words.touch(text)) {
                line.moment.touch = known->number;
                line.usual_class = known->touch_class;
                return true;
            }
            return false;
        case touch_class: {
            const auto given = parse_class(text);
            line.moment.touch_class = given.value_or(TouchClass::minor);
            return given.has_value();
        }
        case outcome: line.moment.attempt = true; return text == "attempt";
        case dir: return text == "in";
        case minutes: return is_number(text, 0, 100'000);
        case talk: return is_number(text, 0, 100);
        case rev: return is_number(text, 1, highest_rev);
        case is_void: line.withdraws = text == "true"; return text == "true" || text == "false";
        case erased: line.erases = text == "true"; return text == "true" || text == "false";
        default: return false;
        }
    }

    static bool is_number(std::string_view text, int least, int most)
    {
        constexpr std::size_t most_digits = 7;
        if (text.empty() || text.size() > most_digits || (text.size() > 1 && text[0] == '0')) {
            return false;
        }
        int number = 0;
        for (const char c : text) {
            if (c < '0' || c > '9') {
                return false;
            }
            number = number * 10 + (c - '0');
        }
        return number >= least && number <= most;
    }

    /// Most lines of a month have the month of the line before.
    bool day(std::string_view text, Date& out)
    {
        constexpr std::size_t to_day = 8; // "2026-11-"
        if (text.size() == to_day + 2 && std::memcmp(text.data(), m_month.data(), to_day) == 0) {
            const auto tens = static_cast<unsigned>(text[to_day] - '0');
            const auto ones = static_cast<unsigned>(text[to_day + 1] - '0');
            const unsigned number = tens * 10 + ones;
            if (tens < 10 && ones < 10 && number >= 1 && number <= 28) {
                out = add_days(m_first, static_cast<int>(number) - 1);
                return true;
            }
        }
        const auto parsed = parse_iso(text);
        if (!parsed) {
            return false;
        }
        out = *parsed;
        std::memcpy(m_month.data(), text.data(), to_day);
        m_first = add_days(out, 1 - static_cast<int>(day_of(out)));
        return true;
    }

    const char* m_begin;
    const char* m_end;
    const char* m_at;
    const ClockWords& m_words;
    ClockLines& m_out;
    std::array<char, 8> m_month{};
    Date m_first;
};

constexpr std::size_t longest_short = sizeof(std::uint64_t);

/// A text of at most longest_short bytes as a number.
std::uint64_t short_key(std::string_view text)
{
    std::uint64_t out = 0;
    for (const char c : text) {
        out = (out << 8U) | static_cast<unsigned char>(c);
    }
    return out;
}

std::size_t short_slot(std::uint64_t key)
{
    return (key * 0x9E3779B97F4A7C15U) >> 57U; // 7 bits
}

} // namespace

std::uint64_t id_key(std::string_view id)
{
    return hash_of(id, 1) | 1U;
}

std::uint64_t ref_key(std::string_view ref)
{
    return hash_of(ref, 2) | 1U;
}

ClockWords::ClockWords(const Roster& roster)
    : m_contacts(roster.known_ids().size()),
      m_touches(roster.settings.touches.declared.size() + roster.settings.touches.aliases.size())
{
    for (const auto& [id, index] : roster.known_ids()) {
        m_contacts.add(id, static_cast<std::uint32_t>(index));
    }
    const Touches& touches = roster.settings.touches;
    const auto add = [&](std::string_view name) {
        if (const Touch* touch = touches.find(name)) {
            m_touches.add(name, static_cast<std::uint32_t>(m_known.size()));
            m_known.push_back(
                {static_cast<std::uint16_t>(touch - touches.declared.data()), touch->touch_class});
            if (name.size() <= longest_short) {
                Short& slot = m_short[short_slot(short_key(name))];
                slot = slot.key == 0 ? Short{short_key(name), m_known.back()} : slot;
            }
        }
    };
    for (const Touch& touch : touches.declared) {
        add(touch.name);
    }
    for (const auto& [alias, name] : touches.aliases) {
        add(alias);
    }
}

const ClockWords::Known* ClockWords::touch(std::string_view name) const
{
    if (!name.empty() && name.size() <= longest_short) {
        const Short& slot = m_short[short_slot(short_key(name))];
        if (slot.key == short_key(name)) {
            return &slot.known;
        }
    }
    const std::uint32_t found = m_touches.find(name);
    return found == TextTable::nothing ? nullptr : &m_known[found];
}

bool read_clock_lines(std::string_view text, const ClockWords& words, ClockLines& out)
{
    return text.size() < UINT32_MAX && ClockReader(text, words, out).run();
}

} // namespace crm
