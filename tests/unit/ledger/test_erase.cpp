#include "core/ledger/erase.hpp"

#include "tests/unit/base/file_fixture.hpp"
#include "tests/unit/cadence/build.hpp"

#include <doctest/doctest.h>
#include <fmt/format.h>

#include <map>
#include <string>
#include <vector>

namespace {

using crm_test::put;
using crm_test::TempFolder;
using Files = std::map<std::string, std::string>; ///< by path

class Disk {
public:
    explicit Disk(const Files& files)
    {
        put(m_temp / "crm.yaml", "crm: 1\n");
        for (const auto& [path, text] : files) {
            crm_test::fs::create_directories(crm_test::fs::path(m_temp / path).parent_path());
            put(m_temp / path, text);
        }
    }

    [[nodiscard]] crm::Ledger read() const
    {
        return crm::read_ledger(m_folder, build::day("2026-11-23"));
    }

    [[nodiscard]] std::string text(const std::string& path) const
    {
        return m_folder.read(path).value_or("gone");
    }

    crm::Erasure plan(const std::string& id, bool mentions = false) const
    {
        const crm::ErasureWanted wanted{id, mentions, *crm::parse_iso("2026-11-23")};
        return crm::plan_erasure(m_folder, read(), wanted);
    }

    crm::Erasure erase(const std::string& id, bool mentions = false)
    {
        crm::Erasure out = plan(id, mentions);
        crm::Lock lock(m_folder);
        crm::carry_out_erasure(out, lock, m_folder);
        return out;
    }

private:
    TempFolder m_temp;
    crm::Folder m_folder{m_temp.str()};
};

const std::string month = "journal/2026-01.yaml";

Files people(const std::string& journal)
{
    return {{"contacts/ada-lovelace.yaml", "name: Ada Lovelace\nformerly: [countess-ada]\n"},
            {"contacts/twin.yaml", "name: Twin\nmerged_into: ada-lovelace\n"},
            {"contacts/bob.yaml", "name: Bob\n"},
            {"contacts/cy.yaml", "name: Cy\n"},
            {month, journal}};
}

std::string line(const std::string& with, const std::string& more)
{
    return fmt::format("- {{date: 2026-01-20, with: [{}], touch: call{}{}}}\n", with,
                       more.empty() ? "" : ", ", more);
}

} // namespace

TEST_CASE("erase: what becomes of the lines of an entry")
{
    struct Case {
        std::string before;
        std::string after;
    };
    const std::string left = "- {id: i, erased: true}\n";
    const std::vector<Case> cases{
        {line("ada-lovelace", "note: \"x\", id: i"), left},
        {line("countess-ada, twin", "id: i"), left},
        {line("ada-lovelace", "id: i") + line("ada-lovelace", "id: i, rev: 2, void: true"), left},
        {line("ada-lovelace", "id: i") + line("ada-lovelace", "id: i"), left},
        {line("bob", "id: j") + line("ada-lovelace", "id: i") + line("cy", "id: k"),
         line("bob", "id: j") + left + line("cy", "id: k")},
        {line("ada-lovelace, bob", "note: \"x\", x_a: b, id: i"),
         line("bob", "note: \"x\", x_a: b, id: i, rev: 2, erased: true")},
        {line("bob, twin, cy", "id: i, rev: 3"), line("bob, cy", "id: i, rev: 4, erased: true")},
        {line("ada-lovelace, bob", "id: i") + line("ada-lovelace, bob, cy", "id: i, rev: 2"),
         line("bob, cy", "id: i, rev: 3, erased: true")},
        {line("ada-lovelace, bob", "id: i") + line("bob", "id: i, rev: 2"),
         line("bob", "id: i, rev: 3, erased: true")},
        {line("ada-lovelace, bob", "id: i, rev: 2, void: true"),
         line("bob", "id: i, rev: 3, void: true, erased: true")},
        // Two lines that differ stay two.
        {line("ada-lovelace, bob", "note: \"x\", id: i") + line("twin, bob", "note: \"y\", id: i"),
         line("bob", "note: \"x\", id: i, rev: 2, erased: true") +
             line("bob", "note: \"y\", id: i, rev: 2, erased: true")},
        {line("bob", "note: \"with Ada Lovelace\", id: i") + line("bob", "id: i, rev: 2"),
         line("bob", "id: i, rev: 3, erased: true")},
        // Without an id, nothing is left to be named.
        {line("ada-lovelace", "") + line("bob", ""), line("bob", "")},
        {line("ada-lovelace, bob", "note: \"x\""), line("bob", "note: \"x\"")},
        // In any style, with remarks.
        {"# a\n- date: 2026-01-20\n  with: [ada-lovelace]\n  touch: call # x\n  id: i # y\n# b\n",
         "# a\n" + left + "# b\n"},
        {"# a\n-   {date: 2026-01-20, with: ada-lovelace, touch: call, id: i} # y\n# b",
         "# a\n" + left + "# b"},
        {"  - {date: 2026-01-20, with: [ada-lovelace, bob], touch: call, id: i} # y",
         "  - {date: 2026-01-20, with: [bob], touch: call, id: i, rev: 2, erased: true} # y\n"},
        {line("ada-lovelace, bob", "id: i, rev: 2, erased: true"),
         line("bob", "id: i, rev: 3, erased: true")},
    };
    for (const Case& c : cases) {
        CAPTURE(c.before);
        Disk disk(people(c.before));
        disk.erase("ada-lovelace");
        CHECK(disk.text(month) == c.after);
        CHECK(disk.text("contacts/ada-lovelace.yaml") == "gone");
        CHECK(disk.text("contacts/twin.yaml") == "gone");
        const crm::Ledger now = disk.read();
        CHECK(now.findings.empty());
        CHECK(now.returned.empty());
        CHECK(disk.plan("").files.empty());
    }
}

TEST_CASE("erase: what a merge brings again")
{
    struct Case {
        std::string came;
        std::size_t returned; ///< lines that are told
        std::string notes;    ///< of what holds
        std::string after;    ///< when it is taken out
    };
    const std::string id_left = "- {id: i, erased: true}\n";
    const std::string bob_left = line("bob", "note: \"b\", id: j, rev: 3, erased: true");
    const std::vector<Case> cases{
        {"", 0, "b", ""},
        {line("ada-lovelace", "note: \"x\", id: i"), 1, "b", ""},
        {line("ada-lovelace", "note: \"x\", id: i, rev: 1000000"), 1, "b", ""},
        {line("ada-lovelace, bob", "note: \"x\", id: i, rev: 9"), 1, "b", ""},
        {line("ada-lovelace, bob", "note: \"x\", id: j"), 1, "b", ""},
        {line("bob", "note: \"x\", id: j, rev: 2"), 1, "b", ""},
        {id_left + bob_left, 0, "b", id_left + bob_left},
        // Corrected elsewhere meanwhile: the correction holds, without the person.
        {line("ada-lovelace, bob", "note: \"x\", id: j, rev: 4"), 1, "x",
         line("bob", "note: \"x\", id: j, rev: 5, erased: true")},
        {line("bob, cy", "note: \"x\", id: j, rev: 4"), 0, "x",
         line("bob, cy", "note: \"x\", id: j, rev: 4")},
    };
    for (const Case& c : cases) {
        CAPTURE(c.came);
        Disk disk({{"contacts/bob.yaml", "name: Bob\n"},
                   {"contacts/cy.yaml", "name: Cy\n"},
                   {month, id_left + bob_left + c.came}});
        const crm::Ledger ledger = disk.read();
        CHECK(ledger.returned.size() == c.returned);
        std::string notes;
        for (const std::size_t index : ledger.holding) {
            notes += ledger.lines[index].note;
            for (const crm::Reference& reference : ledger.lines[index].with) {
                CHECK(ledger.find(reference.id) != nullptr);
            }
        }
        CHECK(notes == c.notes);
        const bool replaces = c.after.find("rev: 5") != std::string::npos;
        disk.erase("");
        CHECK(disk.text(month) == id_left + (replaces ? "" : bob_left) + c.after);
        CHECK(disk.read().returned.empty());
    }
}

TEST_CASE("erase: whom a later line names and no file has is told, and read without")
{
    Disk disk(
        {{"contacts/bob.yaml", "name: Bob\n"},
         {month, "- {id: i, erased: true}\n" + line("ada, bob", "id: j") + line("ada", "id: k")}});
    const crm::Ledger ledger = disk.read();
    REQUIRE(ledger.strangers.size() == 2);
    CHECK(ledger.strangers[0].second.id == "ada");
    disk.erase("ada");
    CHECK(disk.text(month) == "- {id: i, erased: true}\n" +
                                  line("bob", "id: j, rev: 2, erased: true") +
                                  "- {id: k, erased: true}\n");
    CHECK(disk.read().strangers.empty());
    // Another id with the same words stays an id.
    Disk other({{"contacts/bob.yaml", "name: Bob\n"},
                {month, "- {id: i, erased: true}\n" + line("old-ada-king", "id: j") +
                            line("ada-king", "id: k")}});
    other.erase("ada-king", true);
    CHECK(other.text(month) == "- {id: i, erased: true}\n" + line("old-ada-king", "id: j") +
                                   "- {id: k, erased: true}\n");
}

TEST_CASE("erase: what others' files say of the person")
{
    struct Case {
        std::string before;
        std::string after; ///< empty: refused without --mentions
        std::string replaced;
    };
    const std::vector<Case> cases{
        {"name: Bob\nreferred_by: ada-lovelace\norg: X\n", "name: Bob\norg: X\n",
         "name: Bob\norg: X\n"},
        {"name: Bob\nreferred_by: twin # x\n", "name: Bob\n", "name: Bob\n"},
        {"name: Bob\nnotes: Prefers mornings.\n", "name: Bob\nnotes: Prefers mornings.\n",
         "name: Bob\nnotes: Prefers mornings.\n"},
        {"name: Bob\nnotes: Ada Lovelace's friend # of Ada Lovelace\n", "",
         "name: Bob\nnotes: (erased)'s friend # of (erased)\n"},
        {"name: Bob\nhousehold: ada-lovelace\ntags: [golf, \"Ada Lovelace\"]\n", "",
         "name: Bob\nhousehold: (erased)\ntags: [golf, \"(erased)\"]\n"},
        // What Bob has for his own is his.
        {"name: Ada Lovelace\n", "name: Ada Lovelace\n", "name: Ada Lovelace\n"},
    };
    for (const Case& c : cases) {
        CAPTURE(c.before);
        Files files = people("");
        files["contacts/bob.yaml"] = c.before;
        Disk disk(files);
        CHECK(disk.plan("ada-lovelace").is_mentioned() == c.after.empty());
        if (!c.after.empty()) {
            Disk other(files);
            other.erase("ada-lovelace");
            CHECK(other.text("contacts/bob.yaml") == c.after);
        }
        disk.erase("ada-lovelace", true);
        CHECK(disk.text("contacts/bob.yaml") == c.replaced);
    }
}

TEST_CASE("erase: what cannot be done safely is refused, with its place")
{
    struct Case {
        Files files;
        std::string place;
    };
    const auto with = [](const std::string& path, const std::string& text) {
        Files out = people("");
        out[path] = text;
        return out;
    };
    const std::vector<Case> cases{
        {with(month, "- {date: 2026-01-20, with: [bob], touch: cal, id: i}\n"), month + ":1:42"},
        {with(month, "[{date: 2026-01-20, with: [ada-lovelace], touch: call, id: i}]\n"),
         month + ":1:2"},
        {with("contacts/bob.yaml", "name: Bob\nnotes: \"\\x41da Lovelace\"\n"),
         "contacts/bob.yaml:2:8"},
        {with(month, line("bob", "note: \"\\x41da Lovelace and Ada Lovelace\", id: i")),
         month + ":1:54"},
    };
    for (const Case& c : cases) {
        CAPTURE(c.place);
        const Disk disk(c.files);
        try {
            static_cast<void>(disk.plan("ada-lovelace", true));
            FAIL("nothing was thrown");
        } catch (const crm::Error& error) {
            REQUIRE(error.place);
            CHECK(error.place->str() == c.place);
        }
    }
}

TEST_CASE("erase: a person without an entry leaves a trace, and the order is the journal first")
{
    Files files = people("");
    files["contacts/bob.yaml"] = "name: Bob\nreferred_by: ada-lovelace\n";
    Disk disk(files);
    const crm::Erasure done = disk.erase("ada-lovelace");
    std::vector<std::string> order;
    for (const crm::WrittenFile& file : done.files) {
        order.push_back(file.path);
    }
    CHECK(order == std::vector<std::string>{"journal/2026-11.yaml", "contacts/bob.yaml",
                                            "contacts/twin.yaml", "contacts/ada-lovelace.yaml"});
    const crm::Ledger ledger = disk.read();
    REQUIRE(ledger.lines.size() == 1);
    CHECK(ledger.lines[0].erased);
    CHECK(ledger.holding.empty());
}
