#include "row.hpp"

#include "build.hpp"
#include "core/cadence/agenda.hpp"

#include <doctest/doctest.h>
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <optional>
#include <stdexcept>
#include <string_view>
#include <tuple>
#include <utility>

namespace rows {
namespace {

const crm::Settings& defaults()
{
    static const crm::Settings settings = crm::Settings::defaults();
    return settings;
}

int number_of(crm::Date date)
{
    return static_cast<int>(date.time_since_epoch().count());
}

crm::Date date_of(int number)
{
    return crm::Date{date::days{number}};
}

std::optional<int> number_of(const std::string& date)
{
    return date.empty() ? std::nullopt : std::optional(number_of(build::day(date)));
}

std::optional<crm::Date> date_of(std::optional<int> number)
{
    return number ? std::optional(date_of(*number)) : std::nullopt;
}

std::string text_of(std::optional<int> day)
{
    return day ? crm::iso(date_of(*day)) : "null";
}

std::string requirement_class(const std::string& requirement)
{
    return requirement == "major" || requirement == "minor"
               ? requirement
               : std::string(crm::class_name(build::class_of(defaults(), requirement)));
}

/// The answer in the words of a row, only what the row asks for.
std::vector<std::string> compared(const Row& row, const reference::Answer& answer)
{
    std::vector<std::string> out;
    const auto add = [&](const std::string& expected, std::string_view name,
                         const std::string& said) {
        if (!expected.empty()) {
            out.push_back(fmt::format("{}: {}", name, said));
        }
    };
    add(row.due, "due", text_of(answer.due));
    add(row.state, "state", answer.item ? answer.state : "none");
    add(row.days_overdue, "days overdue",
        answer.days_overdue ? std::to_string(*answer.days_overdue) : "null");
    add(row.last, "last", text_of(answer.last));
    add(row.before_next_workday, "before next workday", answer.before_next_workday ? "yes" : "no");
    return out;
}

std::vector<std::string> expected(const Row& row)
{
    std::vector<std::string> out;
    for (const auto& [name, value] :
         {std::pair("due", row.due), std::pair("state", row.state),
          std::pair("days overdue", row.days_overdue), std::pair("last", row.last),
          std::pair("before next workday", row.before_next_workday)}) {
        if (!value.empty()) {
            out.push_back(fmt::format("{}: {}", name, value));
        }
    }
    return out;
}

std::string joined(const std::vector<std::string>& texts)
{
    std::string out;
    for (const std::string& text : texts) {
        out += (out.empty() ? "" : ", ") + text;
    }
    return out;
}

} // namespace

reference::Question question_of(const Row& row)
{
    reference::Question out;
    out.requirement = row.requirement;
    out.requirement_class = requirement_class(row.requirement);
    out.cadence = row.cadence;
    out.since = number_of(row.since);
    out.promised_from = number_of(row.promised_from);
    out.snooze = number_of(row.snooze);
    out.status = row.status;
    const auto notice = build::pieces(row.notice, ", ");
    out.notice = {notice.at(0), notice.at(1)};
    for (const std::string& name : build::pieces(row.workdays, " ")) {
        out.workdays.insert(static_cast<int>(crm::parse_weekday(name).value()));
    }
    for (const std::string& date : build::pieces(row.holidays, " ")) {
        out.holidays.insert(number_of(build::day(date)));
    }
    out.today = number_of(build::day(row.today));
    for (const crm::Interaction& i : build::journal(row.journal, "ada", defaults())) {
        const bool names_contact = std::any_of(i.with.begin(), i.with.end(),
                                               [](const auto& with) { return with.id == "ada"; });
        out.journal.push_back({number_of(i.date), i.touch,
                               std::string(crm::class_name(i.touch_class)), i.attempt,
                               names_contact});
    }
    return out;
}

Engine::Engine(const reference::Question& question, bool by_rule)
    : m_requirement(question.requirement)
{
    crm::Settings& settings = m_ledger.settings;
    settings.notice = {crm::Period::parse(question.notice.major).value().nominal_days(),
                       crm::Period::parse(question.notice.minor).value().nominal_days()};
    for (unsigned day = 0; day < 7; ++day) {
        settings.workdays.at(day) = question.workdays.count(static_cast<int>(day)) != 0;
    }
    m_ledger.files.push_back({"journal/2026-01.yaml", ""});
    m_ledger.contacts.resize(2);
    crm::Contact& ada = m_ledger.contacts[0];
    ada.id = ada.name = "ada";
    ada.since = date_of(question.since);
    ada.promised_from = date_of(question.promised_from);
    const auto promise = [&](const std::string& cadence) {
        return crm::Promise{question.requirement, build::cadence(cadence), "here"};
    };
    if (by_rule) {
        settings.rules.push_back({{}, {promise(question.cadence)}, {}});
    } else if (!question.cadence.empty()) {
        ada.cadence.push_back(promise(question.cadence));
    }
    ada.tier = question.tier;
    for (const reference::Rule& rule : question.rules) {
        const std::string tier = rule.tier.empty() ? "" : "tier:" + rule.tier;
        settings.rules.push_back({crm::Filter::parse(tier, settings, crm::Filter::Use::in_rule),
                                  {promise(rule.cadence)},
                                  {},
                                  tier,
                                  date_of(rule.from),
                                  date_of(rule.until)});
    }
    for (const reference::Former& former : question.was) {
        crm::FormerLabels& labels = ada.was.emplace_back();
        labels.until = date_of(former.until);
        labels.tier = former.tier;
        labels.status = former.status ? crm::parse_status(*former.status) : std::nullopt;
        if (former.cadence) {
            labels.cadence.emplace();
            if (!former.cadence->empty()) {
                labels.cadence->push_back(promise(*former.cadence));
            }
        }
    }
    crm::Contact& bob = m_ledger.contacts[1];
    bob.id = bob.name = "bob";

    m_ledger.lines.reserve(question.journal.size());
    for (const reference::Interaction& i : question.journal) {
        crm::Interaction& line = m_ledger.lines.emplace_back();
        line.date = date_of(i.day);
        line.touch = i.touch;
        line.touch_class = crm::parse_class(i.klass).value();
        line.class_given = line.touch_class != build::class_of(settings, i.touch);
        line.attempt = i.attempt;
        line.with.push_back({i.names_contact ? "ada" : "bob", {}});
    }
    m_ledger.resolve();
}

reference::Answer Engine::ask(const reference::Question& question)
{
    m_ledger.settings.holidays.clear();
    for (const int holiday : question.holidays) {
        m_ledger.settings.holidays.insert(date_of(holiday));
    }
    crm::Contact& ada = m_ledger.contacts[0];
    ada.status = crm::parse_status(question.status).value();
    ada.snooze = date_of(question.snooze);

    reference::Answer out;
    const auto items = crm::items_of(m_ledger, ada, date_of(question.today));
    if (items.empty()) {
        return out;
    }
    if (items.size() > 1 || items[0].promise.requirement != m_requirement) {
        throw std::logic_error("one promise was made, and the engine has another");
    }
    const crm::Item& item = items[0];
    out.item = true;
    out.due = item.due ? std::optional(number_of(*item.due)) : std::nullopt;
    out.state = crm::state_name(item.state);
    out.run = item.start ? std::optional(number_of(item.run.first)) : std::nullopt;
    out.days_overdue = item.days_overdue;
    out.before_next_workday = item.before_next_workday;
    out.last = item.last ? std::optional(number_of(item.last->date)) : std::nullopt;
    out.share = item.promise.cadence.share();
    return out;
}

std::vector<Engine::Closing> Engine::closings(const reference::Question& question)
{
    const crm::Date today = date_of(question.today);
    std::vector<Closing> out;
    for (const crm::Item& item : crm::items_of(m_ledger, m_ledger.contacts[0], today)) {
        for (const crm::Closing& closing : crm::closings_of(m_ledger, item, today)) {
            out.push_back({number_of(closing.date), number_of(closing.due), closing.kept()});
        }
    }
    return out;
}

std::string describe(const reference::Answer& answer)
{
    if (!answer.item) {
        return "no item";
    }
    return fmt::format("due {}, {}, promised since {}, days overdue {}, last {}, {}before the next "
                       "workday, share {}",
                       text_of(answer.due), answer.state, text_of(answer.run),
                       answer.days_overdue ? std::to_string(*answer.days_overdue) : "null",
                       text_of(answer.last), answer.before_next_workday ? "" : "not ",
                       answer.share);
}

std::string pasteable(const reference::Question& question, const reference::Answer& answer)
{
    constexpr std::array names{"mon", "tue", "wed", "thu", "fri", "sat", "sun"};
    std::string out = "{.sentence = \"\"";
    const auto add = [&](std::string_view field, const std::string& value) {
        if (!value.empty()) {
            out += fmt::format(",\n .{} = \"{}\"", field, value);
        }
    };
    const auto date = [](std::optional<int> day) { return day ? text_of(day) : ""; };
    add("requirement", question.requirement);
    add("cadence", question.cadence);
    add("since", date(question.since));
    add("promised_from", date(question.promised_from));
    std::vector<std::string> journal;
    for (const reference::Interaction& i : question.journal) {
        const auto usual = crm::class_name(build::class_of(defaults(), i.touch));
        journal.push_back(fmt::format(
            "{} {}{}{}{}", text_of(i.day), i.touch, i.klass == usual ? "" : " class " + i.klass,
            i.attempt ? " attempt" : "", i.names_contact ? "" : " with bob"));
    }
    add("journal", joined(journal));
    add("today", text_of(question.today));
    add("status", question.status);
    add("snooze", date(question.snooze));
    add("notice", question.notice.major + ", " + question.notice.minor);
    std::string workdays;
    for (const int day : question.workdays) {
        workdays += fmt::format("{}{}", workdays.empty() ? "" : " ",
                                names.at(static_cast<std::size_t>(day)));
    }
    out += fmt::format(",\n .workdays = \"{}\"", workdays);
    std::string holidays;
    for (const int day : question.holidays) {
        holidays += (holidays.empty() ? "" : " ") + text_of(day);
    }
    add("holidays", holidays);
    add("due", text_of(answer.due));
    add("state", answer.item ? answer.state : "none");
    add("days_overdue", answer.days_overdue ? std::to_string(*answer.days_overdue) : "null");
    add("last", text_of(answer.last));
    add("before_next_workday", answer.before_next_workday ? "yes" : "no");
    return out + "},\n";
}

void check(const Row& row)
{
    const auto question = question_of(row);
    const auto wanted = expected(row);
    REQUIRE_FALSE(wanted.empty());
    for (const bool by_rule : {false, true}) {
        const auto answer = Engine(question, by_rule).ask(question);
        const auto said = compared(row, answer);
        CHECK_MESSAGE(said == wanted, "'", row.sentence, "': the engine says ", joined(said),
                      ", the text ", joined(wanted), "\n", pasteable(question, answer));
    }
    const auto said = compared(row, reference::ask(question));
    CHECK_MESSAGE(said == wanted, "'", row.sentence, "': the reference says ", joined(said),
                  ", the text ", joined(wanted));
}

} // namespace rows

namespace reference {

bool operator==(const Answer& a, const Answer& b)
{
    const auto all = [](const Answer& x) {
        return std::tie(x.item, x.due, x.state, x.days_overdue, x.before_next_workday, x.last,
                        x.run, x.share);
    };
    return all(a) == all(b);
}

} // namespace reference
