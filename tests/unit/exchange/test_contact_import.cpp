#include "core/exchange/contact_import.hpp"

#include <doctest/doctest.h>
#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>

using namespace crm;

namespace {

Card card(std::string name)
{
    Card out;
    out.place = {"phone.vcf", 1};
    out.name = std::move(name);
    return out;
}

/// A ledger in memory, and cards that are imported into it.
class Book {
public:
    explicit Book(std::vector<Contact> contacts = {})
    {
        m_roster.contacts = std::move(contacts);
        m_roster.resolve_names();
        wish.today = make_date(2026, 11, 23);
    }

    /// "add ada-lovelace; change bob: email b@x; doubtful bob has the same name": what becomes of
    /// the cards. The ledger is as it will be afterwards.
    std::string import(std::vector<Card> cards)
    {
        std::set<std::string> taken;
        for (const Contact& contact : m_roster.contacts) {
            taken.insert(contact.id);
        }
        const ContactPlan plan = plan_contacts(m_roster, taken, cards, wish);
        std::string out;
        for (const PlannedCard& one : plan.cards) {
            constexpr std::array words{"add", "change", "unchanged", "doubtful"};
            out += fmt::format("{}{} {}", out.empty() ? "" : "; ",
                               words.at(static_cast<std::size_t>(one.act)),
                               plan.contacts[one.contact].id);
            out += one.gained.empty() ? "" : fmt::format(": {}", fmt::join(one.gained, ", "));
            out += one.kept.empty() ? "" : fmt::format(" ({})", fmt::join(one.kept, ", "));
            out += one.doubt.empty() ? "" : " " + one.doubt;
        }
        m_roster.contacts = plan.contacts;
        std::sort(m_roster.contacts.begin(), m_roster.contacts.end(),
                  [](const Contact& a, const Contact& b) { return a.id < b.id; });
        Roster next;
        next.settings = m_roster.settings;
        next.contacts = m_roster.contacts;
        next.resolve_names();
        m_roster = std::move(next);
        return out;
    }

    const Contact& at(std::string_view id) const { return *m_roster.find(id); }

    ContactImport wish;

private:
    Roster m_roster;
};

Contact ada()
{
    Contact out;
    out.id = "ada-lovelace";
    out.name = "Ada Lovelace";
    out.org = "Analytical Engines";
    out.role = "CFO";
    out.email = {"ada@engines.example"};
    out.phone = {"+44 20 7946 0000"};
    return out;
}

} // namespace

TEST_CASE("who is not there is added, promised something from today")
{
    Book book;
    book.wish.kind = "prospect";
    book.wish.tags = {"phone"};
    CHECK(book.import({card("Ada Lovelace"), card("Ada Lovelace Jr")}) ==
          "add ada-lovelace; add ada-lovelace-jr");
    CHECK(book.at("ada-lovelace").promised_from == make_date(2026, 11, 23));
    CHECK_FALSE(book.at("ada-lovelace").since);
    CHECK(book.at("ada-lovelace").kind == "prospect");
    CHECK(book.at("ada-lovelace").tags == std::vector<std::string>{"phone"});
}

TEST_CASE("the second time nothing is new")
{
    Card whole = card("Ada Lovelace");
    whole.uid = "abc";
    whole.org = "Analytical Engines";
    whole.email = {"ada@engines.example", "ADA@home.example"};
    whole.phone = {"020 7946 0000"};
    whole.address = {"12 St James Sq, London"};
    whole.dates = {{"birthday", *YearlyDate::parse("12-10")}};
    whole.notes = "Prefers mornings";
    whole.tags = {"golf"};
    Card bare = card("Bob Stone");
    Card mail = card("Eve");
    mail.email = {"eve@x.example"};
    Book book;
    book.import({whole, bare, mail});
    CHECK(book.import({mail, bare, whole}) ==
          "unchanged eve; unchanged bob-stone; unchanged ada-lovelace");
}

TEST_CASE("what is lacking is added, what is there stands")
{
    Card more = card("Ada Lovelace");
    more.email = {"ada@engines.example", "ada@home.example"};
    more.role = "CEO";
    more.dates = {{"birthday", *YearlyDate::parse("1815-12-10")}};
    Book book({ada()});
    CHECK(book.import({more}) == "change ada-lovelace: email ada@home.example, dates.birthday "
                                 "1815-12-10 (role CFO; the card says CEO)");
    CHECK(book.at("ada-lovelace").role == "CFO");
    book.wish.update = true;
    CHECK(book.import({more}) == "change ada-lovelace: role CEO");
    CHECK(book.import({more}) == "unchanged ada-lovelace");
}

TEST_CASE("no import makes a promise begin earlier")
{
    Card one = card("Ada Lovelace");
    one.since = make_date(2021, 2, 2);
    Book book({ada()});
    CHECK(book.import({one}) == "unchanged ada-lovelace");
    Contact promised = ada();
    promised.promised_from = make_date(2026, 1, 1);
    CHECK(Book({promised}).import({one}) == "change ada-lovelace: since 2021-02-02");
}

TEST_CASE("who it is: by uid, then by mail, then by phone, then by name and firm")
{
    Contact known = ada();
    known.uid = {"abc"};
    SUBCASE("by uid, whatever the name")
    {
        Card one = card("Countess");
        one.uid = "abc";
        CHECK(Book({known}).import({one}) == "change ada-lovelace: aliases Countess");
    }
    SUBCASE("by mail, where the names can be one person's")
    {
        Card one = card("A. Lovelace");
        one.email = {"Ada@Engines.example"};
        CHECK(Book({known}).import({one}) == "change ada-lovelace: aliases A. Lovelace");
        one.name = "Front Office";
        CHECK(Book({known}).import({one}) ==
              "doubtful ada-lovelace has the same mail address, Ada@Engines.example,");
    }
    SUBCASE("by phone")
    {
        Card one = card("Ada Lovelace");
        one.phone = {"(020) 7946 0000"};
        one.email = {"new@x.example"};
        CHECK(Book({known}).import({one}) == "change ada-lovelace: email new@x.example");
        one.name = "William King";
        CHECK(Book({known}).import({one}) ==
              "doubtful ada-lovelace has the same phone number, (020) 7946 0000,");
    }
    SUBCASE("by name and firm")
    {
        Card one = card("Lovelace, Ada");
        one.org = "analytical engines";
        one.email = {"new@x.example"};
        CHECK(Book({known}).import({one}) == "change ada-lovelace: email new@x.example");
        one.org = "Difference Ltd";
        CHECK(Book({known}).import({one}) == "doubtful ada-lovelace has the same name");
    }
    SUBCASE("by name, where a firm is not known and nothing speaks against it")
    {
        CHECK(Book({known}).import({card("Ada Lovelace")}) == "unchanged ada-lovelace");
        Card one = card("Ada Lovelace");
        one.email = {"other@x.example"};
        CHECK(Book({known}).import({one}) == "doubtful ada-lovelace has the same name");
    }
}

TEST_CASE("spouses who share a number are two, and stay two")
{
    Card ann = card("Ann Lee");
    ann.phone = {"555 010 0100"};
    Card bob = card("Bob Lee");
    bob.phone = {"555 010 0100"};
    Book book;
    CHECK(book.import({ann, bob}) ==
          "add ann-lee; doubtful ann-lee has the same phone number, 555 010 0100,");
    book.wish.separate = true;
    CHECK(book.import({ann, bob}) == "unchanged ann-lee; add bob-lee");
    book.wish.separate = false;
    CHECK(book.import({bob, ann}) == "unchanged bob-lee; unchanged ann-lee");
}

TEST_CASE("two cards of one person in one import are one contact")
{
    Card one = card("Ada Lovelace");
    one.email = {"ada@engines.example"};
    Card two = card("Ada Lovelace");
    two.email = {"ada@engines.example", "ada@home.example"};
    Book book;
    CHECK(book.import({one, two}) ==
          "add ada-lovelace; change ada-lovelace: email ada@home.example");
    CHECK(book.at("ada-lovelace").email.size() == 2);
}

TEST_CASE("a contact merged into another one stands for it")
{
    Contact old = ada();
    old.id = "a-king";
    old.name = "Augusta King";
    old.email = {"king@x.example"};
    old.merged_into = Reference{"ada-lovelace", {}};
    Card one = card("Augusta King");
    one.email = {"king@x.example"};
    Book book({old, ada()});
    CHECK(book.import({one}).substr(0, 21) == "change ada-lovelace: ");
}

TEST_CASE("a card that crm wrote gets its id, kind and promises back")
{
    Card one = card("Ada Lovelace");
    one.id = "countess";
    one.kind = "client";
    one.tier = "A";
    one.status = "paused";
    one.promised_from = make_date(2026, 1, 1);
    one.referred_by = "bob-stone";
    one.avoid = {"email", "no touch"};
    one.interests = {"sailing"};
    Book book;
    CHECK(book.import({one, card("Bob Stone")}) == "add countess; add bob-stone");
    const Contact& back = book.at("countess");
    CHECK(back.kind == "client");
    CHECK(back.tier == "A");
    CHECK(back.status == Status::paused);
    CHECK(back.promised_from == make_date(2026, 1, 1));
    CHECK(back.referred_by->id == "bob-stone");
    CHECK(back.avoid == std::vector<std::string>{"email"});
    CHECK(back.uid.empty());
    one.kind = "friend";
    one.id = "not an id";
    one.name = "Else";
    CHECK(book.import({one}) == "add else");
    CHECK(book.at("else").kind == "other");
}

TEST_CASE("a contact to which thousands of cards add something keeps 200 of a kind")
{
    std::vector<Card> cards;
    for (int i = 0; i < 5000; ++i) {
        Card one = card("Ada Lovelace");
        one.uid = "u";
        one.email = {fmt::format("a{}@x.example", i)};
        one.aliases = {"Countess"};
        cards.push_back(one);
    }
    Roster roster;
    roster.resolve_names();
    ContactImport wish;
    wish.today = make_date(2026, 11, 23);
    const ContactPlan plan = plan_contacts(roster, {}, cards, wish);
    REQUIRE(plan.contacts.size() == 1);
    CHECK(plan.contacts[0].email.size() == 200);
    CHECK(plan.contacts[0].aliases.size() == 1);
    CHECK(plan.cards.back().kept ==
          std::vector<std::string>{"email; the card has a4999@x.example, and 200 are the most"});
}
