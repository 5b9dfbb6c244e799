// Every file of examples/ cut off at every byte: what is read of the rest is what the whole file
// says, or is refused at a place in it. A plain value on the last line cannot be told from a whole
// one, but for the line feed that is missing: then `check` asks.

#include "core/check/check.hpp"
#include "core/ledger/contact_file.hpp"
#include "core/ledger/journal_file.hpp"
#include "core/ledger/settings_file.hpp"
#include "core/yaml/node.hpp"
#include "tests/unit/base/file_fixture.hpp"

#include <doctest/doctest.h>
#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

using namespace crm;
using yaml::Document;
using yaml::EventType;
using yaml::Node;

namespace {

struct Example {
    std::string path; ///< in the ledger
    std::string text;
};

std::vector<Example> examples(const std::string& folder)
{
    std::vector<Example> out;
    const std::filesystem::path root = std::string(CRM_SOURCE_DIR) + "/examples";
    for (const auto& entry : std::filesystem::directory_iterator(root / folder)) {
        if (entry.path().extension() == ".yaml") {
            std::ifstream stream(entry.path(), std::ios::binary);
            out.push_back({(folder.empty() ? "" : folder + "/") + entry.path().filename().string(),
                           {std::istreambuf_iterator<char>(stream), {}}});
        }
    }
    std::sort(out.begin(), out.end(),
              [](const Example& a, const Example& b) { return a.path < b.path; });
    REQUIRE(!out.empty());
    return out;
}

/// What the events of a value say, wherever it stands.
std::string meaning(const Document& document, const Node& value)
{
    std::string out;
    for (std::size_t i = value.index(); i < document.events()[value.index()].next; ++i) {
        const yaml::Event& event = document.events()[i];
        out += fmt::format("{}{}{}\n", static_cast<int>(event.type), event.plain, event.value);
    }
    return out;
}

std::size_t lines_of(std::string_view text)
{
    return static_cast<std::size_t>(std::count(text.begin(), text.end(), '\n')) + 1;
}

void check_place(const Place& place, const Example& cut)
{
    CHECK(place.file == cut.path);
    CHECK(place.line <= lines_of(cut.text));
}

/// The keys and values of a file's map, or the values of its list by number.
std::map<std::string, std::string> meanings(const Document& document)
{
    std::map<std::string, std::string> out;
    if (document.events().empty() || Node(document, 0).is_null()) {
        return out;
    }
    const Node root(document, 0);
    if (root.is_mapping()) {
        for (const Node::Entry entry : root.entries()) {
            out[std::string(entry.key.text())] = meaning(document, entry.value);
        }
    } else if (root.is_sequence()) {
        for (const Node item : root.items()) {
            out[std::to_string(out.size())] = meaning(document, item);
        }
    } else {
        out[""] = meaning(document, root); // the beginning of a first key
    }
    return out;
}

/// The keys whose values stand on lines of their own below them, and can lose some of these.
std::set<std::string> keys_over_lines(const Document& document)
{
    std::set<std::string> out;
    const Node root(document, 0);
    if (root.is_mapping()) {
        for (const Node::Entry entry : root.entries()) {
            const std::size_t begin = entry.key.offset();
            const std::size_t last =
                document.events()[entry.value.index()].type == EventType::scalar
                    ? entry.value.offset()
                    : document.events()[document.events()[entry.value.index()].next - 2].offset;
            const std::string_view value =
                std::string_view(document.text()).substr(begin, last - begin);
            if (document.text()[entry.value.offset()] == '|' ||
                value.find('\n') != std::string_view::npos) {
                out.emplace(entry.key.text());
            }
        }
    }
    return out;
}

struct Figures {
    std::size_t cuts = 0;
    std::size_t refused = 0;
    std::size_t asked = 0; ///< read, and changed by the cut: `check` asks
};

/// The place of the last key or item that the text has: what a cut can have changed.
std::string last_of(const Document& document)
{
    std::string out;
    std::size_t count = 0;
    const Node root(document, 0);
    if (root.is_mapping()) {
        for (const Node::Entry entry : root.entries()) {
            out = entry.key.text();
        }
    } else if (root.is_sequence()) {
        for (const Node item : root.items()) {
            static_cast<void>(item);
            out = std::to_string(count++);
        }
    }
    return out;
}

bool ends_in_line_feed(std::string_view text)
{
    return text.empty() || text.back() == '\n';
}

/// `read` is what the ledger does with a file of this kind.
template <typename Read>
void cut_everywhere(const Example& whole, std::size_t stride, Figures& figures, const Read& read)
{
    const Document original(whole.path, whole.text);
    const auto all = meanings(original);
    const auto over_lines = keys_over_lines(original);
    for (std::size_t length = 0; length < whole.text.size(); length += stride) {
        const Example cut{whole.path, whole.text.substr(0, length)};
        CAPTURE(cut.path);
        CAPTURE(length);
        ++figures.cuts;
        std::optional<Document> document;
        try {
            document.emplace(cut.path, cut.text);
        } catch (const Error& error) {
            REQUIRE(error.place);
            check_place(*error.place, cut);
            CHECK(error.place->line > 0);
            ++figures.refused;
            continue;
        }
        Findings findings;
        read(*document, findings);
        for (const Finding& finding : findings) {
            check_place(finding.place, cut);
        }
        const auto rest = meanings(*document);
        for (const auto& [key, value] : rest) {
            const auto known = all.find(key);
            if (known != all.end() && known->second == value) {
                continue;
            }
            // Only the last one can differ, and the reader can tell: there is no line feed, it is
            // refused, or it is a text of several lines that ends with one of them.
            CAPTURE(key);
            REQUIRE(key == last_of(*document));
            const bool refused =
                std::any_of(findings.begin(), findings.end(), [](const Finding& finding) {
                    return finding.weight == Finding::Weight::left_out;
                });
            REQUIRE((!ends_in_line_feed(cut.text) || refused || over_lines.count(key) == 1));
            figures.asked += refused ? 0U : 1U;
        }
    }
}

/// The remark about the line feed, as `check` makes it.
bool is_asked_about(const Example& cut)
{
    const crm_test::TempFolder temp;
    Ledger ledger;
    ledger.files.push_back({cut.path, cut.text});
    const Findings findings = check_files(ledger, Folder(temp.str()));
    return std::any_of(findings.begin(), findings.end(), [&](const Finding& finding) {
        return finding.place.file == cut.path &&
               finding.text == "the file does not end in a line feed";
    });
}

#ifdef CRM_SANITIZED
constexpr std::size_t stride = 7;
constexpr std::size_t journal_stride = 149;
#else
constexpr std::size_t stride = 1;
constexpr std::size_t journal_stride = 11;
#endif

void cut_journal(std::size_t step)
{
    const Document settings_file("crm.yaml", examples("").front().text);
    Findings findings;
    const auto settings = read_settings(settings_file, findings);
    REQUIRE(settings);
    Figures figures;
    for (const Example& month : examples("journal")) {
        const auto all =
            read_journal(Document(month.path, month.text), 0, settings->touches, findings);
        cut_everywhere(month, step, figures, [&](const Document& document, Findings& found) {
            const auto entries = read_journal(document, 0, settings->touches, found);
            // What is read is a beginning of what was written, entry by entry.
            REQUIRE(entries.size() <= all.size());
            for (std::size_t i = 0; i < entries.size(); ++i) {
                REQUIRE(format_interaction(entries[i]) == format_interaction(all[i]));
            }
        });
    }
    REQUIRE(findings.empty());
    CHECK(figures.refused * 2 > figures.cuts);
    CHECK(figures.asked == 0);
    MESSAGE(fmt::format("{} cuts, {} of them refused", figures.cuts, figures.refused));
}

} // namespace

TEST_CASE("a contact that was cut off anywhere")
{
    const Document settings_file("crm.yaml", examples("").front().text);
    Findings none;
    const auto settings = read_settings(settings_file, none);
    REQUIRE(settings);
    Figures figures;
    for (const Example& contact : examples("contacts")) {
        cut_everywhere(contact, stride, figures, [&](const Document& document, Findings& found) {
            static_cast<void>(read_contact(document, "ada", 0, *settings, found));
        });
        const std::string_view text = contact.text;
        for (std::size_t length = 1; length < text.size(); ++length) {
            const bool asked = is_asked_about({contact.path, std::string(text.substr(0, length))});
            CHECK(asked == (text[length - 1] != '\n'));
            length += stride * 37;
        }
    }
    CHECK(figures.refused > figures.cuts / 5);
    CHECK(figures.asked > 0);
    MESSAGE(fmt::format("{} cuts, {} of them refused, {} cut a value short", figures.cuts,
                        figures.refused, figures.asked));
}

TEST_CASE("a month that was cut off anywhere")
{
    cut_journal(journal_stride);
}

TEST_CASE("a month that was cut off at every byte" * doctest::skip())
{
    cut_journal(1);
}

TEST_CASE("a crm.yaml that was cut off anywhere")
{
    Figures figures;
    cut_everywhere(examples("").front(), stride, figures,
                   [&](const Document& document, Findings& found) {
                       static_cast<void>(read_settings(document, found));
                   });
    CHECK(figures.refused > 0);
    MESSAGE(fmt::format("{} cuts, {} of them refused, {} cut a value short", figures.cuts,
                        figures.refused, figures.asked));
}
