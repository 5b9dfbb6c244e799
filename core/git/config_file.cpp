#include "core/git/config_file.hpp"

#include <cctype>

namespace crm {
namespace {

class ConfigReader {
public:
    explicit ConfigReader(std::string_view text) : m_text(text) {}

    std::vector<std::pair<std::string, std::string>> run()
    {
        while (skip_space()) {
            const char c = m_text[m_at];
            if (c == '#' || c == ';') {
                m_at = std::min(m_text.find('\n', m_at), m_text.size());
            } else if (c == '[') {
                ++m_at;
                if (!read_section()) {
                    break;
                }
            } else if (!read_setting()) {
                break;
            }
        }
        return std::move(m_settings);
    }

private:
    [[nodiscard]] bool at_end() const { return m_at >= m_text.size(); }

    static bool is_name(char c)
    {
        return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '-';
    }
    static char small(char c)
    {
        return static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
    }

    bool skip_space()
    {
        while (!at_end() && std::isspace(static_cast<unsigned char>(m_text[m_at])) != 0) {
            ++m_at;
        }
        return !at_end();
    }

    bool read_section()
    {
        m_section.clear();
        while (!at_end() && (is_name(m_text[m_at]) || m_text[m_at] == '.')) {
            m_section += small(m_text[m_at++]);
        }
        skip_space();
        if (!at_end() && m_text[m_at] == '"') {
            m_section += '.';
            for (++m_at; !at_end() && m_text[m_at] != '"'; ++m_at) {
                m_at += m_text[m_at] == '\\' ? 1 : 0;
                m_section += at_end() ? '\0' : m_text[m_at];
            }
            ++m_at;
        }
        return !at_end() && m_text[m_at++] == ']';
    }

    bool read_setting()
    {
        std::string key = m_section + '.';
        const std::size_t begin = m_at;
        while (!at_end() && is_name(m_text[m_at])) {
            key += small(m_text[m_at++]);
        }
        if (m_at == begin) {
            return false;
        }
        while (!at_end() && (m_text[m_at] == ' ' || m_text[m_at] == '\t')) {
            ++m_at;
        }
        const bool has_value = !at_end() && m_text[m_at] == '=';
        m_at += has_value ? 1 : 0;
        m_settings.emplace_back(std::move(key), has_value ? read_value() : "true");
        return true;
    }

    /// To the end of the line: quotes go, a backslash at its end joins the next one.
    std::string read_value()
    {
        std::string out;
        std::size_t kept = 0; // without the spaces at the end
        bool in_quotes = false;
        for (; !at_end() && m_text[m_at] != '\n'; ++m_at) {
            const char c = m_text[m_at];
            if (c == '"') {
                in_quotes = !in_quotes;
            } else if (c == '\\' && m_at + 1 < m_text.size()) {
                const char next = m_text[++m_at];
                out += next == 'n'    ? "\n"
                       : next == 't'  ? "\t"
                       : next == '\n' ? ""
                                      : std::string(1, next);
            } else if (!in_quotes && (c == '#' || c == ';')) {
                m_at = std::min(m_text.find('\n', m_at), m_text.size());
                break;
            } else if (in_quotes || !out.empty() || (c != ' ' && c != '\t')) {
                out += c;
            }
            kept = in_quotes || (c != ' ' && c != '\t' && c != '\r') ? out.size() : kept;
        }
        return out.substr(0, kept);
    }

    std::string_view m_text;
    std::size_t m_at = 0;
    std::string m_section;
    std::vector<std::pair<std::string, std::string>> m_settings;
};

} // namespace

std::vector<std::pair<std::string, std::string>> read_git_config(std::string_view text)
{
    return ConfigReader(text).run();
}

} // namespace crm
