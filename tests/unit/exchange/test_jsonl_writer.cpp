#include "core/exchange/jsonl_writer.hpp"

#include "../cadence/build.hpp"

#include <doctest/doctest.h>

#include <string>
#include <string_view>
#include <vector>

using build::Book;
using build::day;

namespace {

std::vector<std::string> lines(const Book& book, std::string_view filter = "")
{
    const auto ledger = book.ledger();
    std::string out;
    crm::write_jsonl(
        ledger, crm::select(ledger, crm::Filter::parse(filter, book.settings), day("2026-11-23")),
        [&](std::string_view text) { out += text; });
    return build::pieces(out, "\n");
}

} // namespace

TEST_CASE("everything, a line each")
{
    Book book;
    book.settings.advisor.name = "Jo \"J\" Park";
    crm::Contact& ada = book.contact("ada");
    ada.since = day("2026-01-01");
    ada.email = {"a@x.example", "b@x.example"};
    ada.dates = {{"birthday", crm::YearlyDate::parse("12-10").value()}};
    ada.notes = "one\ntwo\x1b[31m \xE2\x80\xAE.";
    book.promise("ada", "call", "every 45 days");
    book.happened("ada", "2026-10-01 call attempt");
    const auto all = lines(book);
    REQUIRE(all.size() == 4);
    CHECK(
        all[0] ==
        R"({"type": "ledger", "schema": "crm.export/1", "today": "2026-11-23", "everyone": true, )"
        R"("advisor": "Jo \"J\" Park", "email": "", "firm": "", "tiers": ["A", "B", "C"], )"
        R"("kinds": ["client", "prospect", "referral", "coi", "alliance", "expert", "vendor", )"
        R"("other"]})");
    CHECK(all[1] ==
          R"({"type": "contact", "id": "ada", "name": "ada", "kind": "other", "tier": "C", )"
          R"("status": "active", "since": "2026-01-01", "promised_from": null, "org": "", )"
          R"("role": "", "email": ["a@x.example", "b@x.example"], "phone": [], "address": [], )"
          R"("url": [], "aliases": [], "household": "", "tags": [], "interests": [], )"
          R"("dates": {"birthday": "12-10"}, "referred_by": null, )"
          R"("cadence": {"call": "every 45 days"}, "at_most": {}, "avoid": [], "snooze": null, )"
          R"("notes": "one\ntwo\u001b[31m \u202e.", )"
          R"("uid": "urn:uuid:)" +
              all[1].substr(all[1].find("urn:uuid:") + 9, 36) +
              R"(", "uids": [], "formerly": [], "others": {}})");
    CHECK(all[2] ==
          R"({"type": "interaction", "id": "", "rev": 1, "date": "2026-10-01", "with": ["ada"], )"
          R"("touch": "call", "class": "minor", "attempt": true, "inbound": false, )"
          R"("minutes": null, "talk": null, "note": "", "ref": "", "follow_up": "", "by": null, )"
          R"("done": null})");
    CHECK(all[3] ==
          R"({"type": "promise", "contact": "ada", "name": "ada", "kind": "other", "tier": "C", )"
          R"("requirement": "call", "cadence": "every 45 days", "rule": "ada", )"
          R"("state": "overdue", "start": "2026-01-01", "due": "2026-02-15", )"
          R"("days_overdue": 281, "before_next_workday": false, "last": null, )"
          R"("last_touch": null, "covered_by": null})");
}

TEST_CASE("a filter takes people, with what they took part in")
{
    Book book;
    book.contact("ada").kind = "client";
    book.contact("bob");
    book.happened("ada", "2026-10-01 call with ada bob, 2026-10-02 call with bob stranger");
    CHECK(lines(book, "kind:client").size() == 3);
    CHECK(lines(book).size() == 5);
    CHECK(lines(book).back().find(R"("with": ["bob", "stranger"])") != std::string::npos);
}
