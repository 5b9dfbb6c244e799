#include "reference.hpp"

#include <algorithm>
#include <cstddef>
#include <functional>
#include <sstream>
#include <stdexcept>

namespace reference {
namespace {

// ---------------------------------------------------------------------------------------------
// The civil calendar: one entry a day, written down by walking from day to day.

struct Civil {
    int y, m, d;
    int weekday; // 0 = Monday
};

constexpr int first_year = 1600;
constexpr int last_year = 2600;

bool leap_year(int y)
{
    if (y % 400 == 0) {
        return true;
    }
    if (y % 100 == 0) {
        return false;
    }
    return y % 4 == 0;
}

int days_in_month(int y, int m)
{
    switch (m) {
    case 2: return leap_year(y) ? 29 : 28;
    case 4:
    case 6:
    case 9:
    case 11: return 30;
    default: return 31;
    }
}

struct Table {
    std::vector<Civil> days;       // every day from 1 January of the first year on
    std::vector<int> month_starts; // the index in `days` of the first day of every month
    int epoch = 0;                 // the index in `days` of 1970-01-01

    Table()
    {
        for (int y = first_year; y <= last_year; ++y) {
            for (int m = 1; m <= 12; ++m) {
                month_starts.push_back(static_cast<int>(days.size()));
                for (int d = 1; d <= days_in_month(y, m); ++d) {
                    if (y == 1970 && m == 1 && d == 1) {
                        epoch = static_cast<int>(days.size());
                    }
                    days.push_back({y, m, d, 0});
                }
            }
        }
        // 1970-01-01 was a Thursday; count the days of the week forwards and backwards from there.
        int w = 3;
        for (int i = epoch; i < static_cast<int>(days.size()); ++i) {
            days[static_cast<std::size_t>(i)].weekday = w;
            w = w == 6 ? 0 : w + 1;
        }
        w = 3;
        for (int i = epoch; i >= 0; --i) {
            days[static_cast<std::size_t>(i)].weekday = w;
            w = w == 0 ? 6 : w - 1;
        }
    }
};

const Table& table()
{
    static const Table the_table;
    return the_table;
}

const Civil& entry(int day)
{
    const long long index = static_cast<long long>(table().epoch) + day;
    if (index < 0 || index >= static_cast<long long>(table().days.size())) {
        throw std::out_of_range("reference: a day outside the table");
    }
    return table().days[static_cast<std::size_t>(index)];
}

// ---------------------------------------------------------------------------------------------
// "Periods. `N day(s)|week(s)|month(s)|year(s)`, also `45d`, `6w`, `3m`, `1y`."

struct Period {
    int count = 0;
    char unit = 'd'; // d w m y
};

std::vector<std::string> words(const std::string& text)
{
    std::istringstream in(text);
    std::vector<std::string> all;
    for (std::string word; in >> word;) {
        all.push_back(word);
    }
    return all;
}

bool is_number(const std::string& text)
{
    return !text.empty() && text.find_first_not_of("0123456789") == std::string::npos;
}

int number(const std::string& text)
{
    if (!is_number(text) || text.size() > 6 || std::stoi(text) < 1) {
        throw std::invalid_argument("reference: not a count: " + text);
    }
    return std::stoi(text);
}

char period_unit(const std::string& word)
{
    if (word == "day" || word == "days" || word == "d") {
        return 'd';
    }
    if (word == "week" || word == "weeks" || word == "w") {
        return 'w';
    }
    if (word == "month" || word == "months" || word == "m") {
        return 'm';
    }
    if (word == "year" || word == "years" || word == "y") {
        return 'y';
    }
    throw std::invalid_argument("reference: not a unit: " + word);
}

Period parse_period(const std::vector<std::string>& tokens)
{
    // `every month` is `every 1 month`. OPEN: a unit alone is read as 1 of it in every period.
    if (tokens.size() == 1 && !is_number(tokens[0].substr(0, 1))) {
        return {1, period_unit(tokens[0])};
    }
    if (tokens.size() == 1) { // 45d
        const std::string& token = tokens[0];
        return {number(token.substr(0, token.size() - 1)),
                period_unit(token.substr(token.size() - 1))};
    }
    if (tokens.size() == 2) { // 45 days
        return {number(tokens[0]), period_unit(tokens[1])};
    }
    throw std::invalid_argument("reference: not a period");
}

// "Adding months or years keeps the day, clamped to the end of the month." Clamped once, after
// all months were added: 31 Jan + 2 months is 31 Mar.
int add_months(int day, int months)
{
    Civil c = entry(day);
    for (int i = 0; i < months; ++i) {
        ++c.m;
        if (c.m == 13) {
            c.m = 1;
            ++c.y;
        }
    }
    return day_of(c.y, c.m, std::min(c.d, days_in_month(c.y, c.m)));
}

int add_years(int day, int years)
{
    const Civil& c = entry(day);
    const int y = c.y + years;
    return day_of(y, c.m, std::min(c.d, days_in_month(y, c.m)));
}

int add_period(int day, const Period& period)
{
    switch (period.unit) {
    case 'd': return day + period.count;
    case 'w': return day + 7 * period.count;
    case 'm': return add_months(day, period.count);
    default: return add_years(day, period.count);
    }
}

// "The nominal days of the period (day 1, week 7, month 30, quarter 91, year 365)."
int nominal_days(const Period& period)
{
    switch (period.unit) {
    case 'd': return period.count;
    case 'w': return period.count * 7;
    case 'm': return period.count * 30;
    default: return period.count * 365;
    }
}

// ---------------------------------------------------------------------------------------------
// "Rolling: `every P` (N = 1) and `N in P`. Calendar: `N per week|month|quarter|year`."

struct Cadence {
    enum class Form { none, rolling, calendar };
    Form form = Form::none;
    int n = 1;
    Period period;    // rolling
    std::string unit; // calendar: week | month | quarter | year
};

Cadence parse_cadence(const std::string& text)
{
    const std::vector<std::string> w = words(text);
    Cadence cadence;
    if (w.empty() || (w.size() == 1 && w[0] == "none")) {
        return cadence;
    }
    if (w[0] == "every") {
        cadence.form = Cadence::Form::rolling;
        cadence.period = parse_period({w.begin() + 1, w.end()});
        return cadence;
    }
    if (w.size() >= 3 && w[1] == "in") {
        cadence.form = Cadence::Form::rolling;
        cadence.n = number(w[0]);
        cadence.period = parse_period({w.begin() + 2, w.end()});
        return cadence;
    }
    if (w.size() == 3 && w[1] == "per" &&
        (w[2] == "week" || w[2] == "month" || w[2] == "quarter" || w[2] == "year")) {
        cadence.form = Cadence::Form::calendar;
        cadence.n = number(w[0]);
        cadence.unit = w[2];
        return cadence;
    }
    throw std::invalid_argument("reference: not a cadence: " + text);
}

// "Share. The nominal days of the period divided by N, rounded down, at least 1."
int share_of(const Cadence& cadence)
{
    int nominal = 0;
    if (cadence.form == Cadence::Form::rolling) {
        nominal = nominal_days(cadence.period);
    } else if (cadence.unit == "week") {
        nominal = 7;
    } else if (cadence.unit == "month") {
        nominal = 30;
    } else if (cadence.unit == "quarter") {
        nominal = 91;
    } else {
        nominal = 365;
    }
    return std::max(nominal / cadence.n, 1);
}

// "Half a share (rounded up)."
int half_share(int share)
{
    return share % 2 == 0 ? share / 2 : share / 2 + 1;
}

// ---------------------------------------------------------------------------------------------
// "Labels. On day t each has the value of the file, unless an entry of `was` names it with `until`
// on or after t: then the value of the entry with the earliest such `until`, of two with one
// `until` the first in the file."

std::string label_on(const Question& q, int day, std::optional<std::string> Former::*label,
                     const std::string& of_the_file)
{
    const Former* holds = nullptr;
    for (const Former& entry : q.was) {
        if ((entry.*label) && entry.until >= day &&
            (holds == nullptr || entry.until < holds->until)) {
            holds = &entry;
        }
    }
    return holds == nullptr ? of_the_file : *(holds->*label);
}

// "What is promised on a day. With the labels of t, the own `cadence`, else the first rule in force
// on t that matches and names r; nothing where the status of t is not active." Empty for nothing.
std::string promised_on(const Question& q, int day)
{
    if (label_on(q, day, &Former::status, q.status) != "active") {
        return "";
    }
    std::string cadence = label_on(q, day, &Former::cadence, q.cadence);
    if (cadence.empty()) {
        const std::string tier = label_on(q, day, &Former::tier, q.tier);
        for (const Rule& rule : q.rules) {
            const bool in_force =
                (!rule.from || day >= *rule.from) && (!rule.until || day <= *rule.until);
            if (in_force && (rule.tier.empty() || rule.tier == tier)) {
                cadence = rule.cadence;
                break;
            }
        }
    }
    return cadence == "none" ? "" : cadence;
}

// "The same is meant by meaning: equal form, N, length (7 days are 1 week, 12 months 1 year) and
// share."
bool same_cadence(const std::string& one, const std::string& other)
{
    if (one.empty() || other.empty()) {
        return one == other;
    }
    if (one == other) {
        return true;
    }
    const Cadence a = parse_cadence(one);
    const Cadence b = parse_cadence(other);
    if (a.form != b.form || a.n != b.n || share_of(a) != share_of(b)) {
        return false;
    }
    if (a.form == Cadence::Form::calendar) {
        return a.unit == b.unit;
    }
    const auto days = [](const Period& p) {
        return p.unit == 'd' ? p.count : p.unit == 'w' ? 7 * p.count : 0;
    };
    const auto months = [](const Period& p) {
        return p.unit == 'm' ? p.count : p.unit == 'y' ? 12 * p.count : 0;
    };
    return days(a.period) == days(b.period) && months(a.period) == months(b.period);
}

struct Run {
    int s, grace;
};

// "S of a promise is the earliest day, not before C, from which the same cadence of r has held on
// every day up to T (C itself where T is before it). The grace of a run is half a share (rounded
// up), or, where the same cadence had held before on a day from C on, the number of days between
// the last such day and S, if that is fewer."
Run run_of(const Question& q, int c, const std::string& cadence, int share)
{
    if (q.today < c) {
        return {c, half_share(share)};
    }
    int s = q.today;
    while (s > c && same_cadence(promised_on(q, s - 1), cadence)) {
        --s;
    }
    for (int day = s - 1; day >= c; --day) {
        if (same_cadence(promised_on(q, day), cadence)) {
            int between = 0;
            for (int lying = day + 1; lying < s; ++lying) {
                ++between;
            }
            return {s, std::min(between, half_share(share))};
        }
    }
    return {s, half_share(share)};
}

// ---------------------------------------------------------------------------------------------
// "Which interactions count."

// "`major` by class major; `minor` by class minor or major; a named touch by that touch, unless
// its class is service or signal."
// OPEN: "its class" is the effective class of the interaction, not the usual one of the touch.
bool satisfies(const Interaction& interaction, const std::string& requirement)
{
    if (requirement == "major") {
        return interaction.klass == "major";
    }
    if (requirement == "minor") {
        return interaction.klass == "minor" || interaction.klass == "major";
    }
    return interaction.touch == requirement && interaction.klass != "service" &&
           interaction.klass != "signal";
}

// "Start. C is the contact's `promised_from`, else its `since`, else the date of its first
// interaction up to T that is no attempt." OPEN: of whatever class, service and signal too.
std::optional<int> start(const Question& q)
{
    if (q.promised_from) {
        return q.promised_from;
    }
    if (q.since) {
        return q.since;
    }
    std::optional<int> first;
    for (const Interaction& i : q.journal) {
        if (i.names_contact && !i.attempt && i.day <= q.today && (!first || i.day < *first)) {
            first = i.day;
        }
    }
    return first;
}

// "Those that name the contact, dated from S to T, whose outcome is not `attempt`, and which
// satisfy it. Two interactions on one day are two."
std::vector<int> counting_days(const Question& q, int s)
{
    std::vector<int> days;
    for (const Interaction& i : q.journal) {
        if (i.names_contact && !i.attempt && s <= i.day && i.day <= q.today &&
            satisfies(i, q.requirement)) {
            days.push_back(i.day);
        }
    }
    return days;
}

// "`last` is the newest interaction up to T that satisfies the requirement, before S too."
// An attempt never satisfies a promise.
std::optional<int> newest_satisfying(const Question& q)
{
    std::optional<int> newest;
    for (const Interaction& i : q.journal) {
        if (i.names_contact && !i.attempt && i.day <= q.today && satisfies(i, q.requirement) &&
            (!newest || i.day > *newest)) {
            newest = i.day;
        }
    }
    return newest;
}

// ---------------------------------------------------------------------------------------------
// "Rolling. Take the dates that count; while fewer than N, add S, S - share, S - 2 shares ...
// Sort newest first. due = (N-th) + P, but never sooner than the newest date that really counts
// + half a share (rounded up)."

int rolling_due(const Cadence& cadence, int s, const std::vector<int>& counting)
{
    const int share = share_of(cadence);
    std::vector<int> dates = counting;
    int added = s;
    while (dates.size() < static_cast<std::size_t>(cadence.n)) {
        dates.push_back(added);
        added -= share;
    }
    std::sort(dates.begin(), dates.end(), std::greater<int>());
    int due = add_period(dates[static_cast<std::size_t>(cadence.n) - 1], cadence.period);
    if (!counting.empty()) {
        const int newest = *std::max_element(counting.begin(), counting.end());
        due = std::max(due, newest + half_share(share));
    }
    return due;
}

// ---------------------------------------------------------------------------------------------
// "Calendar. `N per week|month|quarter|year` (weeks begin on Monday)."

struct Unit {
    int first, last; // both within
};

Unit unit_around(int day, const std::string& name)
{
    if (name == "week") {
        int monday = day;
        while (weekday(monday) != 0) {
            --monday;
        }
        return {monday, monday + 6};
    }
    const Civil& c = entry(day);
    if (name == "month") {
        return {day_of(c.y, c.m, 1), day_of(c.y, c.m, days_in_month(c.y, c.m))};
    }
    if (name == "quarter") {
        if (c.m <= 3) {
            return {day_of(c.y, 1, 1), day_of(c.y, 3, 31)};
        }
        if (c.m <= 6) {
            return {day_of(c.y, 4, 1), day_of(c.y, 6, 30)};
        }
        if (c.m <= 9) {
            return {day_of(c.y, 7, 1), day_of(c.y, 9, 30)};
        }
        return {day_of(c.y, 10, 1), day_of(c.y, 12, 31)};
    }
    return {day_of(c.y, 1, 1), day_of(c.y, 12, 31)};
}

// "A unit of len days from a is cut into N slices; the j-th ends on a + ceil(len * j / N) - 1."
// OPEN: with N above len, several slices end on one day; they stay N slices.
std::vector<int> slice_ends(const Unit& unit, int n)
{
    const long long len = unit.last - unit.first + 1;
    std::vector<int> ends;
    long long ceiling = 0; // the least number whose N-fold is at least len * j
    for (int j = 1; j <= n; ++j) {
        while (ceiling * n < len * j) {
            ++ceiling;
        }
        ends.push_back(unit.first + static_cast<int>(ceiling) - 1);
    }
    return ends;
}

int calendar_due(const Cadence& cadence, int s, const std::vector<int>& counting)
{
    const int share = share_of(cadence);
    // "Nothing counts yet: due = S + share."
    if (counting.empty()) {
        return s + share;
    }
    // "Else let d be the newest date that counts, in unit U, and k the number that count in U."
    const int d = *std::max_element(counting.begin(), counting.end());
    Unit unit = unit_around(d, cadence.unit);
    int k = 0;
    for (const int day : counting) {
        if (unit.first <= day && day <= unit.last) {
            ++k;
        }
    }
    // "Due is the first slice end, from the (k+1)-th of U on and into the units that follow (from
    // the first of the next unit where k >= N), that is at least half a share (rounded up) after d
    // and not before S + share."
    int kept = k;
    while (true) {
        const std::vector<int> ends = slice_ends(unit, cadence.n);
        for (int j = kept + 1; j <= cadence.n; ++j) {
            const int end = ends[static_cast<std::size_t>(j) - 1];
            if (end >= d + half_share(share) && end >= s + share) {
                return end;
            }
        }
        unit = unit_around(unit.last + 1, cadence.unit);
        kept = 0;
    }
}

// ---------------------------------------------------------------------------------------------
// "State."

// "`notice:` is a period, or one for major and one for minor; a named touch takes its class's,
// service and signal the minor's." OPEN: a notice is counted in nominal days.
int notice_days(const Question& q)
{
    const std::string& text = q.requirement_class == "major" ? q.notice.major : q.notice.minor;
    return nominal_days(parse_period(words(text)));
}

bool workday(const Question& q, int day)
{
    return q.workdays.count(weekday(day)) != 0 && q.holidays.count(day) == 0;
}

// "On a workday, a promise that falls due on one of the non-working days right after it gets
// `before_next_workday`."
bool falls_before_next_workday(const Question& q, int due)
{
    if (!workday(q, q.today)) {
        return false;
    }
    for (int day = q.today + 1; day <= due && !workday(q, day); ++day) {
        if (day == due) {
            return true;
        }
    }
    return false;
}

} // namespace

int day_of(int y, int m, int d)
{
    if (y < first_year || y > last_year || m < 1 || m > 12 || d < 1 || d > days_in_month(y, m)) {
        throw std::out_of_range("reference: a date outside the table");
    }
    const int month = (y - first_year) * 12 + m - 1;
    return table().month_starts[static_cast<std::size_t>(month)] + d - 1 - table().epoch;
}

void civil(int day, int& y, int& m, int& d)
{
    const Civil& c = entry(day);
    y = c.y;
    m = c.m;
    d = c.d;
}

int weekday(int day)
{
    return entry(day).weekday;
}

Answer ask(const Question& question)
{
    Answer answer;

    // "None, or `none`: nothing is promised, no item. Status other than active: no item at all."
    const std::string promised = promised_on(question, question.today);
    if (promised.empty()) {
        return answer;
    }
    const Cadence cadence = parse_cadence(promised);
    answer.item = true;
    answer.share = share_of(cadence);
    answer.last = newest_satisfying(question);

    // "`snooze` later than T: snoozed, whatever else."
    const bool snoozed = question.snooze && *question.snooze > question.today;

    // "If there is none, every due date is null and the state ok."
    // OPEN: a snooze beats this ok as well ("whatever else"), and the ok of T before S below.
    const std::optional<int> s = start(question);
    if (!s) {
        answer.state = snoozed ? "snoozed" : "ok";
        return answer;
    }

    // OPEN: T before S has a due date too, the one of a promise for which nothing counts yet.
    const std::vector<int> counting = counting_days(question, *s);
    const Run run = run_of(question, *s, promised, answer.share);
    // "No due date lies before S + grace."
    const int due =
        std::max(cadence.form == Cadence::Form::rolling ? rolling_due(cadence, *s, counting)
                                                        : calendar_due(cadence, *s, counting),
                 run.s + run.grace);
    answer.run = run.s;
    answer.due = due;

    // "`days_overdue` = T - due (negative before)." OPEN: T before S and a snooze change nothing.
    answer.days_overdue = question.today - due;

    // "T before S: ok. Else overdue when T > due; due when T = due; soon when 0 < due - T <= the
    // smaller of the notice and a third of the share (rounded down); else ok."
    const int soon = std::min(notice_days(question), answer.share / 3);
    if (snoozed) {
        answer.state = "snoozed";
    } else if (question.today < *s) {
        answer.state = "ok";
    } else if (question.today > due) {
        answer.state = "overdue";
    } else if (question.today == due) {
        answer.state = "due";
    } else if (due - question.today <= soon) {
        answer.state = "soon";
    } else {
        answer.state = "ok";
    }

    // OPEN: not for a snoozed item, as nothing is asked of the advisor before that day; but T
    // before S is no exception, as the rules name none (the state stays ok).
    answer.before_next_workday = !snoozed && falls_before_next_workday(question, due);
    return answer;
}

} // namespace reference
