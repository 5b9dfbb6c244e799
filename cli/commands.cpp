#include "cli/commands.hpp"

#include <algorithm>
#include <array>

namespace crm::cli {
namespace {

constexpr auto table = std::to_array<Command>({
    {"due", "Each morning", "Whom you owe contact today, of which kind, and why", "[FILTER...]",
     "  FILTER      kind:client tier:A,B tag:-vip org:acme household:okafor status:paused\n"
     "              state:overdue, or a part of a name; all must fit, a comma is 'or',\n"
     "              a '-' excludes\n\n"
     "Most urgent first: how late it is, measured against how often it is promised.",
     any_number,
     "  crm due                         the morning list\n"
     "  crm due tier:A --within 30d     tier A, a month ahead\n"
     "  crm due --top 5 --explain       the five to begin with, and why\n"
     "  crm due --quiet --exit-code     for cron: nothing to do, nothing printed",
     set_up_due},
    {"review", "Each morning", "Go through the morning list, one contact at a time", "[FILTER...]",
     "  FILTER      kind:client tier:A,B tag:-vip org:acme household:okafor status:paused\n"
     "              state:overdue, or a part of a name; all must fit, a comma is 'or',\n"
     "              a '-' excludes\n\n"
     "Shows a card for each contact and waits for one key: l logs what happened, a an attempt,\n"
     "s snoozes, d closes a follow-up, n goes on, o opens the contact's file, q quits. Each\n"
     "answer is written at once; begun again, it shows who is still due.",
     any_number,
     "  crm review                      everyone whom 'crm due' lists\n"
     "  crm review --top 5              the five to begin with\n"
     "  crm review kind:client tier:A",
     set_up_review},
    {"show", "Each morning", "Everything about a contact: promises, dates, history", "WHO",
     "  WHO         an id, or any part of a name, alias, org or email that fits one contact;\n"
     "              '@lovelace' for all who share that household or org",
     1,
     "  crm show ada                    a part of the name is enough\n"
     "  crm show @lovelace              the household: promises, dates, history\n"
     "  crm show ada --revisions        with what was corrected or withdrawn\n"
     "  crm show ada-lovelace --json    for programs",
     set_up_show, "put a name of several words in quotes: crm show \"ada lovelace\""},
    {"log", "Each morning", "Record what happened", "WHO[,WHO...] TOUCH [NOTE...]",
     "  WHO         an id, or the beginning of a name, alias, org or email; '@lovelace' for\n"
     "              all who share that household or org\n"
     "  TOUCH       dinner, call, card ...: a touch of crm.yaml\n"
     "  NOTE        what is worth remembering, in any number of words; '-' reads it from\n"
     "              standard input. With an apostrophe put it in double quotes, with one of\n"
     "              $ * ? & ; ! ( ) in single quotes. Where only a '>' appears, a quote is still\n"
     "              open: press Ctrl-C and begin again",
     any_number,
     "  crm log ada call asked about the audit, wants the checklist\n"
     "  crm log ada,bob lunch --date friday --minutes 90\n"
     "  crm log @lovelace dinner\n"
     "  crm log ada call \"she doesn't like e-mail\"\n"
     "  crm log bob call --attempt\n"
     "  crm log ada email - < note.txt",
     set_up_log},
    {"amend", "Each morning", "Correct an entry of the journal, or withdraw it", "ID",
     "  ID          the id that 'log' and 'show' print, or its first three characters or more;\n"
     "              'last' is the last entry of the journal file that changed last\n\n"
     "Nothing in the journal is changed: a line is added that takes the place of the old one.",
     any_number,
     "  crm amend last --date friday\n"
     "  crm amend last --note 'asked about the audit'\n"
     "  crm amend k4q7m2x9b1tza --with ada,bob --clear minutes\n"
     "  crm amend k4q --void            it never happened\n"
     "  crm amend k4q --restore         it did, after all",
     set_up_amend},
    {"follow-up", "Each morning", "Note what you promised to do, and by when",
     "WHO[,WHO...] TEXT... --by DATE",
     "  WHO         an id, or the beginning of a name, alias, org or email\n"
     "  TEXT        what is to be done, in any number of words\n\n"
     "'due' lists it on its day, and each day after until it is done.",
     any_number,
     "  crm follow-up ada send the checklist --by friday\n"
     "  crm follow-up ada,bob 'book the table' --by 'dec 1'\n"
     "  crm log ada call --follow-up 'send the checklist' --by friday",
     set_up_follow_up},
    {"done", "Each morning", "Say that a follow-up is done", "WHO|ID [TEXT...]",
     "  WHO         with whom there is one that is open: an id, or the beginning of a name\n"
     "  ID          the id that 'due' prints, or its first three characters or more\n"
     "  TEXT        a part of what was to be done, where there are several",
     any_number,
     "  crm done ada\n"
     "  crm done ada checklist --date yesterday\n"
     "  crm done k4q --reopen           it was not done after all",
     set_up_done},
    {"add-contact", "Contacts", "Add somebody to the ledger", "NAME",
     "  NAME        in quotes where it has several words", 1,
     "  crm add-contact \"Ada Lovelace\" --kind client --tier A --tag tax\n"
     "  crm add-contact \"Bob Stone\" --referred-by ada --birthday 12-10",
     set_up_add_contact, "put the name in quotes: crm add-contact \"Ada Lovelace\" --kind client"},
    {"list", "Contacts", "Everyone, or those who pass a filter", "[FILTER...]",
     "  FILTER      kind:client tier:A,B tag:-vip org:acme household:okafor status:paused\n"
     "              state:overdue, or a part of a name; all must fit, a comma is 'or',\n"
     "              a '-' excludes",
     any_number,
     "  crm list                        everyone\n"
     "  crm list kind:client tier:A,B   clients of the two best tiers\n"
     "  crm list tag:-vip smith         called Smith, and not tagged vip\n"
     "  crm list --sort tier,-days_since --columns name,tier,days_since,phone\n"
     "  crm list --csv > contacts.csv",
     set_up_list},
    {"edit", "Contacts", "Change what is known of a contact, or crm.yaml", "[WHO]",
     "  WHO         an id, or the beginning of a name, alias, org or email; without it,\n"
     "              crm.yaml is edited\n\n"
     "Without options your editor ($VISUAL or $EDITOR) opens the file, and what you save is\n"
     "checked before it replaces the old one. With options only those keys change: name,\n"
     "kind, tier, org, role, email, phone, tags, household, dates.birthday, cadence.minor ...",
     1,
     "  crm edit ada                                in your editor\n"
     "  crm edit ada --set tier=B --add tags=golf\n"
     "  crm edit ada --set dates.birthday='10 dec' --remove snooze\n"
     "  crm edit --add holidays=2027-01-01          in crm.yaml",
     set_up_edit, "keys are changed with --set: crm edit ada --set phone=555-0142"},
    {"snooze", "Contacts", "Ask nothing about a contact before a day", "WHO UNTIL",
     "  WHO         an id, or the beginning of a name, alias, org or email\n"
     "  UNTIL       a day ahead: friday, '20 jan', 2027-01-20, 3w, '2 months'; 'off' ends it",
     any_number,
     "  crm snooze ada 2 weeks\n"
     "  crm snooze ada 20 jan\n"
     "  crm snooze ada off",
     set_up_snooze},
    {"mark", "Contacts", "Say how you stand with a contact: active, paused and so on", "WHO STATUS",
     "  WHO         an id, or the beginning of a name, alias, org or email\n"
     "  STATUS      active, paused, do-not-contact, archived or deceased; only those who are\n"
     "              active are asked about. Active again, promises begin anew (today)",
     any_number,
     "  crm mark ada paused\n"
     "  crm mark ada active\n"
     "  crm mark ada active --promised-from '1 jan'\n"
     "  crm mark walter deceased",
     set_up_mark},
    {"rename", "Contacts", "Give a contact another id", "WHO NEW-ID",
     "  WHO         an id, or the beginning of a name, alias, org or email\n"
     "  NEW-ID      small letters, digits, '.', '_' and '-'; the old id keeps its meaning",
     2,
     "  crm rename ada-lovelace ada-king\n"
     "  crm edit ada --set name='Ada King'          changes the name, not the id",
     set_up_rename, "usage: crm rename WHO NEW-ID; put a name of several words in quotes"},
    {"merge", "Contacts", "Join two contacts that are one", "WHO OTHER",
     "  WHO         the one that stays: an id, or the beginning of a name, alias, org or email\n"
     "  OTHER       the one that becomes a part of it",
     2,
     "  crm merge ada-lovelace ada-king --dry-run   what would be taken over\n"
     "  crm merge ada-lovelace ada-king",
     set_up_merge, "usage: crm merge WHO OTHER; put a name of several words in quotes"},
    {"erase", "Contacts", "Erase a person for good, from all files of the ledger", "[WHO]",
     "  WHO         an id, or the beginning of a name, alias, org or email; without it, only what\n"
     "              a merge brought again of those who were erased before\n\n"
     "Shows what would go, and asks. Nothing takes it back; what git holds besides is said.",
     1,
     "  crm erase ada-lovelace --dry-run    what would go\n"
     "  crm erase ada-lovelace",
     set_up_erase, "put a name of several words in quotes: crm erase \"ada lovelace\""},
    {"forecast", "Looking ahead", "What the weeks ahead will ask, and whether it can be kept",
     "[FILTER...]",
     "  FILTER      kind:client tier:A,B tag:-vip org:acme household:okafor status:paused\n"
     "              state:overdue, or a part of a name; all must fit, a comma is 'or',\n"
     "              a '-' excludes\n\n"
     "How many majors and minors fall due each week when every promise is kept on its last\n"
     "day, against 'capacity:' in crm.yaml.",
     any_number,
     "  crm forecast                    twelve weeks\n"
     "  crm forecast --weeks 4 --explain\n"
     "  crm forecast --level            a plan: whom on which day\n"
     "  crm forecast --what-if 'kind:prospect call: 1 per month'\n"
     "  crm forecast --spread 6w        after an import: first dates, spread",
     set_up_forecast},
    {"report", "Looking back", "What was promised, kept and done in a span of time", "[FILTER...]",
     "  FILTER      kind:client tier:A,B tag:-vip org:acme household:okafor status:paused\n"
     "              state:overdue, or a part of a name; all must fit, a comma is 'or',\n"
     "              a '-' excludes\n\n"
     "This quarter so far, unless an option names another span. Each figure stands beside that\n"
     "of the span before; while a unit is running, beside as many days of the one before.\n"
     "With --csv a record is: section,name,value,before. Its sections are span; kept_, late_\n"
     "and open_ (missed: done late, or overdue at the end) with promises, promises_by_tier,\n"
     "promises_by_kind, promises_by_requirement; interactions, interactions_by_class,\n"
     "interactions_by_touch, attempts, minutes, with_minutes; contacts; days_overdue and\n"
     "days_without_contact.",
     any_number,
     "  crm report                      this quarter so far\n"
     "  crm report --quarter last kind:client\n"
     "  crm report --from 2026-01-01 --to 2026-06-30 --csv > half-year.csv",
     set_up_report},
    {"import", "In and out", "Take in contacts and what happened from other programs",
     "[SOURCE] FILE...",
     "  SOURCE      vcard, contacts, interactions, calls, calendar or mail; where it is left out,\n"
     "              what a file is is known by what it holds\n"
     "  FILE        a file, a folder of files, a Maildir, or '-' for standard input\n\n"
     "Shows what is new, changed, unchanged and doubtful, then writes it. A second time, nothing\n"
     "is new. What you wrote yourself stands; --update lets the file's word go before it.",
     any_number,
     "  crm import --dry-run contacts.vcf\n"
     "  crm import connections.csv --kind prospect --tag linkedin\n"
     "  crm import contacts team.csv --map 'Full Name=name,Mail=email'",
     set_up_import},
    {"export", "In and out", "Write contacts, dates and history for other programs",
     "FORMAT [FILTER...]",
     "  FORMAT      vcard or vcard4 for phones and address books (version 3.0 or 4.0), ics for\n"
     "              calendars, csv for spreadsheets (contacts; also 'csv interactions' and\n"
     "              'csv promises'), jsonl for programs, sqlite for questions of your own, schema "
     "for editors\n"
     "  FILTER      kind:client tier:A,B tag:-vip org:acme household:okafor status:paused\n"
     "              state:overdue, or a part of a name; all must fit, a comma is 'or',\n"
     "              a '-' excludes\n\n"
     "To standard output, or with -o to a file, which is replaced when the new one is whole.",
     any_number,
     "  crm export vcard -o contacts.vcf          everyone, for a phone\n"
     "  crm export vcard kind:client -o cards/    a card each, for khard or vdirsyncer\n"
     "  crm export ics -o ~/public/crm.ics        for a calendar that subscribes to it\n"
     "  crm export csv interactions ada           for a spreadsheet\n"
     "  crm export jsonl | jq 'select(.type == \"contact\") | .name'",
     set_up_export},
    {"undo", "The ledger", "Take back what was done last", "[ID]",
     "  ID          of a command that --list shows; else the last one that is not taken back\n\n"
     "Each time it goes one command further back; 'crm redo' goes forward again.",
     1,
     "  crm undo --dry-run              what it would take back\n"
     "  crm undo\n"
     "  crm undo --list                 the last twenty commands, and which are taken back\n"
     "  crm undo 4f0c2ab                one of them, whatever was done since elsewhere",
     set_up_undo},
    {"redo", "The ledger", "Do again what was taken back last", "", "", 0,
     "  crm redo --dry-run              what it would do again\n"
     "  crm redo",
     set_up_redo},
    {"sync", "The ledger", "Exchange what is new with another computer", "[ADDRESS]",
     "  ADDRESS     the place between the two, the first time: a new folder on a stick, a server",
     1,
     "  crm sync /media/jo/STICK/crm    the first time: where that is\n"
     "  crm sync\n"
     "  crm sync --theirs               take theirs where both changed the same",
     set_up_sync},
    {"trust", "The ledger", "Let git run programs that this ledger's repository names", "", "", 0,
     "  crm trust                       shows them, and asks\n"
     "  crm trust --forget",
     set_up_trust},
    {"check", "The ledger", "Find what is wrong or doubtful in the ledger's files", "", "", 0,
     "  crm check                       nothing printed: nothing is wrong\n"
     "  crm check && crm sync           send only what is right\n"
     "  crm check --json                for programs",
     set_up_check},
    {"init", "The ledger", "Make a new ledger", "[DIR]",
     "  DIR         the folder, made where it does not exist; else --ledger, else this folder", 1,
     "  crm init ~/crm\n"
     "  crm init                        in this folder\n"
     "  crm init --from server:crm.git  a copy of the one there, to sync with\n"
     "  crm init ~/.local/share/crm     where it is found from everywhere",
     set_up_init},
    {"help", "Reading on", "Read the manual: on a command, crm, cadence or ledger", "[TOPIC]",
     "  TOPIC       a command, 'crm' for the whole, 'cadence' for how dates are found, 'ledger'\n"
     "              for the files; without one, a list of what there is",
     1,
     "  crm help due\n"
     "  crm help cadence                when something is due, exactly\n"
     "  crm help ledger                 what the files may hold",
     set_up_help},
    {"complete", "", "What a shell offers for a word that is being typed", "[INDEX -- WORD...]",
     "  WORD        the words typed behind 'crm', as far as they are\n"
     "  INDEX       which of them is being typed, from 0",
     any_number,
     "  crm complete 1 -- show ad\n"
     "  crm complete --describe         all commands and options, as JSON",
     set_up_complete},
});

} // namespace

std::span<const Command> commands()
{
    return table;
}

const Command* find_command(std::string_view name)
{
    const auto found = std::find_if(table.begin(), table.end(),
                                    [&](const Command& command) { return command.name == name; });
    return found == table.end() ? nullptr : &*found;
}

} // namespace crm::cli
