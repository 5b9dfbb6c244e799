#include "cli/commands.hpp"
#include "cli/key_change.hpp"
#include "cli/options.hpp"
#include "cli/phrases.hpp"
#include "core/base/text.hpp"
#include "core/cadence/agenda.hpp"
#include "core/ledger/change.hpp"
#include "core/ledger/layout.hpp"
#include "core/ledger/new_id.hpp"
#include "core/ledger/record.hpp"
#include "core/ledger/rename.hpp"
#include "core/ledger/settings_file.hpp"
#include "core/ledger/who.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <memory>
#include <set>
#include <system_error>

namespace crm::cli {
namespace {

struct Options {
    std::optional<std::string> id, kind, tier, org, role, household, since, birthday, referred_by,
        promised_from, cadence, note;
    std::vector<std::string> email, phone, alias, tag, interest;
    bool force = false;
};

void require_utf8(std::string_view option, std::string_view text)
{
    if (invalid_utf8(text)) {
        throw Error(Fault::usage,
                    fmt::format("{} is not valid UTF-8: '{}'", option, visible(text)));
    }
}

std::string require_word(std::string_view option, const std::string& word,
                         const std::vector<std::string>& words)
{
    const auto found = std::find_if(words.begin(), words.end(),
                                    [&](const std::string& w) { return fold(w) == fold(word); });
    if (found != words.end()) {
        return *found;
    }
    const auto guess = nearest(word, words);
    throw Error(Fault::usage,
                fmt::format("{} '{}' is not one of {}", option, word, enumerate(words, "or")),
                guess ? fmt::format("did you mean '{}'?", *guess)
                      : "crm.yaml names them, and takes new ones");
}

std::string choose_id(const std::string& name, const Options& options,
                      const std::set<std::string>& taken)
{
    if (options.id) {
        if (!is_slug(*options.id)) {
            throw Error(Fault::usage, fmt::format("--id '{}' is not an id", *options.id),
                        std::string(id_forms));
        }
        if (taken.count(*options.id) > 0) {
            throw Error(Fault::usage, fmt::format("there is a contact '{}' already", *options.id),
                        "choose another --id");
        }
        return *options.id;
    }
    return free_id(name, taken);
}

Date beginning(std::string_view option, const std::string& text, const Context& context)
{
    const auto date = parse_spoken_beginning(text, context.today());
    if (!date) {
        throw Error(Fault::usage, fmt::format("{} '{}' is not a date", option, text),
                    std::string(spoken_beginnings));
    }
    return *date;
}

Contact make_contact(const std::string& name, const Options& options, const Context& context,
                     const Ledger& ledger)
{
    Contact contact;
    contact.name = name;
    auto kinds = ledger.settings.kinds;
    if (std::find(kinds.begin(), kinds.end(), "other") == kinds.end()) {
        kinds.emplace_back("other");
    }
    contact.kind = options.kind ? require_word("--kind", *options.kind, kinds) : "other";
    contact.tier = options.tier ? require_word("--tier", *options.tier, ledger.settings.tiers)
                                : ledger.settings.tiers.back();
    contact.since = options.since ? beginning("--since", *options.since, context) : context.today();
    if (options.promised_from) {
        contact.promised_from = context.date("--promised-from", *options.promised_from, Look::back);
    }
    contact.org = options.org.value_or("");
    contact.role = options.role.value_or("");
    contact.household = options.household.value_or("");
    contact.email = options.email;
    contact.phone = options.phone;
    contact.aliases = options.alias;
    contact.tags = options.tag;
    contact.interests = options.interest;
    contact.notes = options.note.value_or("");
    if (options.birthday) {
        const auto birthday = parse_spoken_yearly(*options.birthday);
        if (!birthday) {
            throw Error(Fault::usage,
                        fmt::format("--birthday '{}' is not a date", *options.birthday),
                        std::string(spoken_yearly_forms));
        }
        contact.dates.push_back({"birthday", *birthday});
    }
    if (options.referred_by) {
        contact.referred_by =
            Reference{find_who(ledger, *options.referred_by, Guess::refused).contact->id, {}};
    }
    if (options.cadence) {
        const std::size_t colon = options.cadence->find(':');
        const auto cadence = colon == std::string::npos
                                 ? std::nullopt
                                 : Cadence::parse(options.cadence->substr(colon + 1));
        const std::string requirement = options.cadence->substr(0, colon);
        const Touch* touch = ledger.settings.touches.find(requirement);
        if (!cadence || (touch == nullptr && requirement != "major" && requirement != "minor")) {
            throw Error(Fault::usage,
                        fmt::format("--cadence '{}' is not a promise", *options.cadence),
                        "it reads 'minor: every 30 days' or 'lunch: 1 per quarter'");
        }
        contact.cadence.push_back({touch != nullptr ? touch->name : requirement, *cadence, {}});
    }
    return contact;
}

void refuse_duplicate(const Ledger& ledger, const Contact& contact)
{
    std::vector<std::string> shown;
    for (const Contact* other : likely_duplicates(ledger, contact)) {
        shown.push_back(fmt::format("{} ({})", other->name, other->id));
    }
    for (const std::string& id : unusable_contacts(ledger)) {
        if (id == slug(contact.name)) {
            shown.push_back(fmt::format("{}, which cannot be used", layout::contact(id)));
        }
    }
    if (!shown.empty()) {
        throw Error(
            Fault::usage,
            fmt::format("'{}' is likely to be here already: {}", contact.name, enumerate(shown)),
            "add it all the same with --force");
    }
}

std::string doubts_told(const Contact& contact, Date today)
{
    std::vector<std::string> doubts{doubt_of("since", iso(*contact.since), today)};
    for (const std::string& address : contact.email) {
        doubts.push_back(doubt_of("email", address, today));
    }
    for (const std::string& number : contact.phone) {
        doubts.push_back(doubt_of("phone", number, today));
    }
    std::string out;
    for (const std::string& doubt : doubts) {
        out += doubt.empty() ? "" : fmt::format("  {}\n", visible(doubt));
    }
    return out;
}

int add_contact(Context& context, const Options& options, const Words& words)
{
    if (words.empty() || words.front().find_first_not_of(" \t\n") == std::string::npos) {
        throw Error(Fault::usage, "the NAME is missing",
                    "usage: crm add-contact \"Ada Lovelace\" --kind client --tier A");
    }
    require_utf8("NAME", words.front());
    const Folder folder = context.open_ledger();
    Lock lock(folder);
    const Ledger ledger = read_ledger(folder, context.today());
    Contact contact = make_contact(words.front(), options, context, ledger);
    if (!options.force) {
        refuse_duplicate(ledger, contact);
    }
    contact.id = choose_id(contact.name, options, taken_ids(folder, ledger));
    create_contact(lock, contact);
    context.written = true;

    const Ledger now = read_ledger(folder, context.today());
    const std::string path = layout::contact(contact.id);
    const Contact& added = written_contact(now, {path, contact.id});
    context.print(fmt::format("added {} ({}): {}, tier {}, since {}\n", visible(contact.name),
                              contact.id, contact.kind, contact.tier, long_date(*contact.since)));
    bool overdue = false;
    for (const Item& item : items_of(now, added, context.today())) {
        overdue = overdue || item.state == State::overdue;
        context.print(fmt::format("  {} promised {}; {}\n", item.promise.requirement,
                                  item.promise.cadence.text, promise_state(item)));
    }
    if (overdue) {
        context.print(fmt::format("  overdue from the first day; to begin today: {} edit {} --set "
                                  "promised_from=today\n",
                                  context.program(), contact.id));
    }
    context.print(fmt::format("  kept in {}; 'crm edit {}' changes it\n", path, contact.id));
    context.print(doubts_told(contact, context.today()));
    for (const Contact* other : namesakes(ledger, contact)) {
        context.print(fmt::format("  much like {} ({}): the same person?\n", visible(other->name),
                                  other->id));
    }
    if (commits_writes(folder)) {
        context.print(take_back(context.program() + " undo"));
        return context.finish(now, exit_code::done);
    }
    std::error_code failure;
    const auto whole = std::filesystem::absolute(folder.path(), failure) / path;
    context.print(fmt::format("  to take this back, while nothing is logged: rm {}\n",
                              shell_word(whole.lexically_normal().string())));
    return context.finish(now, exit_code::done);
}

} // namespace

Action set_up_add_contact(CLI::App& app)
{
    auto options = std::make_shared<Options>();
    add_value(app, "--kind", options->kind, "KIND",
              "What the contact is to you: client, prospect, ... (other)");
    add_value(app, "--tier", options->tier, "TIER",
              "How much you owe the contact: A, B, C (the last one)");
    add_value(app, "--org", options->org, "TEXT", "Where the contact works");
    add_value(app, "--role", options->role, "TEXT", "What the contact does there");
    add_values(app, "--email", options->email, "ADDRESS", "E-mail address");
    add_values(app, "--phone", options->phone, "NUMBER", "Telephone number");
    add_values(app, "--alias", options->alias, "NAME", "Another name");
    add_value(app, "--household", options->household, "WORD",
              "People who live together share this word");
    add_values(app, "--tag", options->tag, "WORD", "A word to filter by");
    add_values(app, "--interest", options->interest, "WORD", "What the contact likes");
    add_value(app, "--birthday", options->birthday, "DATE", "12-10, or with the year 1984-12-10");
    add_value(app, "--since", options->since, "DATE", "When the relationship began (today)");
    add_value(app, "--promised-from", options->promised_from, "DATE",
              "When your promises begin, if later than --since");
    add_value(app, "--referred-by", options->referred_by, "WHO", "Who sent the contact to you");
    add_value(app, "--cadence", options->cadence, "PROMISE",
              "A promise of its own, such as 'minor: every 30 days'");
    add_value(app, "--note", options->note, "TEXT", "What is worth knowing");
    add_value(app, "--id", options->id, "ID",
              "Name of the file, instead of one made from the name");
    add_flag(app, "--force", options->force, "Add even a likely duplicate");
    return [options](Context& context, const Words& words) {
        return add_contact(context, *options, words);
    };
}

} // namespace crm::cli
