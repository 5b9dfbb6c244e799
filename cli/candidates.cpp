#include "cli/candidates.hpp"

#include "cli/columns.hpp"
#include "cli/export.hpp"
#include "cli/manual.hpp"
#include "core/ledger/keys.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>
#include <initializer_list>
#include <utility>

namespace crm::cli {
namespace {

constexpr int days_offered = 14;
constexpr std::size_t entries_offered = 20;

bool begins(std::string_view text, std::string_view beginning)
{
    return text.substr(0, beginning.size()) == beginning;
}

void offer_groups(Asked& asked)
{
    for (const auto& [key, meaning] :
         {std::pair("household", "household of {}"), std::pair("org", "everyone at {}")}) {
        for (const std::string& value : values_of(asked.folder(), key)) {
            const std::string name = fmt::format("{}", fmt::join(words(value), "-"));
            if (!name.empty()) {
                asked.offer("@" + name, fmt::format(fmt::runtime(meaning), value));
            }
        }
    }
}

void offer_who(Asked& asked)
{
    if (begins(asked.part(), "@")) {
        offer_groups(asked);
        return;
    }
    for (const NamedContact& contact : find_names(asked.folder(), asked.part())) {
        asked.offer_instead(contact.id, contact.name);
    }
}

void offer_topics(Asked& asked)
{
    for (const ManualPage& page : manual_pages()) {
        asked.offer(page.topic, page.title);
    }
}

void offer_touches(Asked& asked)
{
    const Settings settings = asked.settings();
    for (const Touch& touch : settings.touches.declared) {
        if (touch.touch_class != TouchClass::none) {
            asked.offer(touch.name, class_name(touch.touch_class));
        }
    }
    for (const auto& [alias, name] : settings.touches.aliases) {
        const Touch* touch = settings.touches.find(name);
        asked.offer(alias, touch == nullptr
                               ? name
                               : fmt::format("{}, {}", name, class_name(touch->touch_class)));
    }
}

void offer_kinds(Asked& asked)
{
    asked.offer_all(filter_values("kind", asked.settings()));
}

void offer_tiers(Asked& asked)
{
    asked.offer_all(asked.settings().tiers);
}

void offer_statuses(Asked& asked)
{
    asked.offer_all(status_names());
}

void offer_classes(Asked& asked)
{
    for (const TouchClass one :
         {TouchClass::major, TouchClass::minor, TouchClass::service, TouchClass::signal}) {
        asked.offer(class_name(one));
    }
}

void offer_colours(Asked& asked)
{
    asked.offer_all({"auto", "always", "never"});
}

void offer_periods(Asked& asked)
{
    asked.offer_all({"7d", "14d", "30d", "60d", "90d"});
}

void offer_folders(Asked& asked)
{
    asked.offer_folders();
}

void offer_nothing(Asked&) {}

/// Contacts' values at a key of their files.
template <const char* key>
void offer_values(Asked& asked)
{
    asked.offer_all(values_of(asked.folder(), key));
}

constexpr char tags[] = "tags";
constexpr char interests[] = "interests";
constexpr char household[] = "household";
constexpr char org[] = "org";
constexpr char role[] = "role";

/// The words that name a day, and the days themselves where a number was begun.
void offer_dates(Asked& asked, Look look, std::initializer_list<std::string_view> spoken)
{
    const Date today = asked.context().today();
    const auto tell = [](Date date) {
        return fmt::format("{} {}", weekday_name(weekday(date)), long_date(date));
    };
    for (const std::string_view word : spoken) {
        if (const auto date = parse_spoken(word, today, look)) {
            asked.offer(word, tell(*date));
        }
    }
    for (int days = 1; days <= 7; ++days) {
        const Date date = add_days(today, look == Look::back ? -days + 1 : days);
        asked.offer(fold(weekday_name(weekday(date))), tell(date));
    }
    const bool number =
        !asked.part().empty() && asked.part().front() >= '0' && asked.part().front() <= '9';
    for (int days = 0; number && days < days_offered; ++days) {
        const Date date = add_days(today, look == Look::back ? -days : days);
        asked.offer(iso(date), weekday_name(weekday(date)));
    }
}

void offer_past(Asked& asked)
{
    offer_dates(asked, Look::back, {"today", "yesterday"});
}

void offer_days(Asked& asked)
{
    offer_dates(asked, Look::back, {"today", "yesterday", "tomorrow"});
}

void offer_future(Asked& asked)
{
    offer_dates(asked, Look::ahead, {"tomorrow", "+1w", "+2w", "+1m", "+3m"});
}

void offer_entries(Asked& asked)
{
    const Settings settings = asked.settings();
    asked.offer("last", "newest");
    for (const Interaction& entry :
         newest_interactions(asked.folder(), settings.touches, asked.part(), entries_offered)) {
        std::vector<std::string> names;
        for (const Reference& one : entry.with) {
            const std::string name = name_of(asked.folder(), one.id);
            names.push_back(name.empty() ? one.id : name);
        }
        asked.offer(entry.id,
                    fmt::format("{} {} {}", iso(entry.date), entry.touch, enumerate(names)));
    }
}

void offer_columns(Asked& asked)
{
    asked.keep_list();
    if (begins(asked.part(), "-")) {
        asked.keep(1); // --sort reverses it
    }
    for (const Column& column : columns()) {
        asked.offer(column.name);
    }
}

void offer_spans(Asked& asked)
{
    asked.offer_all({"this", "last"});
}

void offer_months(Asked& asked)
{
    offer_spans(asked);
    for (unsigned month = 1; month <= 12; ++month) {
        asked.offer(fold(month_name(month)));
    }
}

void offer_quarters(Asked& asked)
{
    offer_spans(asked);
    asked.offer_all({"q1", "q2", "q3", "q4"});
}

void offer_formats(Asked& asked)
{
    for (const ExportFormat& format : export_formats()) {
        asked.offer(format.name, format.meaning);
    }
}

void offer_clearable(Asked& asked)
{
    asked.offer_all({"note", "minutes", "talk", "follow-up", "class"});
}

void offer_filters(Asked& asked)
{
    const std::size_t colon = asked.part().find(':');
    if (colon == std::string::npos) {
        for (const std::string& key : filter_keys()) {
            asked.offer(key + ":");
        }
        return;
    }
    const std::string key = asked.part().substr(0, colon);
    asked.keep(colon + 1);
    asked.keep_list();
    if (begins(asked.part(), "-")) {
        asked.keep(1);
    }
    std::vector<std::string> values = filter_values(key, asked.settings());
    if (key == "tag" || key == "org" || key == "household") {
        for (const std::string& value : values_of(asked.folder(), key == "tag" ? tags : key)) {
            values.push_back(filter_word(value));
        }
    }
    for (const std::string& value : values) {
        if (value.find(',') == std::string::npos) { // a comma would end it
            asked.offer(value);
        }
    }
}

void offer_changes(Asked& asked);

/// What an option (by its name), a value or a word of a command (by the name in its usage), or a
/// key of a contact can be. What is not here is free text.
struct Source {
    std::string_view name;
    void (*offer)(Asked&);
};
constexpr auto sources = std::to_array<Source>({
    {"--alias", offer_nothing}, // options first: their values have common names
    {"--birthday", offer_nothing},
    {"--by", offer_future},
    {"--clear", offer_clearable},
    {"--color", offer_colours},
    {"--date", offer_past},
    {"--household", offer_values<household>},
    {"--id", offer_nothing},
    {"--interest", offer_values<interests>},
    {"--month", offer_months},
    {"--org", offer_values<org>},
    {"--quarter", offer_quarters},
    {"--role", offer_values<role>},
    {"--since", offer_past},
    {"--tag", offer_values<tags>},
    {"--year", offer_spans},
    {"CLASS", offer_classes},
    {"COLUMN", offer_columns},
    {"DATE", offer_days},
    {"DIR", offer_folders},
    {"FILE|DIR", offer_folders},
    {"FILTER", offer_filters},
    {"FORMAT", offer_formats},
    {"ID", offer_entries},
    {"KEY=VALUE", offer_changes},
    {"KEY[=VALUE]", offer_changes},
    {"KIND", offer_kinds},
    {"OTHER", offer_who},
    {"PERIOD", offer_periods},
    {"STATUS", offer_statuses},
    {"TIER", offer_tiers},
    {"TOPIC", offer_topics},
    {"TOUCH", offer_touches},
    {"UNTIL", offer_future},
    {"WHO", offer_who},
    {"WHO|ID", offer_who},
    {"avoid", offer_touches},
    {"household", offer_values<household>},
    {"interests", offer_values<interests>},
    {"kind", offer_kinds},
    {"org", offer_values<org>},
    {"promised_from", offer_days},
    {"referred_by", offer_who},
    {"role", offer_values<role>},
    {"since", offer_past},
    {"snooze", offer_future},
    {"status", offer_statuses},
    {"tags", offer_values<tags>},
    {"tier", offer_tiers},
});

const Source* find_source(std::string_view name)
{
    const auto found = std::find_if(sources.begin(), sources.end(),
                                    [&](const Source& source) { return source.name == name; });
    return found == sources.end() ? nullptr : &*found;
}

/// `tier=A`: a key of a contact and its value.
void offer_changes(Asked& asked)
{
    const std::size_t equals = asked.part().find('=');
    if (equals == std::string::npos) {
        for (const Key& key : contact_keys()) {
            if (key.path.back() != '*') {
                asked.offer(fmt::format("{}=", key.path));
            }
        }
        asked.offer_all({"dates.birthday=", "cadence.major=", "cadence.minor=", "at_most.minor="});
        return;
    }
    const Source* source = find_source(asked.part().substr(0, equals));
    asked.keep(equals + 1);
    if (source != nullptr) {
        source->offer(asked);
    }
}

} // namespace

void offer_commands(Asked& asked)
{
    for (const Command& command : commands()) {
        if (!command.group.empty()) {
            asked.offer(command.name, command.summary);
        }
    }
}

void offer_named(Asked& asked, std::string_view name)
{
    if (const Source* whole = find_source(name)) {
        whole->offer(asked);
        return;
    }
    const std::size_t begin = name.substr(0, 1) == "[" ? 1 : 0;
    const std::size_t end = std::min(name.find_first_of("[],.", begin), name.size());
    if (name.find(',') != std::string_view::npos) {
        asked.keep_list();
    }
    if (const Source* source = find_source(name.substr(begin, end - begin))) {
        source->offer(asked);
    }
}

void offer_value(Asked& asked, const OptionRow& option)
{
    offer_named(asked, find_source(option.name) != nullptr ? option.name : option.value);
}

std::string Completion::str() const
{
    std::string out;
    for (const Candidate& candidate : candidates) {
        if (visible(candidate.word) == candidate.word) {
            out += candidate.word;
            out += candidate.meaning.empty() ? "" : "\t" + visible(candidate.meaning);
            out += '\n';
        }
    }
    return out + (folders ? "\tfolders\n" : "");
}

} // namespace crm::cli
