#include "core/yaml/builder.hpp"

#include <fmt/format.h>
#include <yaml-cpp/eventhandler.h>
#include <yaml-cpp/exceptions.h>
#include <yaml-cpp/parser.h>

#include <algorithm>
#include <array>
#include <istream>
#include <optional>
#include <streambuf>
#include <utility>

namespace crm::yaml {
namespace {

/// A stream over text without a copy of it.
class ViewBuffer : public std::streambuf {
public:
    explicit ViewBuffer(std::string_view text)
    {
        char* begin = const_cast<char*>(text.data()); // NOLINT: the get area is never written to
        setg(begin, begin, begin + text.size());
    }
};

class Handler : public YAML::EventHandler {
public:
    Handler(std::string_view text, std::size_t first_offset, EventBuilder& builder)
        : m_text(text), m_first_offset(first_offset), m_builder(builder)
    {
    }

    void OnDocumentStart(const YAML::Mark& mark) override
    {
        if (std::exchange(m_started, true)) {
            throw m_builder.error(offset(mark),
                                  "something stands here after the end of the document",
                                  "a file of the ledger is one document; check the indentation and "
                                  "the punctuation of this line and the one before it");
        }
    }

    void OnDocumentEnd() override {}

    void OnNull(const YAML::Mark& mark, YAML::anchor_t anchor) override
    {
        refuse_properties(mark, "", anchor);
        m_builder.null(offset(mark));
    }

    void OnAlias(const YAML::Mark& mark, YAML::anchor_t) override { throw alias(offset(mark)); }

    void OnScalar(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                  const std::string& value) override
    {
        refuse_properties(mark, tag, anchor);
        const std::size_t at = position(mark);
        m_last = at;
        const bool plain = tag == "?";
        if (!plain) {
            refuse_unterminated(at);
            m_last_quoted = at;
        }
        m_builder.scalar(offset(mark), value, plain);
    }

    void OnSequenceStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                         YAML::EmitterStyle::value) override
    {
        refuse_properties(mark, tag, anchor);
        m_builder.start(EventType::sequence_start, offset(mark));
    }

    void OnSequenceEnd() override { m_builder.end(EventType::sequence_end); }

    void OnMapStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                    YAML::EmitterStyle::value) override
    {
        refuse_properties(mark, tag, anchor);
        m_builder.start(EventType::mapping_start, offset(mark));
    }

    void OnMapEnd() override { m_builder.end(EventType::mapping_end); }

    [[nodiscard]] std::size_t offset(const YAML::Mark& mark) const
    {
        return m_first_offset + position(mark);
    }

    [[nodiscard]] Error alias(std::size_t at) const
    {
        return m_builder.error(at, "aliases ('*name') are not used in a ledger",
                               "write the value out, or quote it if it is meant as text");
    }

    /// Throws an Error for common mistakes that yaml-cpp tells of at another place, or in words
    /// that do not help.
    void explain(std::size_t at, std::string_view theirs) const
    {
        const std::size_t position = std::min(at - m_first_offset, m_text.size());
        const auto says = [&](std::string_view begin) {
            return theirs.substr(0, begin.size()) == begin;
        };
        const std::size_t line_feed =
            position == 0 ? std::string_view::npos : m_text.rfind('\n', position - 1);
        const std::size_t line = line_feed == std::string_view::npos ? 0 : line_feed + 1;
        const std::string_view before = m_text.substr(line, position - line);
        if (says("illegal map value")) {
            if (const std::size_t tab = before.find('\t'); tab < before.find_first_not_of(" \t")) {
                throw m_builder.error(m_first_offset + line + tab,
                                      "a tab stands where only spaces may",
                                      "use spaces for indentation");
            }
            const std::size_t word = before.find_first_not_of(' ');
            if (word != std::string_view::npos &&
                before.substr(word).find(' ') == std::string_view::npos) {
                throw m_builder.error(m_first_offset + line + word,
                                      "this line does not fit the one above it",
                                      "each key begins in the same column and has a colon; look at "
                                      "the line above too");
            }
        }
        const std::size_t last = before.find_last_not_of(' ');
        if (says("end of") && last != std::string_view::npos && position > 0 &&
            (before[last] == '"' || before[last] == '\'') && m_last_quoted &&
            quote_end(m_text, *m_last_quoted) == line + last + 1 &&
            m_text.substr(*m_last_quoted, line + last - *m_last_quoted).find('\n') ==
                std::string_view::npos) {
            throw m_builder.error(at, "text stands behind the closing quote",
                                  "within double quotes write \\\" for a quote, within single "
                                  "quotes '' for an apostrophe");
        }
        if (says("unknown escape") || says("bad character found") || says("invalid unicode")) {
            explain_escape(position, says("invalid unicode"));
        }
        if (says("illegal EOF in scalar")) {
            if (const auto quote = open_quote()) {
                throw m_builder.never_closed(m_first_offset + *quote);
            }
        }
    }

    /// True for \x, \u and \U with fewer hexadecimal digits than they take.
    [[nodiscard]] bool lacks_digits(std::size_t letter) const
    {
        const char c = letter < m_text.size() ? m_text[letter] : '\0';
        const std::size_t wanted = c == 'x' ? 2 : c == 'u' ? 4 : c == 'U' ? 8 : 0;
        const std::string_view digits = m_text.substr(std::min(letter + 1, m_text.size()), wanted);
        return digits.size() < wanted ||
               digits.find_first_not_of("0123456789abcdefABCDEF") != std::string_view::npos;
    }

    /// `position` is behind what yaml-cpp read of a faulty escape.
    void explain_escape(std::size_t position, bool of_no_character) const
    {
        std::size_t backslash = std::string_view::npos;
        for (std::size_t at = m_text.find('"', m_last); at < position; ++at) {
            if (m_text[at] == '\\') {
                backslash = at++;
                if (lacks_digits(at)) {
                    break;
                }
            }
        }
        if (backslash == std::string_view::npos) {
            return;
        }
        if (of_no_character) {
            throw m_builder.error(m_first_offset + backslash,
                                  "an escape that stands for no character",
                                  "write the character itself");
        }
        throw m_builder.error(m_first_offset + backslash, "a backslash that begins no escape",
                              "write a backslash as \\\\ within double quotes");
    }

    /// The quote that stays open at the end of the file, looked for behind the last value read.
    [[nodiscard]] std::optional<std::size_t> open_quote() const
    {
        for (std::size_t at = m_last; at < m_text.size(); ++at) {
            const bool quote = m_text[at] == '"' || m_text[at] == '\'';
            const bool begins = at == 0 || std::string_view(" \n[{,:").find(m_text[at - 1]) !=
                                               std::string_view::npos;
            if (!quote || !begins) {
                continue;
            }
            const auto end = quote_end(m_text, at);
            if (!end) {
                return at;
            }
            at = *end - 1;
        }
        return std::nullopt;
    }

    /// True where nothing but white space follows.
    [[nodiscard]] bool is_end(std::size_t at) const
    {
        return m_text.find_first_not_of(" \r\n", at - m_first_offset) == std::string_view::npos;
    }

    /// The opening quote of a text that goes on over lines and ends shortly before `at`: in all
    /// likelihood it was meant to end on its first line.
    [[nodiscard]] std::optional<std::size_t> runaway_quote(std::size_t at) const
    {
        if (!m_last_quoted || (m_text[*m_last_quoted] != '"' && m_text[*m_last_quoted] != '\'')) {
            return std::nullopt;
        }
        const std::size_t end = quote_end(m_text, *m_last_quoted).value_or(m_text.size());
        const std::string_view quoted = m_text.substr(*m_last_quoted, end - *m_last_quoted);
        const bool near =
            at >= m_first_offset + end &&
            m_text.substr(end, at - m_first_offset - end).find('\n') == std::string_view::npos;
        return near && quoted.find('\n') != std::string_view::npos
                   ? std::optional(m_first_offset + *m_last_quoted)
                   : std::nullopt;
    }

private:
    [[nodiscard]] std::size_t position(const YAML::Mark& mark) const
    {
        return std::min(static_cast<std::size_t>(std::max(mark.pos, 0)), m_text.size());
    }

    void refuse_properties(const YAML::Mark& mark, const std::string& tag,
                           YAML::anchor_t anchor) const
    {
        const std::size_t at = position(mark);
        const char first = at < m_text.size() ? m_text[at] : '\0';
        if (anchor != 0 || first == '&') {
            throw m_builder.error(offset(mark), "anchors ('&name') are not used in a ledger",
                                  "remove it, or quote the value if it is meant as text");
        }
        if (first == '!' || (!tag.empty() && tag != "?" && tag != "!")) {
            throw m_builder.error(offset(mark), "tags ('!name') are not used in a ledger",
                                  "remove it, or quote the value if it is meant as text");
        }
    }

    /// yaml-cpp takes a quote that is still open at the end of the file for a closed one.
    void refuse_unterminated(std::size_t at) const
    {
        const char quote = at < m_text.size() ? m_text[at] : '\0';
        if ((quote != '"' && quote != '\'') || quote_end(m_text, at)) {
            return;
        }
        throw m_builder.never_closed(m_first_offset + at);
    }

    std::string_view m_text;
    std::size_t m_first_offset;
    EventBuilder& m_builder;
    std::optional<std::size_t> m_last_quoted;
    std::size_t m_last = 0; ///< where the last scalar begins
    bool m_started = false;
};

struct Translation {
    std::string_view theirs; ///< how the message of yaml-cpp begins
    std::string_view text;
    std::string_view remedy;
};

constexpr std::array<Translation, 18> translations{{
    {"end of map flow not found",
     "a map in braces is not closed, or a comma is missing before this",
     "it reads '{key: value, key: value}'; look also for a quote that is not closed"},
    {"end of sequence flow not found",
     "a list in brackets is not closed, or a comma is missing before this",
     "it reads '[one, two]'"},
    {"unexpected character in block scalar", "text stands behind the '|' or '>'",
     "begin the text on the next line, indented"},
    {"cannot set zero indentation", "the text of a block cannot be indented by 0",
     "write '|' alone, and indent the text by two spaces"},
    {"end of verbatim tag not found", "tags ('!name') are not used in a ledger",
     "remove it, or quote the value if it is meant as text"},
    {"tag handle with no suffix", "tags ('!name') are not used in a ledger",
     "remove it, or quote the value if it is meant as text"},
    {"illegal character found while scanning tag", "tags ('!name') are not used in a ledger",
     "remove it, or quote the value if it is meant as text"},
    {"cannot assign multiple tags", "tags ('!name') are not used in a ledger",
     "remove it, or quote the value if it is meant as text"},
    {"end of map not found", "this does not continue the map above it",
     "each key begins in the same column, and text that holds ': ' or ' #' or begins with a "
     "punctuation mark is quoted"},
    {"end of sequence not found", "this does not continue the list above it",
     "each item begins with '- ' in the same column"},
    {"illegal map value", "text that holds ': ' needs quotes", "put all of it in double quotes"},
    {"illegal map key", "a key is not expected here", "check the indentation of this line"},
    {"illegal block entry", "'- ' is not expected here", "check the indentation of this line"},
    {"illegal flow end", "a closing bracket or brace without the opening one",
     "remove it, or put the text in double quotes"},
    {"illegal document indicator", "'---' or '...' within a quoted text", "indent the line"},
    {"illegal tab when looking for indentation", "a tab stands where only spaces may",
     "use spaces for indentation"},
    {"illegal character in", "a character that is not expected here",
     "put the text in double quotes"},
    {"unknown token", "a character that may not begin a plain value",
     "put the text in double quotes"},
}};

} // namespace

void read_with_yaml_cpp(std::string_view text, std::size_t first_offset, EventBuilder& builder)
{
    if (text.size() > largest_in_any_style) {
        throw builder.too_large();
    }
    if (const auto bracket = too_deep_bracket(text)) {
        throw builder.too_deep(first_offset + *bracket);
    }
    ViewBuffer buffer(text);
    std::istream stream(&buffer);
    Handler handler(text, first_offset, builder);
    try {
        YAML::Parser parser(stream);
        // The second call is only there to find content after the document: the handler throws at
        // it. A loop would never end on some texts ("- a" and ", b" on the next line).
        if (parser.HandleNextDocument(handler)) {
            parser.HandleNextDocument(handler);
        }
    } catch (const YAML::ParserException& exception) {
        std::size_t at = handler.offset(exception.mark);
        const std::string_view theirs = exception.msg;
        const std::size_t before = at - std::min<std::size_t>(at, 1);
        const bool sign =
            before >= first_offset && before - first_offset < text.size() &&
            (text[before - first_offset] == '&' || text[before - first_offset] == '*');
        if (sign && (theirs.find("alias") != std::string_view::npos ||
                     theirs.find("anchor") != std::string_view::npos)) {
            at = before;
        }
        if (theirs.find("alias") != std::string_view::npos) {
            throw handler.alias(at);
        }
        if (theirs.find("anchor") != std::string_view::npos) {
            throw builder.error(at, "anchors and aliases are not used in a ledger",
                                "write the value out, or quote it if it is meant as text");
        }
        handler.explain(at, theirs);
        if (const auto quote = handler.runaway_quote(at)) {
            throw builder.error(*quote, "a quote is opened here and closed only lines below",
                                "close it where the text ends");
        }
        if (const auto bracket = builder.open_bracket(); bracket && handler.is_end(at)) {
            throw builder.bracket_never_closed(*bracket);
        }
        for (const Translation& known : translations) {
            if (theirs.substr(0, known.theirs.size()) == known.theirs) {
                throw builder.error(at, std::string(known.text), std::string(known.remedy));
            }
        }
        throw builder.error(at, fmt::format("is not valid YAML: {}", theirs));
    } catch (const YAML::Exception& exception) {
        throw builder.error(first_offset, fmt::format("is not valid YAML: {}", exception.msg));
    }
}

} // namespace crm::yaml
