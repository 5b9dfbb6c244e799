#include "core/ledger/settings_file.hpp"

namespace crm {

std::string_view initial_settings()
{
    return R"yaml(# yaml-language-server: $schema=file:///usr/share/crm/schema/crm.schema.json
# Settings of this ledger. Everything after a '#' is a comment.
# 'crm check' tells when something here cannot be right.

crm: 1          # version of the format; leave it as it is

# You. Remove the '#' and fill it in; used in mail and reports.
# advisor: {name: Jo Park, email: jo@park.example, firm: Park Advisory}

# How much you owe a contact, best first. A contact without a tier is in the last one.
tiers: [A, B, C]

# What a contact is to you. coi: a centre of influence, who sends people your way.
kinds: [client, prospect, referral, coi, alliance, expert, vendor, other]

# The types of interactions, by class. Add your own words; none may stand twice.
touches:
  major: [dinner, lunch, visit, event, gift]       # beyond ordinary service, mostly face to face
  minor: [call, voicemail, email, card, note, article, congratulation]   # small courtesies
  service: [meeting, work, delivery]               # ordinary paid work: history, keeps no promise
  signal: [email-open, web-visit, inquiry]         # the contact did something: keeps no promise
  aliases: {coffee: lunch}                         # other names for a touch

# What you promise, and to whom. For each of major, minor or a touch, the first line that fits a
# contact and names it decides. A contact's own 'cadence:' goes before all of them.
#   every 45 days    at least so often, counted from the last time
#   2 in 12 months   so many in any stretch of that length
#   2 per year       so many in each calendar year (also week, month, quarter)
#   none             nothing
# 'for' picks contacts: kind:client tier:A,B tag:tax org:acme; several words must all fit; a '-'
# before a value excludes it: kind:-vendor. A line without 'for' is for everyone.
cadence:
  - {for: "kind:client tier:A", major: 2 per year, minor: every 45 days}
  - {for: "kind:client tier:B", major: 1 per year, minor: every 90 days}
  - {for: "kind:client", minor: every 6 months}
  - {for: "kind:prospect", call: 1 per quarter}
  - {for: "kind:referral", minor: every 30 days}
  - {for: "kind:coi", lunch: every 3 months, minor: every 45 days}
  - {for: "kind:alliance", lunch: every 3 months}

# How long before its due date a promise is listed as soon (never more than a third of its length).
notice: {major: 21 days, minor: 7 days}

# The days you work. What falls due on free days is listed on the working day before them.
workdays: [mon, tue, wed, thu, fri]
holidays: []    # dates such as 2026-12-25, 2027-01-01

# What follows is for later; take the '#' away from what you want. 'crm help ledger' says more.
# Birthdays and other dates are shown so long before; a card or a gift in that time serves them.
# occasions: {birthday: 14 days, anniversary: 7 days}
# So many attempts without an answer, and a contact counts as unreachable.
# unreachable: 3
# What you can do; 'crm forecast' tells whether your promises can be kept.
# capacity:
#   major: 2 per week
#   minor: 12 per week
#   blackouts:
#     - {name: tax season, from: 01-15, to: 04-15, major: 0}
# What you mean to do beside the promises; 'crm due' tells how far you are, and with whom next.
# goals:
#   - {name: Alliance lunches, touch: lunch, cadence: 2 per month, from: "kind:alliance,coi"}
#   - {name: Handwritten notes, touch: note, cadence: 10 per month}
# How many there should be at most; 'crm report' warns.
# limits:
#   - {for: "kind:client tier:A", at_most: 25}
# What becomes of imported calendar entries and mails; else 'meeting' and 'email', class service.
# import:
#   - {from: calendar, title: "lunch*", touch: lunch}
#   - {from: mail, folder: Private, skip: true}
# Too much is wrong as well; in a line of 'cadence' or in a contact's file:
#   at_most: {minor: 1 in 10 days, email: 2 per month}

# Where the ledger is in git: each command commits what it wrote; 'crm undo' takes it back.
# git: {commit: true}

# A contact's file, contacts/<id>.yaml, needs a name; all else may be left out:
#   name: Ada Lovelace
#   kind: client
#   tier: A
#   since: 2024-03-01               when the relationship began
#   promised_from: 2026-01-01       when your promises began, if later
#   org: Analytical Engines
#   role: CFO
#   email: [ada@engines.example]
#   phone: ["+44 20 7946 0000"]
#   address: ["12 St James Sq, London"]
#   aliases: [Countess]
#   household: lovelace             people who live together share the word
#   tags: [tax]
#   interests: [sailing]
#   dates: {birthday: 12-10, anniversary: 2010-06-01}
#   referred_by: colleen-ferrary    an id
#   cadence: {minor: every 30 days, lunch: none}
#   at_most: {minor: 1 in 10 days}  more would be too much
#   avoid: [email, call]            touches that the contact does not want
#   status: active                  active, paused, do-not-contact, archived or deceased
#   snooze: 2026-12-15              ask nothing of me before that day
#   notes: "text with ': ' or ' #' is put in quotes"
)yaml";
}

std::string_view git_attributes_text()
{
    return "journal/*.yaml text eol=lf merge=union\n"
           "contacts/*.yaml text eol=lf\n"
           "crm.yaml text eol=lf\n";
}

std::string_view git_ignore_text()
{
    return ".crm-*\n";
}

} // namespace crm
