#include "cli/answers.hpp"

#include "cli/editor.hpp"
#include "cli/entry_words.hpp"
#include "cli/phrases.hpp"
#include "core/base/text.hpp"
#include "core/calendar/spoken.hpp"
#include "core/ledger/amend.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace crm::cli {
namespace {

/// `crm log ada lunch yesterday` may be meant otherwise than it reads.
std::string date_in_note(const Context& context, const Interaction& entry)
{
    const auto count = leading_date(entry.note, context.today());
    if (!count) {
        return {};
    }
    std::size_t end = 0;
    for (std::size_t i = 0; i < *count; ++i) {
        end = std::min(entry.note.find(' ', entry.note.find_first_not_of(' ', end)),
                       entry.note.size());
    }
    const std::string said = entry.note.substr(0, end);
    const std::size_t rest = std::min(entry.note.find_first_not_of(' ', end), entry.note.size());
    return fmt::format("  the note begins with a date; if it was then: {} amend {} --date {} {}\n",
                       context.program(), entry.id, shell_word(said),
                       rest == entry.note.size() ? std::string("--clear note")
                                                 : "--note " + shell_word(entry.note.substr(rest)));
}

} // namespace

std::string logged_text(const Context& context, const Roster& now, const Interaction& entry,
                        const Everyone& everyone, bool dated)
{
    std::string out = understood(now, entry);
    if (!entry.note.empty()) {
        out += fmt::format("  note: {}\n", visible(entry.note));
    }
    if (!entry.follow_up.empty()) {
        out += fmt::format("  follow-up: {}\n", follow_up_words(entry));
    }
    out += left_out_lines(everyone);
    constexpr int long_ago = 90; // a date without its year may be of another one than was meant
    if (dated && days_between(entry.date, context.today()) > long_ago) {
        out += fmt::format("  that is {}\n", age(entry.date, context.today()));
    }
    out += dated ? std::string{} : date_in_note(context, entry);
    out += cautions(now, entry);
    out += consequences(now, now.participants(entry), entry, context.today(), context.program());
    return out + take_back(fmt::format("{} amend {} --void", context.program(), entry.id));
}

Date parse_until(const Context& context, const std::string& text)
{
    const Date today = context.today();
    const auto day = parse_spoken_ahead(text, today);
    if (!day) {
        throw Error(Fault::usage, fmt::format("UNTIL '{}' is not a date", text),
                    fmt::format("{}; 'off' ends a snooze", spoken_forms_ahead));
    }
    if (*day <= today) {
        throw Error(Fault::usage, fmt::format("{} does not lie ahead", long_date(*day)),
                    "'crm snooze WHO off' ends a snooze");
    }
    return *day;
}

Told snooze_contact(Context& context, const Folder& folder, const Edited& edited,
                    const Contact& contact, const std::optional<Date>& until)
{
    const std::string named = fmt::format("{} ({})", visible(contact.name), contact.id);
    const Change change = until ? Change{Change::Act::set, "snooze", iso(*until)}
                                : Change{Change::Act::remove, "snooze", std::nullopt};
    const Versions versions = change_file(context, folder, edited, {change});
    Told out{{}, read_ledger(folder, context.today())};
    const Contact& changed = written_contact(out.now, edited);
    if (!versions.differ()) {
        out.text = until ? fmt::format("{} is snoozed until {} already\n", named, long_date(*until))
                         : fmt::format("{} is not snoozed\n", named);
        return out;
    }
    out.text = until ? fmt::format("{} is snoozed until {} {}\n", named,
                                   weekday_name(weekday(*until)), long_date(*until))
                     : fmt::format("{} is snoozed no longer\n", named);
    out.text += promises_told(out.now, changed, context.today());
    const bool was_on = contact.snooze && *contact.snooze > context.today();
    out.text += contact.snooze && !was_on
                    ? way_back(context, edited, versions)
                    : take_back(fmt::format("{} snooze {} {}", context.program(), contact.id,
                                            was_on ? iso(*contact.snooze) : "off"));
    return out;
}

Told close_follow_up(Context& context, const Folder& folder, const Interaction& entry,
                     const std::optional<Date>& day)
{
    if (entry.id.empty()) {
        throw Error(Fault::ledger, fmt::format("the entry '{}' has no id", entry.follow_up),
                    "write 'done: 2026-11-27' behind it in its line of the journal");
    }
    if (entry.done && day) {
        return {fmt::format("done already: {}\n", follow_up_words(entry)),
                read_ledger(folder, context.today())};
    }
    const Correction correct = [&](const Interaction& was) {
        Interaction out = was;
        out.done = day;
        return out;
    };
    {
        Lock lock(folder);
        static_cast<void>(amend(lock, read_ledger(folder, context.today()), entry.id, correct));
        context.written = true;
    }
    Told out{{}, read_ledger(folder, context.today())};
    std::vector<std::string> names;
    for (const Contact* contact : out.now.participants(entry)) {
        names.push_back(visible(contact->name));
    }
    out.text = fmt::format("{}: {}, for {}\n", day ? "done" : "open again",
                           visible(entry.follow_up), enumerate(names));
    if (const int late = day ? days_between(entry.follow_up_due(), *day) : 0; late > 0) {
        out.text += fmt::format("  {} late: it was due {}\n",
                                count_of(static_cast<std::size_t>(late), "day"),
                                long_date(entry.follow_up_due()));
    }
    out.text += take_back(fmt::format("{} done {}{}", context.program(), shell_word(entry.id),
                                      day ? " --reopen" : ""));
    return out;
}

void replace_file(Context& context, const Folder& folder, const Edited& edited,
                  const Versions& versions)
{
    Lock lock(folder);
    lock.write(edited.path, [&](const std::optional<std::string>& present) {
        if (present != versions.before) {
            throw Error(whole_file(edited.path), "was changed by another program meanwhile");
        }
        return versions.after;
    });
    context.written = true;
}

Versions edit_by_hand(Context& context, const Folder& folder, const Edited& edited)
{
    Versions versions;
    versions.before = folder.read(edited.path).value_or("");
    versions.after = versions.before;
    EditorSession session(edited.path.substr(edited.path.rfind('/') + 1), versions.before);
    const auto text = session.run([&](const std::string& typed) {
        return fault_of(folder, edited, {versions.before, typed});
    });
    if (text) {
        versions.after = *text;
        try {
            replace_file(context, folder, edited, versions);
        } catch (Error& error) {
            error.remedy = fmt::format("what you typed is kept in {}; {}", session.path(),
                                       error.remedy.empty()
                                           ? "look at the file as it is now, and edit it again"
                                           : error.remedy);
            throw;
        }
        session.used();
    }
    return versions;
}

std::string edited_text(const Context& context, const Ledger& now, const Edited& edited,
                        const Versions& versions)
{
    const Contact* contact = edited.id.empty() ? nullptr : now.find(edited.id);
    std::string out = contact == nullptr
                          ? fmt::format("changed {}\n", edited.path)
                          : fmt::format("changed {} ({}) in {}\n", visible(contact->name),
                                        contact->id, edited.path);
    out += changes_told(edited, versions, context.today());
    if (contact != nullptr && changes_promises(edited, versions)) {
        out += promises_told(now, *contact, context.today());
    }
    return out + way_back(context, edited, versions);
}

} // namespace crm::cli
