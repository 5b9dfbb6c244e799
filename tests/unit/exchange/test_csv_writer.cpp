#include "core/exchange/csv_writer.hpp"

#include "../cadence/build.hpp"

#include <doctest/doctest.h>

#include <string>
#include <string_view>

using build::Book;
using build::day;

namespace {

std::string contacts(const Book& book)
{
    const auto ledger = book.ledger();
    std::string out;
    crm::write_contacts_csv(crm::select(ledger, {}, day("2026-11-23")),
                            [&](std::string_view text) { out += text; });
    return out;
}

} // namespace

TEST_CASE("contacts have the keys of their files for headings")
{
    Book book;
    crm::Contact& ada = book.contact("ada");
    ada.name = "=HYPERLINK(\"x\")";
    ada.email = {"a@x.example", "b@x.example"};
    ada.phone = {"+44 20 7946 0000"};
    ada.dates = {{"wedding", crm::YearlyDate::parse("2010-06-01").value()}};
    ada.at_most = {{"call", build::cadence("2 per month"), ""}};
    ada.notes = "one\ntwo\n";
    book.promise("ada", "call", "every 45 days");
    book.contact("bob").promises_nothing = true;
    const std::string all = contacts(book);
    CHECK(all.compare(0, crm::contacts_csv_beginning.size(), crm::contacts_csv_beginning) == 0);
    CHECK(all ==
          "id,name,kind,tier,since,promised_from,org,role,email,phone,address,url,aliases,"
          "household,tags,interests,dates.birthday,dates.wedding,referred_by,cadence,cadence.call,"
          "at_most.call,avoid,status,snooze,uid,formerly,notes\n"
          "ada,\"'=HYPERLINK(\"\"x\"\")\",other,C,,,,,a@x.example; b@x.example,"
          "'+44 20 7946 0000,,,,,,,,2010-06-01,,,every 45 days,2 per month,,active,,,,"
          "\"one\ntwo\"\n"
          "bob,bob,other,C,,,,,,,,,,,,,,,,none,,,,active,,,,\n");
}

TEST_CASE("interactions have the keys of the journal, and the names of who took part")
{
    Book book;
    book.contact("ada").name = "Ada Lovelace";
    book.contact("bob").name = "@Bob";
    book.happened("ada", "2026-10-01 call attempt, 2026-10-02 lunch with bob ada");
    const auto ledger = book.ledger();
    std::string out;
    crm::write_interactions_csv(ledger, crm::select(ledger, {}, day("2026-11-23")),
                                [&](std::string_view text) { out += text; });
    CHECK(out == "date,with,names,touch,class,outcome,dir,minutes,talk,note,ref,follow_up,by,done,"
                 "id,rev\n"
                 "2026-10-01,ada,Ada Lovelace,call,minor,attempt,,,,,,,,,,1\n"
                 "2026-10-02,bob; ada,'@Bob; Ada Lovelace,lunch,major,,,,,,,,,,,1\n");
}
