// Kept and missed by month and by rule, the trend, and the misses by name.

#include "../cadence/build.hpp"
#include "core/report/figures.hpp"

#include <doctest/doctest.h>

#include <fmt/format.h>

#include <string>
#include <string_view>
#include <vector>

namespace {

using build::day;

crm::Figures figures_of(const crm::Ledger& ledger, std::string_view from, std::string_view to,
                        std::string_view today = "2026-12-31")
{
    return crm::figures(ledger, crm::Filter{}, crm::compare_dates(day(from), day(to), day(today)));
}

/// `2026-02: 1 kept, 0 late, 1 open`; with `so far` where days are still to come.
std::string told(const crm::MonthKept& month)
{
    return fmt::format("{}{}: {} kept, {} late, {} open", crm::iso_month(month.span.first),
                       month.is_full() ? "" : " so far", month.kept.kept, month.kept.late,
                       month.kept.open);
}

std::vector<std::string> told(const std::vector<crm::MonthKept>& months)
{
    std::vector<std::string> out;
    for (const crm::MonthKept& month : months) {
        out.push_back(told(month));
    }
    return out;
}

/// `ada minor due 2026-01-31, call 2026-02-03, 3 days`.
std::vector<std::string> told(const std::vector<crm::Miss>& misses)
{
    std::vector<std::string> out;
    for (const crm::Miss& miss : misses) {
        out.push_back(fmt::format(
            "{} {} due {}, {}, {} days", miss.contact->id, miss.promise.requirement,
            crm::iso(miss.due),
            miss.met ? fmt::format("{} {}", miss.met_by, crm::iso(miss.met->date)) : "open",
            miss.days_late));
    }
    return out;
}

std::vector<std::string> told(const std::vector<crm::RuleRow>& rows)
{
    std::vector<std::string> out;
    for (const crm::RuleRow& row : rows) {
        const std::string whose =
            row.rule != nullptr ? "'" + row.rule->text + "'" : "own of " + row.contact->id;
        out.push_back(fmt::format("{} {} {}: {} of {}, before {} of {}", whose,
                                  row.promise.requirement, row.promise.cadence.text,
                                  row.kept.now.kept, row.kept.now.all(), row.kept.before.kept,
                                  row.kept.before.all()));
    }
    return out;
}

using Lines = std::vector<std::string>;

/// A month of so many promises kept, of so many in all.
crm::MonthKept month(std::string_view first, std::size_t kept, std::size_t all)
{
    const crm::Date begin = day(fmt::format("{}-01", first));
    crm::MonthKept out{{begin, crm::add_days(crm::add_months(begin, 1), -1)}, {}};
    out.kept.kept = kept;
    out.kept.late = all - kept;
    return out;
}

std::string told(const crm::Trend& trend)
{
    if (trend.months == 0) {
        return std::string(crm::trend_name(trend.direction));
    }
    return fmt::format("{}: {} to {}, {} of {}; before {} to {}, {} of {}",
                       crm::trend_name(trend.direction), crm::iso(trend.later.first),
                       crm::iso(trend.later.last), trend.later_kept.kept, trend.later_kept.all(),
                       crm::iso(trend.earlier.first), crm::iso(trend.earlier.last),
                       trend.earlier_kept.kept, trend.earlier_kept.all());
}

} // namespace

TEST_CASE("the months that a look back shows")
{
    struct Row {
        const char* first;
        const char* last;
        const char* from;
        std::size_t count;
    };
    for (const Row& row : {
             Row{"2026-10-01", "2026-11-23", "2025-11-01", 13}, // twelve full ones and this one
             Row{"2026-10-01", "2026-11-30", "2025-12-01", 12},
             Row{"2026-11-23", "2026-11-23", "2025-11-01", 13},
             Row{"2024-02-01", "2024-02-28", "2023-02-01", 13}, // a leap year's has a day to come
             Row{"2024-02-01", "2024-02-29", "2023-03-01", 12},
             Row{"2026-01-01", "2026-12-31", "2026-01-01", 12},
             Row{"2024-12-15", "2026-01-31", "2024-12-01", 14}, // the whole of the span
         }) {
        CAPTURE(row.first);
        CAPTURE(row.last);
        const auto months = crm::months_before({day(row.first), day(row.last)});
        REQUIRE(months.size() == row.count);
        CHECK(crm::iso(months.front()) == row.from);
        CHECK(crm::iso_month(months.back()) == std::string(row.last).substr(0, 7));
    }
}

TEST_CASE("a month says what a report of that month says")
{
    build::Book book;
    book.contact("ada").since = day("2026-01-01");
    book.promise("ada", "minor", "every 30 days"); // due 31 January
    book.happened("ada", "2026-01-20 call, 2026-04-02 card, 2026-05-02 call, 2026-05-20 call");
    const auto ledger = book.ledger();
    const auto all = figures_of(ledger, "2026-05-01", "2026-06-19");
    CHECK(told(all.promises.by_month) ==
          Lines{"2026-01: 1 kept, 0 late, 0 open", "2026-02: 0 kept, 0 late, 1 open",
                "2026-03: 0 kept, 0 late, 1 open", "2026-04: 0 kept, 1 late, 0 open",
                "2026-05: 2 kept, 0 late, 0 open", "2026-06 so far: 0 kept, 0 late, 0 open"});
    for (const crm::MonthKept& row : all.promises.by_month) {
        const auto alone =
            crm::figures(ledger, crm::Filter{},
                         crm::compare_unit(crm::Unit::month, row.span.first, day("2026-06-19")));
        CAPTURE(told(row));
        CHECK(alone.promises.all.now == row.kept);
    }
}

TEST_CASE("without a figure there is no month")
{
    build::Book book;
    book.contact("ada").since = day("2026-01-01");
    book.promise("ada", "minor", "every 30 days");
    book.contact("bob");
    book.happened("bob", "2026-01-20 call");
    const auto ledger = book.ledger();
    CHECK(figures_of(ledger, "2026-01-01", "2026-01-31").promises.by_month.empty());
    CHECK(told(figures_of(ledger, "2026-01-01", "2026-02-01").promises.by_month) ==
          Lines{"2026-02 so far: 0 kept, 0 late, 1 open"});
}

TEST_CASE("the trend")
{
    // Six months and six before; kept of all in each month.
    struct Row {
        std::size_t earlier_kept;
        std::size_t earlier_all;
        std::size_t later_kept;
        std::size_t later_all;
        std::string_view direction;
    };
    for (const Row& row : {
             Row{10, 20, 10, 20, "steady"},
             Row{50, 100, 54, 100, "steady"},
             Row{50, 100, 55, 100, "rising"}, // five points are a difference
             Row{50, 100, 46, 100, "steady"},
             Row{50, 100, 45, 100, "falling"},
             Row{0, 5, 5, 5, "rising"},
             Row{0, 4, 5, 5, "unknown"}, // too few
             Row{5, 5, 0, 4, "unknown"},
             Row{0, 0, 0, 0, "unknown"},
             Row{199, 200, 189, 200, "steady"},  // 99% and 95%, as they are shown
             Row{199, 200, 188, 200, "falling"}, // 99% and 94%
             Row{119, 160, 112, 160, "steady"},  // 74% and 70%
             Row{120, 160, 112, 160, "falling"},
             Row{118, 158, 112, 160, "falling"}, // 74.7% is shown as 75%
             Row{99, 100, 100, 100, "steady"},
             Row{0, 300, 14, 300, "rising"},  // 4.7% is shown as 5%
             Row{1, 1000, 17, 300, "rising"}, // one of a thousand is shown as 1%
             Row{1, 1000, 16, 300, "steady"},
         }) {
        CAPTURE(row.earlier_kept);
        CAPTURE(row.earlier_all);
        CAPTURE(row.later_kept);
        CAPTURE(row.later_all);
        std::vector<crm::MonthKept> months;
        for (int i = 0; i < 12; ++i) {
            months.push_back(month(crm::iso_month(crm::add_months(day("2025-01-01"), i)), 0, 0));
        }
        // In whichever month of its half.
        months[5] = month("2025-06", row.earlier_kept, row.earlier_all);
        months[6] = month("2025-07", row.later_kept, row.later_all);
        CHECK(crm::trend_name(crm::trend_of(months).direction) == row.direction);
    }
}

TEST_CASE("of which months the trend is")
{
    std::vector<crm::MonthKept> months;
    CHECK(told(crm::trend_of(months)) == "unknown");
    months.push_back(month("2026-01", 9, 10));
    CHECK(told(crm::trend_of(months)) == "unknown");
    months.push_back(month("2026-02", 5, 10));
    CHECK(told(crm::trend_of(months)) == "falling: 2026-02-01 to 2026-02-28, 5 of 10; "
                                         "before 2026-01-01 to 2026-01-31, 9 of 10");
    months.push_back(month("2026-03", 10, 10)); // of three the oldest is left out
    CHECK(told(crm::trend_of(months)) == "rising: 2026-03-01 to 2026-03-31, 10 of 10; "
                                         "before 2026-02-01 to 2026-02-28, 5 of 10");
    months.push_back(month("2026-04", 0, 10)); // not over yet
    months.back().span.last = day("2026-04-29");
    CHECK(told(crm::trend_of(months)) == "rising: 2026-03-01 to 2026-03-31, 10 of 10; "
                                         "before 2026-02-01 to 2026-02-28, 5 of 10");
    months.clear();
    for (int i = 0; i < 20; ++i) { // no more than a year
        months.push_back(month(crm::iso_month(crm::add_months(day("2025-01-01"), i)), 1, 1));
    }
    CHECK(told(crm::trend_of(months)) == "steady: 2026-03-01 to 2026-08-31, 6 of 6; "
                                         "before 2025-09-01 to 2026-02-28, 6 of 6");
}

TEST_CASE("by rule in the order of crm.yaml, contacts' own last")
{
    build::Book book;
    book.rule("tier:A", {{"minor", "every 30 days"}, {"major", "1 per year"}});
    book.rule("", {{"minor", "every 60 days"}, {"call", "every 60 days"}});
    for (const auto& [id, tier] :
         {std::pair("ada", "A"), std::pair("bob", "C"), std::pair("eve", "A")}) {
        book.contact(id).tier = tier;
        book.contact(id).since = day("2026-01-01");
    }
    book.promise("eve", "minor", "every 10 days");
    book.promise("eve", "major", "none");
    book.happened("ada", "2026-01-20 call, 2026-03-15 card with ada bob, 2026-01-05 card with eve");
    const auto ledger = book.ledger();
    const auto all = figures_of(ledger, "2026-03-01", "2026-03-31").promises;
    // Nothing of the major is due within the year.
    CHECK(told(all.by_rule) == Lines{"'tier:A' minor every 30 days: 0 of 1, before 0 of 1",
                                     "'' minor every 60 days: 0 of 1, before 0 of 0",
                                     "'' call every 60 days: 0 of 3, before 0 of 0",
                                     "own of eve minor every 10 days: 0 of 1, before 0 of 1"});
    crm::Beside<crm::Kept> sum;
    for (const crm::RuleRow& row : all.by_rule) {
        sum += row.kept;
    }
    CHECK(sum.now == all.all.now);
    CHECK(sum.before == all.all.before);
}

TEST_CASE("two rules with one requirement are two rows")
{
    build::Book book;
    book.rule("tier:A", {{"minor", "every 30 days"}});
    book.rule("tier:B", {{"minor", "every 30 days"}});
    book.settings.rules[1].promises[0].rule = book.settings.rules[0].promises[0].rule; // one line
    book.contact("ada").tier = "A";
    book.contact("bob").tier = "B";
    book.happened("ada", "2026-01-01 call, 2026-01-02 call with bob");
    const auto ledger = book.ledger();
    CHECK(told(figures_of(ledger, "2026-03-01", "2026-03-31").promises.by_rule) ==
          Lines{"'tier:A' minor every 30 days: 0 of 1, before 0 of 1",
                "'tier:B' minor every 30 days: 0 of 1, before 0 of 1"});
}

TEST_CASE("the misses of the span, the worst first")
{
    build::Book book;
    for (const auto& [id, tier, how_often] :
         {std::tuple("ada", "C", "every 10 days"), std::tuple("bob", "B", "every 100 days"),
          std::tuple("eve", "A", "every 20 days")}) {
        book.contact(id).since = day("2026-01-01");
        book.contact(id).tier = tier;
        book.promise(id, "minor", how_often);
    }
    book.happened("ada", "2026-01-16 call, 2026-01-29 dinner"); // five and three days of ten
    book.happened("bob", "2026-05-01 email, 2026-05-01 card");  // twenty of a hundred
    book.happened("eve", "2026-01-31 call");                    // ten of twenty
    const auto ledger = book.ledger();
    CHECK(told(figures_of(ledger, "2026-01-01", "2026-01-31").promises.misses) ==
          Lines{"eve minor due 2026-01-21, call 2026-01-31, 10 days", // as bad, but of tier A
                "ada minor due 2026-01-11, call 2026-01-16, 5 days",
                "ada minor due 2026-01-26, dinner 2026-01-29, 3 days"});
    CHECK(told(figures_of(ledger, "2026-05-01", "2026-05-01").promises.misses) ==
          Lines{"ada minor due 2026-02-08, open, 82 days",
                "eve minor due 2026-02-20, open, 70 days",
                // Of one day the weightier, then the touch declared first, comes later.
                "bob minor due 2026-04-11, card 2026-05-01, 20 days"});
}

TEST_CASE("each miss is named once, and there are as many as are counted")
{
    build::Book book;
    book.rule("", {{"major", "2 per year"}, {"minor", "every 20 days"}, {"call", "1 per month"}});
    for (const char* id : {"ada", "bob", "eve"}) {
        book.contact(id).since = day("2025-06-01");
    }
    book.happened("ada", "2026-01-20 call, 2026-02-28 dinner, 2026-05-02 call, 2026-05-20 card");
    book.happened("bob", "2025-11-20 call, 2026-03-28 lunch, 2026-03-28 call");
    const auto ledger = book.ledger();
    for (const auto& [from, to] :
         {std::pair("2026-01-01", "2026-01-31"), std::pair("2026-01-01", "2026-06-30"),
          std::pair("2025-06-01", "2026-06-30"), std::pair("2026-05-02", "2026-05-02")}) {
        CAPTURE(from);
        const auto all = figures_of(ledger, from, to);
        CHECK(all.promises.misses.size() == all.promises.all.now.missed());
        std::size_t open = 0;
        for (const crm::Miss& miss : all.promises.misses) {
            open += miss.met ? 0 : 1;
            CHECK(miss.days_late > 0);
        }
        CHECK(open == all.neglected.size());
    }
}
