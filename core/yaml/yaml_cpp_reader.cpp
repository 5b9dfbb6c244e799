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
    bool m_started = false;
};

struct Translation {
    std::string_view theirs; ///< how the message of yaml-cpp begins
    std::string_view text;
    std::string_view remedy;
};

constexpr std::array<Translation, 21> translations{{
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
    {"illegal map value", "a ':' followed by a space may not stand within a plain value",
     "put the value in double quotes"},
    {"illegal map key", "a key is not expected here", "check the indentation of this line"},
    {"illegal block entry", "'- ' is not expected here", "check the indentation of this line"},
    {"illegal flow end", "a closing bracket or brace without the opening one",
     "remove it, or put the text in double quotes"},
    {"illegal document indicator", "'---' or '...' within a quoted text", "indent the line"},
    {"illegal EOF in scalar", "the file ends within a quoted text", "close the quote"},
    {"illegal tab when looking for indentation", "a tab stands where only spaces may",
     "use spaces for indentation"},
    {"illegal character in", "a character that is not expected here",
     "put the text in double quotes"},
    {"unknown escape character", "an escape that YAML does not know",
     "write a backslash as \\\\ within double quotes"},
    {"unknown token", "a character that may not begin a plain value",
     "put the text in double quotes"},
    {"bad character found while scanning hex number",
     "\\x, \\u or \\U is followed by too few hexadecimal digits",
     "write a backslash as \\\\ within double quotes"},
    {"invalid unicode", "an escape that stands for no character", "write the character itself"},
}};

} // namespace

void read_with_yaml_cpp(std::string_view text, std::size_t first_offset, EventBuilder& builder)
{
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
        const std::size_t at = handler.offset(exception.mark);
        const std::string_view theirs = exception.msg;
        if (theirs.find("alias") != std::string_view::npos) {
            throw handler.alias(at);
        }
        if (theirs.find("anchor") != std::string_view::npos) {
            throw builder.error(at, "anchors and aliases are not used in a ledger",
                                "write the value out, or quote it if it is meant as text");
        }
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
