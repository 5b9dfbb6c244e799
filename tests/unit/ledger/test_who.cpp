#include "core/ledger/ledger.hpp"
#include "core/ledger/who.hpp"

#include <doctest/doctest.h>

#include <string>
#include <string_view>
#include <utility>
#include <vector>

using crm::Contact;
using crm::Error;
using crm::Fault;
using crm::Guess;
using crm::Ledger;

namespace {

Contact contact(std::string id, std::string name)
{
    Contact out;
    out.id = std::move(id);
    out.name = std::move(name);
    return out;
}

Ledger ledger()
{
    Ledger out;
    out.contacts = {
        contact("ada-lovelace", "Ada Lovelace"), contact("adam-stone", "Adam Stone"),
        contact("bob-stone", "Bob Stone"),       contact("jose-ortega", "Jos\xC3\xA9 Ortega"),
        contact("old-bob", "Bob Stone"),         contact("pat-obrien", "Pat O'Brien")};
    out.contacts[0].aliases = {"Countess"};
    out.contacts[0].email = {"ada@engines.example"};
    out.contacts[0].org = "Analytical Engines";
    out.contacts[4].merged_into = crm::Reference{"bob-stone", {}};
    out.resolve();
    return out;
}

std::string refusal(const std::string& who, Guess guess)
{
    const Ledger read = ledger();
    try {
        return "found " + crm::find_who(read, who, guess).contact->id;
    } catch (const Error& error) {
        CHECK(error.fault == Fault::usage);
        return error.message();
    }
}

} // namespace

TEST_CASE("who is meant")
{
    struct Case {
        std::string who;
        std::string id;
        bool exact;
    };
    const std::vector<Case> cases{
        {"ada-lovelace", "ada-lovelace", true},
        {"Ada Lovelace", "ada-lovelace", true},
        {"lovelace, ADA", "ada-lovelace", true}, // in any order, case folded
        {"countess", "ada-lovelace", true},
        {"ada@engines.example", "ada-lovelace", true},
        {"analytical engines", "ada-lovelace", true},
        {"ada", "ada-lovelace", false}, // a whole word beats the beginning of Adam
        {"adam", "adam-stone", false},
        {"lovelace", "ada-lovelace", false},
        {"lov", "ada-lovelace", false},
        {"engines", "ada-lovelace", false},
        {"jose", "jose-ortega", false},
        {"Jos\xC3\xA9", "jose-ortega", false},
        {"ortega jo", "jose-ortega", false},
        {"obrien", "pat-obrien", false},
        {"O'Brien", "pat-obrien", false},
        {"bob", "bob-stone", false},    // the merged copy is no candidate
        {"old-bob", "bob-stone", true}, // but its id still means somebody
    };
    const Ledger read = ledger();
    for (const Case& c : cases) {
        for (const Guess guess : {Guess::allowed, Guess::refused}) {
            CAPTURE(c.who);
            const crm::Who who = crm::find_who(read, c.who, guess);
            REQUIRE(who.contact != nullptr);
            CHECK(who.contact->id == c.id);
            CHECK(who.exact == c.exact);
        }
    }
}

TEST_CASE("a part in the middle of a word is enough for reading, not for writing")
{
    CHECK(refusal("velac", Guess::allowed) == "found ada-lovelace");
    CHECK(refusal("velac", Guess::refused) == "crm: nobody's name begins with 'velac'\n"
                                              "  did you mean Ada Lovelace (ada-lovelace)?\n");
}

TEST_CASE("several, nobody and nothing")
{
    for (const Guess guess : {Guess::allowed, Guess::refused}) {
        CHECK(refusal("stone", guess) ==
              "crm: 'stone' could be Adam Stone (adam-stone) or Bob Stone (bob-stone)\n"
              "  name one by its id, in parentheses here\n");
        CHECK(refusal("Lovelase", guess) == "crm: nobody is called 'Lovelase'\n"
                                            "  did you mean Ada Lovelace (ada-lovelace)?\n");
        CHECK(refusal("zzzzzz", guess) ==
              "crm: nobody is called 'zzzzzz'\n"
              "  'crm list' shows everyone; 'crm add-contact' adds somebody new\n");
        for (const std::string_view who : {"", " ", "--", "'", "\xE2\x80\xAE"}) {
            CAPTURE(std::string(who));
            CHECK(refusal(std::string(who), guess).find("names nobody\n") != std::string::npos);
        }
    }
}

TEST_CASE("a long list of candidates is cut")
{
    Ledger read;
    for (int i = 10; i < 22; ++i) {
        read.contacts.push_back(contact("smith-" + std::to_string(i), "Smith"));
    }
    read.resolve();
    try {
        static_cast<void>(crm::find_who(read, "smith", Guess::allowed));
        FAIL_CHECK("found somebody");
    } catch (const Error& error) {
        CHECK(error.text.find("Smith (smith-17) or 4 more") != std::string::npos);
        CHECK(error.text.find("smith-18") == std::string::npos);
    }
}

TEST_CASE("whom a file means that cannot be used: that file's error, not somebody else")
{
    Ledger read = ledger();
    const auto left_out = [&](const std::string& file) {
        read.findings.push_back(
            {crm::Finding::Weight::left_out, crm::whole_file(file), "is wrong", "put it right"});
    };
    left_out("contacts/eve-stone.yaml");
    left_out("contacts/countess-ann.yaml");
    left_out("contacts/zoe.yml");
    left_out("contacts/Not An Id.yaml");
    left_out("journal/2026-01.yaml");
    left_out("contacts");
    CHECK(crm::unusable_contacts(read) ==
          std::vector<std::string>{"eve-stone", "countess-ann", "zoe"});
    struct Case {
        std::string who;
        std::string expected; ///< an id, or the message without `crm: `
    };
    const auto wrong = [](const std::string& file) {
        return file + ": is wrong\n  put it right\n";
    };
    const std::vector<Case> cases{
        {"eve-stone", wrong("contacts/eve-stone.yaml")},
        {"Stone, Eve", wrong("contacts/eve-stone.yaml")},
        {"eve", wrong("contacts/eve-stone.yaml")},
        {"ev", wrong("contacts/eve-stone.yaml")},
        {"ann", wrong("contacts/countess-ann.yaml")},
        {"countess", "ada-lovelace"}, // all of an alias beats a part of an id
        {"bob", "bob-stone"},
        {"zoe", wrong("contacts/zoe.yml")},
    };
    for (const Case& c : cases) {
        CAPTURE(c.who);
        std::string found;
        try {
            found = crm::find_who(read, c.who, Guess::refused).contact->id;
        } catch (const Error& error) {
            CHECK(error.fault == Fault::ledger);
            found = error.message().substr(5);
        }
        CHECK(found == c.expected);
    }
}

TEST_CASE("likely second copies")
{
    const Ledger read = ledger();
    const auto copies = [&](Contact added) {
        std::vector<std::string> out;
        for (const Contact* copy : crm::likely_duplicates(read, added)) {
            out.push_back(copy->id);
        }
        return out;
    };
    using Ids = std::vector<std::string>;
    CHECK(copies(contact("x", "ADA LOVELACE")) == Ids{"ada-lovelace"});
    CHECK(copies(contact("x", "Jose Ortega")) == Ids{"jose-ortega"});
    CHECK(copies(contact("x", "Bob Stone")) == Ids{"bob-stone"});        // not the merged one
    CHECK(copies(contact("x", "Lovelace, Ada")) == Ids{"ada-lovelace"}); // in any order
    CHECK(copies(contact("x", "countess")) == Ids{"ada-lovelace"});      // an alias
    CHECK(copies(contact("x", "Ada")).empty());
    CHECK(copies(contact("x", "\xF0\x9F\x98\x80")).empty());
    Contact other = contact("x", "Somebody Else");
    other.email = {"ADA@engines.example"};
    CHECK(copies(other) == Ids{"ada-lovelace"});
}
