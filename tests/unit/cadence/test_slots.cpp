#include "core/cadence/slots.hpp"
#include "dice.hpp"
#include "exhaustive.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <numeric>
#include <string>

using namespace crm;

namespace {

std::string text(const std::vector<int>& cells)
{
    std::string out;
    for (const int cell : cells) {
        out +=
            (out.empty() ? "" : " ") + (cell == nowhere ? std::string("-") : std::to_string(cell));
    }
    return out;
}

struct Case {
    std::vector<Window> windows;
    std::vector<int> room;
};

Case random_case(dice::Dice& dice)
{
    Case out;
    const int cells = dice.number(1, 6);
    for (int i = 0; i < cells; ++i) {
        out.room.push_back(dice.number(0, 3));
    }
    for (int i = dice.number(0, 9); i > 0; --i) {
        const int first = dice.number(0, cells - 1);
        out.windows.push_back({first, dice.number(dice.one_in(12) ? first - 1 : first, cells - 1)});
    }
    return out;
}

std::size_t most(const Case& one)
{
    return exhaustive::most(one.windows.size(), one.room, [&](std::size_t job, std::size_t cell) {
        const auto at = static_cast<int>(cell);
        return one.windows[job].first <= at && at <= one.windows[job].last;
    });
}

std::size_t placed(const std::vector<int>& cells)
{
    return cells.size() - static_cast<std::size_t>(std::count(cells.begin(), cells.end(), nowhere));
}

void keeps_the_rules(const Case& one, const std::vector<int>& cells)
{
    REQUIRE(cells.size() == one.windows.size());
    for (std::size_t i = 0; i < cells.size(); ++i) {
        if (cells[i] != nowhere) {
            CHECK(one.windows[i].first <= cells[i]);
            CHECK(cells[i] <= one.windows[i].last);
        }
    }
    const auto used = counts(cells, one.room.size());
    for (std::size_t cell = 0; cell < used.size(); ++cell) {
        CHECK(used[cell] <= one.room[cell]);
    }
}

} // namespace

TEST_CASE("cells are filled with the earliest due first")
{
    struct Row {
        const char* what;
        Case given;
        const char* forward;
        const char* backward;
    };
    const Row rows[] = {
        {"nothing", {{}, {1, 1}}, "", ""},
        {"one job goes as early or as late as it may", {{{0, 2}}, {1, 1, 1}}, "0", "2"},
        {"the earlier due goes first", {{{0, 2}, {0, 0}}, {1, 1, 1}}, "1 0", "2 0"},
        {"of equal ones the first listed", {{{0, 1}, {0, 1}}, {1, 1}}, "0 1", "1 0"},
        {"a cell takes as many as it has room for",
         {{{0, 1}, {0, 1}, {0, 1}}, {2, 1}},
         "0 0 1",
         "1 0 0"},
        {"one too many", {{{0, 0}, {0, 0}}, {1, 5}}, "0 -", "0 -"},
        {"nothing before its first cell", {{{1, 1}}, {5, 0}}, "-", "-"},
        {"no cell at all", {{{1, 0}}, {5, 5}}, "-", "-"},
        {"unlimited", {{{0, 1}, {0, 1}, {1, 1}}, {unlimited, unlimited}}, "0 0 1", "1 1 1"},
    };
    for (const Row& row : rows) {
        CAPTURE(row.what);
        CHECK(text(earliest_due_first(row.given.windows, row.given.room)) == row.forward);
        CHECK(text(as_late_as_possible(row.given.windows, row.given.room)) == row.backward);
    }
}

TEST_CASE("earliest due first finds a slot for as many as any search does")
{
    dice::Dice dice(5001);
    int complete = 0;
    for (int i = 0; i < 3000; ++i) {
        CAPTURE(i);
        const Case one = random_case(dice);
        const std::size_t best = most(one);
        complete += best == one.windows.size() ? 1 : 0;
        for (const auto& cells : {earliest_due_first(one.windows, one.room),
                                  as_late_as_possible(one.windows, one.room)}) {
            keeps_the_rules(one, cells);
            CHECK(placed(cells) == best);
        }
    }
    CHECK(complete > 500); // both kinds come up
    CHECK(complete < 2500);
}

TEST_CASE("as late as possible leaves the first cells as empty as can be")
{
    dice::Dice dice(5002);
    for (int i = 0; i < 1000; ++i) {
        CAPTURE(i);
        Case one = random_case(dice);
        if (most(one) < one.windows.size()) {
            continue;
        }
        const auto used = counts(as_late_as_possible(one.windows, one.room), one.room.size());
        for (std::size_t cells = 1; cells <= used.size(); ++cells) {
            // With one slot fewer in the first cells, in whichever way, not all find one.
            const int in_first =
                std::accumulate(used.begin(), used.begin() + static_cast<std::ptrdiff_t>(cells), 0);
            std::vector<int> later = one.room;
            std::fill(later.begin(), later.begin() + static_cast<std::ptrdiff_t>(cells), 0);
            const std::size_t without =
                most({one.windows, later}); // the most that the other cells can take
            CHECK(one.windows.size() - without == static_cast<std::size_t>(in_first));
        }
    }
}

TEST_CASE("what is late already comes as soon as the others allow")
{
    dice::Dice dice(5003);
    int with_both = 0;
    for (int i = 0; i < 1500; ++i) {
        CAPTURE(i);
        Case one = random_case(dice);
        if (most(one) < one.windows.size()) {
            continue;
        }
        const int end = static_cast<int>(one.room.size()) - 1;
        Filling jobs{one.windows, {}};
        for (int late = dice.number(1, 3); late > 0; --late) {
            jobs.tardy.push_back({dice.number(0, end), end});
        }
        const Filled filled = fill(jobs, one.room, dice.one_in(2));
        CHECK(placed(filled.in_time) == one.windows.size());
        Case both = one;
        both.windows.insert(both.windows.end(), jobs.tardy.begin(), jobs.tardy.end());
        std::vector<int> cells = filled.in_time;
        cells.insert(cells.end(), filled.tardy.begin(), filled.tardy.end());
        keeps_the_rules(both, cells);
        CHECK(placed(cells) == most(both));
        if (!filled.complete()) {
            continue;
        }
        ++with_both;
        // The smallest cell by which all late ones can be done, were it their due date.
        int least = 0;
        for (;; ++least) {
            Case hurried = one;
            for (const Window& window : jobs.tardy) {
                hurried.windows.push_back({window.first, least});
            }
            if (most(hurried) == hurried.windows.size()) {
                break;
            }
        }
        CHECK(*std::max_element(filled.tardy.begin(), filled.tardy.end()) == least);
    }
    CHECK(with_both > 100);
}

TEST_CASE("cells of equal room get as little as they can")
{
    struct Row {
        const char* what;
        Filling jobs;
        std::size_t cells;
        bool early;
        const char* in_time;
        const char* tardy;
    };
    const Row rows[] = {
        {"one each", {{{0, 2}, {0, 2}, {0, 2}}, {}}, 3, false, "0 1 2", ""},
        {"early: the first cells", {{{0, 2}, {0, 2}}, {}}, 3, true, "0 1", ""},
        {"late: the last ones", {{{0, 2}, {0, 2}}, {}}, 3, false, "1 2", ""},
        {"no more than needed in one",
         {{{0, 0}, {0, 0}, {0, 1}, {0, 1}}, {}},
         2,
         true,
         "0 0 1 1",
         ""},
        {"late ones first", {{{0, 2}, {2, 2}}, {{0, 2}}}, 3, true, "1 2", "0"},
        {"nothing", {}, 2, true, "", ""},
    };
    for (const Row& row : rows) {
        CAPTURE(row.what);
        const Filled filled = fill_evenly(row.jobs, row.cells, row.early);
        CHECK(text(filled.in_time) == row.in_time);
        CHECK(text(filled.tardy) == row.tardy);
    }
}
