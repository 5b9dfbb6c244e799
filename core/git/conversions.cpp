#include "core/git/conversions.hpp"

#include "core/base/text.hpp"
#include "core/git/trust.hpp"

#include <fmt/format.h>

namespace crm {
namespace {

std::string filter_told(const Git& git, const std::string& name)
{
    const std::string key = "filter." + name;
    const auto clean = git.setting(key + ".clean");
    return clean ? fmt::format("{}.clean = {}", key, *clean)
                 : fmt::format("{}.process = {}", key, git.setting(key + ".process").value_or(""));
}

void require_filter(const Git& git, const GitState& state, const std::string& path,
                    const std::string& name)
{
    const std::string key = "filter." + name;
    if (!git.setting(key + ".clean") && !git.setting(key + ".process")) {
        throw Error(Fault::ledger,
                    fmt::format("'{}' is to go through the filter '{}', which is not set up on "
                                "this computer",
                                visible(path), visible(name)),
                    "set it up, or take it out of .gitattributes; until then nothing goes into git "
                    "in plain text");
    }
    if (!is_filter_trusted(git, state.folder, name)) {
        throw Error(Fault::ledger,
                    fmt::format("'{}' is to go through a program that you have not trusted: {}",
                                visible(path), visible(filter_told(git, name))),
                    "crm runs none that came with a ledger; if you know it, say so: crm trust");
    }
}

} // namespace

std::map<std::string, Conversion> conversions_of(const Git& git, const GitState& state,
                                                 const std::vector<std::string>& paths)
{
    std::map<std::string, Conversion> out;
    std::string asked;
    for (const std::string& path : paths) {
        asked += path + '\0';
    }
    if (asked.empty()) {
        return out;
    }
    const auto parts =
        split(git.ask({"check-attr", "-z", "--stdin", "filter", "text"}, asked), '\0');
    for (std::size_t i = 0; i + 2 < parts.size(); i += 3) {
        const std::string& value = parts[i + 2];
        Conversion& conversion = out[parts[i]];
        if (parts[i + 1] == "text") {
            conversion.keeps_ends = value == "unset";
        } else if (value != "unspecified" && value != "unset" && value != "set") {
            require_filter(git, state, parts[i], value);
            conversion.filter = value;
        }
    }
    return out;
}

std::string with_lf(std::string text)
{
    std::size_t to = 0;
    for (std::size_t from = 0; from < text.size(); ++from) {
        if (text[from] != '\r' || from + 1 == text.size() || text[from + 1] != '\n') {
            text[to++] = text[from];
        }
    }
    text.resize(to);
    return text;
}

std::string filtered_blob(const Git& git, const GitState& state, const std::string& path,
                          const std::string& text)
{
    return git.ask({"hash-object", "-w", "--stdin", "--path", state.prefix + path}, text);
}

} // namespace crm
