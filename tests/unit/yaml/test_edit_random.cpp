// A hundred thousand random edits of random files. What each may touch and what the file means then
// is worked out on the model that the file was written from, never on what core/yaml says of it.

#include "edit_oracle.hpp"
#include "meaning.hpp"

#include "core/base/error.hpp"

#include <doctest/doctest.h>
#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <optional>

using namespace crm;
using test::Edit;
using test::Expected;
using test::meaning;
using test::Outcome;
using test::Random;
using test::same;
using test::shown;
using test::Value;
using yaml::Document;

namespace {

#ifdef CRM_SANITIZED
constexpr std::size_t edits_wanted = 10'000;
#else
constexpr std::size_t edits_wanted = 100'000;
#endif
constexpr std::size_t edits_of_long_form = 1'000'000;
constexpr std::size_t edits_of_a_file = 12;

struct Tally {
    std::size_t files = 0;
    std::size_t lost = 0;
    std::size_t edits = 0;
    std::size_t changed = 0;
    std::size_t unchanged = 0;
    std::size_t taken_back = 0;
    std::map<std::string, std::size_t> refusals;
};

std::ptrdiff_t bare_line_feeds(const std::string& text)
{
    std::ptrdiff_t count = 0;
    for (std::size_t at = text.find('\n'); at != std::string::npos; at = text.find('\n', at + 1)) {
        count += at == 0 || text[at - 1] != '\r' ? 1 : 0;
    }
    return count;
}

class Trial {
public:
    Trial(std::uint64_t seed, const test::RandomFile& file, const Document& document, Tally& tally)
        : m_seed(seed), m_file(file), m_document(document), m_tally(tally)
    {
    }

    void run(const Edit& edit)
    {
        ++m_tally.edits;
        m_edit = &edit;
        const Expected expected = expected_of(m_file, edit);
        std::string now;
        try {
            now = done(m_document, edit);
        } catch (const Error& error) {
            refused(error, expected);
            return;
        }
        m_now = now;
        if (!expected.refusal.empty()) {
            fail("not refused: " + expected.refusal);
            return;
        }
        const Document after("a.yaml", now);
        const auto got = meaning(after);
        const bool fits =
            std::any_of(expected.outcomes.begin(), expected.outcomes.end(), [&](const Outcome& o) {
                return kept(m_file.text, now, o) && got && same(*got, *o.root);
            });
        if (!fits) {
            const Outcome& first = expected.outcomes.front();
            fail(kept(m_file.text, now, first)
                     ? "means " + (got ? shown(*got) : "nothing") + "\nnot   " + shown(*first.root)
                     : "other bytes changed too");
            return;
        }
        if (m_file.text.find('\n') != std::string::npos && bare_line_feeds(m_file.text) == 0 &&
            bare_line_feeds(now) > 0) {
            fail("other line ends than those of the file");
        }
        ++(now == m_file.text ? m_tally.unchanged : m_tally.changed);
        if (now != m_file.text) {
            again(after, now);
        }
    }

private:
    void refused(const Error& error, const Expected& expected)
    {
        m_now = error.message();
        std::size_t lines = 1;
        for (const char c : m_file.text) {
            lines += c == '\n' ? 1 : 0;
        }
        if (error.fault != Fault::ledger || !error.place || error.place->line < 1 ||
            error.place->line > lines) {
            fail("refused without a place");
            return;
        }
        const auto begins = [&](std::string_view how) {
            return error.text.substr(0, how.size()) == how;
        };
        if (!expected.refusal.empty()) {
            const auto line =
                1 + std::count(m_file.text.begin(),
                               m_file.text.begin() + static_cast<std::ptrdiff_t>(expected.place),
                               '\n');
            if (!begins(expected.refusal)) {
                fail("refused, but not as: " + expected.refusal);
            } else if (error.place->line != static_cast<std::size_t>(line)) {
                fail(fmt::format("refused in line {}, not {}", error.place->line, line));
            }
            const std::size_t name_end =
                error.text.front() == '\'' ? error.text.rfind('\'') + 2 : 0;
            ++m_tally.refusals[expected.reason.empty() ? error.text.substr(name_end)
                                                       : expected.reason];
        } else if (!expected.reason.empty() && begins(test::unsafe)) {
            ++m_tally.refusals[expected.reason];
        } else {
            fail("refused");
        }
    }

    void again(const Document& after, const std::string& now)
    {
        try {
            if (done(after, *m_edit) != now) {
                fail("the same once more changes something");
            }
            if (const auto back = inverse(m_file, *m_edit)) {
                ++m_tally.taken_back;
                const std::string old = done(after, *back);
                if (old != m_file.text) {
                    fail("taken back by " + back->str() + "\n" + old);
                }
            }
        } catch (const Error& error) {
            fail("refused behind it: " + error.message());
        }
    }

    void fail(const std::string& what)
    {
        FAIL("seed " << m_seed << ", " << m_edit->str() << "\n"
                     << what << "\n---- file\n"
                     << m_file.text << "\n---- outcome\n"
                     << m_now << "\n----");
    }

    std::uint64_t m_seed;
    const test::RandomFile& m_file;
    const Document& m_document;
    Tally& m_tally;
    const Edit* m_edit = nullptr;
    std::string m_now;
};

/// Whether a block text at the very end has a line feed is what the reader says.
void settle(Value& model, const Value& read, std::size_t unsure)
{
    if (model.block_text && model.begin == unsure) {
        model.text = read.text;
    }
    for (std::size_t i = 0; i < std::min(model.entries.size(), read.entries.size()); ++i) {
        settle(model.entries[i].value, read.entries[i].value, unsure);
    }
}

/// Edits of the files that the seeds from `first` on give.
void edit_at_random(std::uint64_t first, std::size_t wanted)
{
    Tally tally;
    for (std::uint64_t seed = first; tally.edits < wanted; ++seed) {
        Random random(seed);
        test::RandomFile file = test::random_file(random);
        ++tally.files;
        std::optional<Document> document;
        try {
            document.emplace("a.yaml", file.text);
        } catch (const Error&) {
            ++tally.lost;
            continue;
        }
        const auto read = meaning(*document);
        const bool empty = !read || read->kind == Value::Kind::null;
        REQUIRE_MESSAGE(empty != file.has_content, "seed " << seed << "\n" << file.text);
        if (file.has_content) {
            settle(file.root, *read, file.unsure);
            REQUIRE_MESSAGE(same(*read, file.root), "seed " << seed << "\n"
                                                            << file.text << "\nreads as "
                                                            << shown(*read) << "\nand not  "
                                                            << shown(file.root));
        }
        Trial trial(seed, file, *document, tally);
        for (std::size_t i = 0; i < edits_of_a_file; ++i) {
            trial.run(random_edit(file.root, random));
        }
    }
    CHECK(tally.lost * 50 < tally.files);
    CHECK(tally.changed * 2 > tally.edits);
    CHECK(tally.taken_back * 5 > tally.edits);
    std::string figures = fmt::format("{} edits of {} files ({} more were no YAML): {} changed, {} "
                                      "left as they were, {} taken back",
                                      tally.edits, tally.files - tally.lost, tally.lost,
                                      tally.changed, tally.unchanged, tally.taken_back);
    for (const auto& [reason, count] : tally.refusals) {
        figures += fmt::format("\n{:6} refused: {}", count, reason);
    }
    MESSAGE(figures);
}

} // namespace

TEST_CASE("random edits of random files change what was meant, or nothing")
{
    edit_at_random(1, edits_wanted);
}

/// Other files than those of the short form, which every build goes through.
TEST_CASE("a million random edits" * doctest::skip())
{
    edit_at_random(1'000'000'000, edits_of_long_form);
}
