#include "core/model/cadence.hpp"

#include <doctest/doctest.h>

#include <string>
#include <vector>

using crm::Cadence;
using crm::Unit;

TEST_CASE("forms of a cadence and their shares")
{
    struct Form {
        std::string text;
        Cadence::Form form;
        int count;
        crm::Period period;
        Unit unit;
        int share;
    };
    const auto rolling = Cadence::Form::rolling;
    const auto calendar = Cadence::Form::calendar;
    const std::vector<Form> table{
        {"every 45 days", rolling, 1, {45, Unit::day}, Unit::year, 45},
        {"every 1 day", rolling, 1, {1, Unit::day}, Unit::year, 1},
        {"every day", rolling, 1, {1, Unit::day}, Unit::year, 1},
        {"every 45d", rolling, 1, {45, Unit::day}, Unit::year, 45},
        {"every 6w", rolling, 1, {6, Unit::week}, Unit::year, 42},
        {"every 2 weeks", rolling, 1, {2, Unit::week}, Unit::year, 14},
        {"every week", rolling, 1, {1, Unit::week}, Unit::year, 7},
        {"every 3m", rolling, 1, {3, Unit::month}, Unit::year, 90},
        {"every month", rolling, 1, {1, Unit::month}, Unit::year, 30},
        {"every 12 months", rolling, 1, {12, Unit::month}, Unit::year, 360},
        {"every 1y", rolling, 1, {1, Unit::year}, Unit::year, 365},
        {"every year", rolling, 1, {1, Unit::year}, Unit::year, 365},
        {"Every 45 Days", rolling, 1, {45, Unit::day}, Unit::year, 45},
        {"2 in 12 months", rolling, 2, {12, Unit::month}, Unit::year, 180},
        {"2 in 1 year", rolling, 2, {1, Unit::year}, Unit::year, 182},
        {"3 in 90 days", rolling, 3, {90, Unit::day}, Unit::year, 30},
        {"3 in 90d", rolling, 3, {90, Unit::day}, Unit::year, 30},
        {"3 in 100 days", rolling, 3, {100, Unit::day}, Unit::year, 33},
        {"1 in 45 days", rolling, 1, {45, Unit::day}, Unit::year, 45},
        {"10 in 5 days", rolling, 10, {5, Unit::day}, Unit::year, 1},
        {"1 per week", calendar, 1, {}, Unit::week, 7},
        {"2 per week", calendar, 2, {}, Unit::week, 3},
        {"10 per week", calendar, 10, {}, Unit::week, 1},
        {"1 per month", calendar, 1, {}, Unit::month, 30},
        {"4 per month", calendar, 4, {}, Unit::month, 7},
        {"1 per quarter", calendar, 1, {}, Unit::quarter, 91},
        {"2 per quarter", calendar, 2, {}, Unit::quarter, 45},
        {"1 per year", calendar, 1, {}, Unit::year, 365},
        {"2 per year", calendar, 2, {}, Unit::year, 182},
        {"4 per year", calendar, 4, {}, Unit::year, 91},
        {"400 per year", calendar, 400, {}, Unit::year, 1},
    };
    for (const Form& form : table) {
        CAPTURE(form.text);
        const auto cadence = Cadence::parse(form.text);
        REQUIRE(cadence);
        CHECK(cadence->form == form.form);
        CHECK(cadence->count == form.count);
        if (form.form == rolling) {
            CHECK(cadence->period == form.period);
        } else {
            CHECK(cadence->unit == form.unit);
        }
        CHECK(cadence->share() == form.share);
    }
    REQUIRE(Cadence::parse("none"));
    CHECK(Cadence::parse("none")->form == Cadence::Form::none);
    CHECK(Cadence::parse("2 in 12 months")->text == "2 in 12 months");
}

TEST_CASE("what is no cadence is refused")
{
    for (const std::string text : {"",
                                   " ",
                                   "every",
                                   "every 0 days",
                                   "every -1 days",
                                   "every 45",
                                   "every quarter",
                                   "every 2 quarters",
                                   "every other day",
                                   "every 1.5 months",
                                   "45 days",
                                   "day",
                                   "2",
                                   "2 in",
                                   "2 per",
                                   "0 in 12 months",
                                   "0 per year",
                                   "-1 per year",
                                   "2 in months in",
                                   "2 in 0 days",
                                   "in 12 months",
                                   "per year",
                                   "2 per day",
                                   "2 per 2 years",
                                   "2 per year or so",
                                   "2 every year",
                                   "two per year",
                                   "2x per year",
                                   "none at all",
                                   "never",
                                   "always",
                                   "99999999999 per year",
                                   "every 99999999999 days"}) {
        CAPTURE(text);
        CHECK_FALSE(Cadence::parse(text));
    }
}
