#include "core/exchange/contact_table.hpp"

#include "core/base/error.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <string>
#include <string_view>
#include <vector>

namespace {

using Texts = std::vector<std::string>;

crm::Cards read(std::string_view text, std::string_view map = "")
{
    return crm::read_contact_table(text, "a.csv", crm::ColumnMap::parse(map));
}

crm::Card card(std::string_view text, std::string_view map = "")
{
    const crm::Cards cards = read(text, map);
    REQUIRE(cards.cards.size() == 1);
    return cards.cards.front();
}

Texts dates(const crm::Card& one)
{
    Texts out;
    for (const crm::NamedDate& date : one.dates) {
        out.push_back(date.name + " " + date.date.str());
    }
    return out;
}

std::string refusal(std::string_view text, std::string_view map = "")
{
    try {
        (void)read(text, map);
    } catch (const crm::Error& error) {
        CHECK(error.fault == crm::Fault::usage);
        return error.text + "; " + error.remedy;
    }
    return "taken";
}

} // namespace

TEST_CASE("Google's columns, old and new")
{
    const crm::Card old =
        card("Name,Given Name,Family Name,Nickname,Birthday,Notes,Group Membership,"
             "E-mail 1 - Type,E-mail 1 - Value,E-mail 2 - Value,Phone 1 - Type,"
             "Phone 1 - Value,Phone 2 - Type,Phone 2 - Value,"
             "Address 1 - Formatted,Address 1 - Street,Organization 1 - Name,"
             "Organization 1 - Title,Website 1 - Value,Relation 1 - Type,"
             "Relation 1 - Value,Gender\n"
             "Ada,Ada,Lovelace,Countess, --12-10,\"one\ntwo\",* myContacts ::: tax,"
             "* Work,a@x.example ::: b@x.example,c@x.example,Mobile,1 ::: 2,"
             "Work Fax,3,\"12 Mill Lane\nLeeds\",12 Mill Lane,Engines,CFO,"
             "engines.example,Spouse,William,f\n");
    CHECK(old.name == "Ada Lovelace");
    CHECK(old.place.line == 2);
    CHECK(old.aliases == Texts{"Countess"});
    CHECK(dates(old) == Texts{"birthday 12-10"});
    CHECK(old.notes == "one\ntwo");
    CHECK(old.tags == Texts{"tax"});
    CHECK(old.email == Texts{"a@x.example", "b@x.example", "c@x.example"});
    CHECK(old.phone == Texts{"1", "2"});
    CHECK(old.address == Texts{"12 Mill Lane, Leeds"});
    CHECK(old.org == "Engines");
    CHECK(old.role == "CFO");
    CHECK(old.url == Texts{"engines.example"});
    CHECK(old.left_out == Texts{"work fax '3'", "relation 'William' (Spouse)"});

    const crm::Card now =
        card("First Name,Middle Name,Last Name,Organization Name,Organization Title,"
             "Organization Department,Labels,E-mail 1 - Label,E-mail 1 - Value,Phone 1 - Label,"
             "Phone 1 - Value,Address 1 - Label,Address 1 - Street,Address 1 - City,"
             "Address 1 - Region,Address 1 - Postal Code,Address 1 - Country,Event 1 - Label,"
             "Event 1 - Value\n"
             "Ada,King,Lovelace,Engines,CFO,Mill,tax ::: * myContacts,Work,a@x.example,Mobile,1,"
             "Home,12 Mill Lane,Leeds,,LS1 4AP,England,Graduation,2001-02-03\n");
    CHECK(now.name == "Ada King Lovelace");
    CHECK(now.tags == Texts{"tax"});
    CHECK(now.address == Texts{"12 Mill Lane, Leeds, LS1 4AP, England"});
    CHECK(dates(now) == Texts{"Graduation 2001-02-03"});
    CHECK(now.left_out == Texts{"department 'Mill'"});
}

TEST_CASE("Outlook's columns")
{
    const crm::Card one =
        card("Title,First Name,Last Name,Suffix,Company,Job Title,Business Street,Business City,"
             "Business Postal Code,Home Street,Home City,Business Phone,Mobile Phone,Business Fax,"
             "Assistant's Phone,E-mail Address,E-mail Type,E-mail 2 Address,Web Page,Categories,"
             "Birthday,Anniversary,Sensitivity\n"
             "Dr.,Ada,Lovelace,Jr.,Engines,CFO,1 Main St,Leeds,LS1,2 Side St,York,1,2,3,4,"
             "a@x.example,SMTP,b@x.example,engines.example,tax;club,12/31/1990,0/0/00,Normal\n");
    CHECK(one.name == "Dr. Ada Lovelace Jr.");
    CHECK(one.role == "CFO");
    CHECK(one.email == Texts{"a@x.example", "b@x.example"});
    CHECK(one.phone == Texts{"1", "2"});
    CHECK(one.address == Texts{"1 Main St, Leeds, LS1", "2 Side St, York"});
    CHECK(one.url == Texts{"engines.example"});
    CHECK(one.tags == Texts{"tax", "club"});
    CHECK(dates(one) == Texts{"birthday 1990-12-31"});
    CHECK(one.left_out == Texts{"business fax '3'", "assistant's phone '4'"});
}

TEST_CASE("day and month are told by the whole file")
{
    const auto birthdays = [](std::string_view cells) {
        Texts out;
        for (const crm::Card& one : read("Name,Birthday\n" + std::string(cells)).cards) {
            out.push_back(one.dates.empty() ? one.left_out.front() : one.dates.front().date.str());
        }
        return out;
    };
    CHECK(birthdays("A,03/04/1980\nB,20/01/1991\n") == Texts{"1980-04-03", "1991-01-20"});
    CHECK(birthdays("A,03/04/1980\nB,01/20/1991\n") == Texts{"1980-03-04", "1991-01-20"});
    CHECK(birthdays("A,03/04/1980\nB,5/5/1991\n") ==
          Texts{"birthday '03/04/1980' (day or month first?)", "1991-05-05"});
    CHECK(birthdays("A,03/04/1980\nB,20/01/1991\nC,1/20/1991\n") ==
          Texts{"birthday '03/04/1980' (day or month first?)", "1991-01-20", "1991-01-20"});
    CHECK(birthdays("A,3.4.1980\nB,12-10\nC,10 Dec 1815\nD,\"December 10, 1815\"\nE,3/21/80\n"
                    "F,1980-03-21 00:00\nG,soon\n") == Texts{"1980-04-03", "12-10", "1815-12-10",
                                                             "1815-12-10", "birthday '3/21/80'",
                                                             "1980-03-21", "birthday 'soon'"});
}

TEST_CASE("LinkedIn's connections, with what stands before them")
{
    const crm::Card one = card("Notes:\n\"When exporting, some, may be missing\"\n\n"
                               "First Name,Last Name,URL,Email Address,Company,Position,"
                               "Connected On\n"
                               "Ada,Lovelace,https://www.linkedin.com/in/ada/,,Engines,CFO,"
                               "01 Jan 2024\n");
    CHECK(one.place.line == 5);
    CHECK(one.name == "Ada Lovelace");
    CHECK(one.since == crm::make_date(2024, 1, 1));
    CHECK(one.uid == "linkedin:ada");
    CHECK(one.role == "CFO");
}

TEST_CASE("Thunderbird's columns, and those of a CRM")
{
    const crm::Card bird = card("First Name,Last Name,Display Name,Primary Email,Secondary Email,"
                                "Work Phone,Pager Number,Home Address,Home Address 2,Home City,"
                                "Web Page 1,Birth Year,Birth Month,Birth Day,Custom 1\n"
                                "Ada,Lovelace,Countess Ada,a@x.example,b@x.example,1,2,3 Side St,"
                                "Flat 2,York,x.example,1815,12,10,c\n");
    CHECK(bird.name == "Countess Ada");
    CHECK(bird.aliases == Texts{"Ada Lovelace"});
    CHECK(bird.address == Texts{"3 Side St, Flat 2, York"});
    CHECK(dates(bird) == Texts{"birthday 1815-12-10"});
    CHECK(bird.left_out == Texts{"pager number '2'"});
    CHECK(dates(card("Name,Birth Month,Birth Day\nA,2,3\n")) == Texts{"birthday 02-03"});

    const crm::Card hub = card("Record ID,First Name,Last Name,Email,Phone Number,Company Name,"
                               "Job Title,Lifecycle Stage,City,Contact owner\n"
                               "101,Ada,Lovelace,a@x.example,1,Engines,CFO,Lead,Leeds,Jo\n");
    CHECK(hub.uid == "hubspot:101");
    CHECK(hub.org == "Engines");
    CHECK(hub.tags == Texts{"Lead"});
    CHECK(hub.address == Texts{"Leeds"});
    CHECK(read("Name,Email,Gender,Gender,\nA,a@x.example,f,g,h\n").left_out ==
          Texts{"the column 'Gender'", "column 5, which has no name"});
}

TEST_CASE("crm's own columns")
{
    const crm::Card one =
        card("id,name,kind,tier,since,promised_from,org,role,email,phone,address,"
             "url,aliases,household,tags,interests,dates.birthday,dates.First day,"
             "referred_by,avoid,status,uid,notes\n"
             "ada,Ada Lovelace,client,A,2020-01-02,2021-01-02,Engines,CFO,"
             "a@x.example; b@x.example,'+44 1; +44 2,\"12 Mill Lane, Leeds; York\","
             "x.example,\"Countess; King, A.\",lovelace,tax; club,sailing,12-10,"
             "2001-02-03,bob,email; call,active,u1; u2,\"one\ntwo\"\n");
    CHECK(one.id == "ada");
    CHECK(one.kind == "client");
    CHECK(one.tier == "A");
    CHECK(one.status == "active");
    CHECK(one.since == crm::make_date(2020, 1, 2));
    CHECK(one.promised_from == crm::make_date(2021, 1, 2));
    CHECK(one.email == Texts{"a@x.example", "b@x.example"});
    CHECK(one.address == Texts{"12 Mill Lane, Leeds", "York"});
    CHECK(one.aliases == Texts{"Countess", "King, A."});
    CHECK(one.phone == Texts{"+44 1", "+44 2"});
    CHECK(one.household == "lovelace");
    CHECK(one.tags == Texts{"tax", "club"});
    CHECK(one.interests == Texts{"sailing"});
    CHECK(dates(one) == Texts{"birthday 12-10", "First day 2001-02-03"});
    CHECK(one.referred_by == "bob");
    CHECK(one.avoid == Texts{"email", "call"});
    CHECK(one.uid == "u1");
    CHECK(one.notes == "one\ntwo");
}

TEST_CASE("any other table, as the user says")
{
    const crm::Card one = card("Who;Where;Mail;Born\nAda;York;a@x.example;1815-12-10\n",
                               "Who=name,where=address, Mail = email ,Born=birthday");
    CHECK(one.name == "Ada");
    CHECK(one.address == Texts{"York"});
    CHECK(one.email == Texts{"a@x.example"});
    CHECK(dates(one) == Texts{"birthday 1815-12-10"});
    CHECK(card("A,B\nAda,Lovelace\n", "A=name,B=name").name == "Ada Lovelace");
    CHECK(card("A,B\nAda,Lovelace\n", "A=first_name,B=last_name").name == "Ada Lovelace");
    CHECK(card("Name,\"Mail, old\"\nAda,a@x.example\n", "Mail\\, old=email").email ==
          Texts{"a@x.example"});
    CHECK(card("Name,Email\nAda,a@x.example\n", "Email=").email.empty());
    CHECK(card("Mail,x\na@x.example,1\n", "Mail=email").name == "a@x.example");
    CHECK(dates(card("N,W\nAda,2001-02-03\n", "N=name,W=dates.Wedding")) ==
          Texts{"Wedding 2001-02-03"});
}

TEST_CASE("what cannot be read is said with a remedy")
{
    CHECK(refusal("Who,Mail\nAda,a@x.example\n") ==
          "'a.csv' has no column that could be a name; its columns are 'Who' and 'Mail'; say which "
          "one is it, and what others are: '--map \"Who=name\"'");
    CHECK(refusal("Who,Mail\nAda,a@x.example\n", "Whom=name") ==
          "'a.csv' has no column 'Whom'; did you mean 'Who'?");
    CHECK(refusal("Who,Mail\nAda,a@x.example\n", "Elephant=name") ==
          "'a.csv' has no column 'Elephant'; its columns are 'Who' and 'Mail'");
    CHECK(refusal("", "") ==
          "'a.csv' is no table: it is empty; a table has a line with the names of "
          "its columns, and lines with values");
    CHECK(refusal("Who\n", "Who") == "'Who' in '--map' is no column and its key; it reads '--map "
                                     "\"Full Name=name,Mail=email\"'");
    CHECK(refusal("Who\n", "Who=nam") == "'nam' is not a key for '--map'; did you mean 'name'?");
    CHECK(refusal("Who\n", "Who=elephants")
              .starts_with("'elephants' is not a key for '--map'; it is name, first_name,"));
    CHECK(refusal("Who\n", "Who=name,who=org") ==
          "'who' stands twice in '--map'; it reads '--map \"Full Name=name,Mail=email\"'");
}

TEST_CASE("rows without a name, and quotes that stay open")
{
    const crm::Cards cards = read("Name,Email,Company,Notes\n,,,x\n,a@x.example,,\n,,Engines,\n"
                                  "\"Ada,b@x.example,,\n");
    REQUIRE(cards.cards.size() == 3);
    CHECK(cards.cards[0].name == "a@x.example");
    CHECK(cards.cards[1].name == "Engines");
    REQUIRE(cards.bad.size() == 2);
    CHECK(cards.bad[0].place.line == 2);
    CHECK(cards.bad[0].text == "has no name");
    CHECK(cards.bad[1].place.line == 5);
    CHECK(cards.bad[1].text == "has a quote that is not closed");
}

TEST_CASE("what a table is about is seen by its header")
{
    using crm::TableKind;
    CHECK(crm::recognise_table("Notes:\nx\n\nFirst Name,Last Name,Email\n") == TableKind::contacts);
    CHECK(crm::recognise_table("Name\nAda\n") == TableKind::contacts);
    CHECK(crm::recognise_table("date,who,touch,note\n") == TableKind::interactions);
    CHECK(crm::recognise_table("Date;With;Touch\n") == TableKind::interactions);
    CHECK(crm::recognise_table("Name,Number,Date,Duration,Type\n") == TableKind::calls);
    CHECK(crm::recognise_table("Call Type,Phone Number,Call Date\n") == TableKind::calls);
    CHECK(crm::recognise_table("a,b\n1,2\n") == TableKind::neither);
    CHECK(crm::recognise_table("") == TableKind::neither);
}

TEST_CASE("large tables take memory and time in line with their size, and are told in a few words")
{
    std::string names = "Name,Email\n";
    for (int i = 0; i < 100010; ++i) {
        names += "\"a\n";
    }
    const crm::Cards all = read(names);
    CHECK(all.cards.size() == crm::most_cards);
    CHECK(all.bad.size() <= 101);
    CHECK(all.more_bad > 0);
    CHECK(std::any_of(all.bad.begin(), all.bad.end(), [](const crm::BadRecord& one) {
        return one.place.line == 100002 && one.text.starts_with("comes after 100000 others");
    }));

    std::string cities = "Name";
    for (int i = 0; i < 1990; ++i) {
        cities += ",Address " + std::to_string(i) + " - City";
    }
    for (int row = 0; row < 50; ++row) {
        cities += "\nAda";
        for (int i = 0; i < 1990; ++i) {
            cities += ",c" + std::to_string(i);
        }
    }
    CHECK(read(cities).cards.at(49).address.size() == 200);
}
