#include "cli/commands.hpp"
#include "cli/import_contacts.hpp"
#include "cli/import_history.hpp"
#include "cli/import_sources.hpp"
#include "cli/options.hpp"
#include "core/base/text.hpp"
#include "core/exchange/contact_table.hpp"
#include "core/exchange/vcard.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <memory>

namespace crm::cli {
namespace {

struct Options {
    std::optional<std::string> kind, tier, since;
    std::vector<std::string> tag, map;
    bool dry_run = false;
    bool update = false;
    bool separate = false;
    bool explain = false;
};

std::optional<std::string> chosen_word(std::string_view option,
                                       const std::optional<std::string>& word,
                                       const std::vector<std::string>& words)
{
    if (!word) {
        return std::nullopt;
    }
    const auto found = std::find_if(words.begin(), words.end(),
                                    [&](const std::string& w) { return fold(w) == fold(*word); });
    if (found == words.end()) {
        const auto guess = nearest(*word, words);
        throw Error(Fault::usage,
                    fmt::format("{} '{}' is not one of {}", option, *word, enumerate(words, "or")),
                    guess ? fmt::format("did you mean '{}'?", *guess)
                          : "crm.yaml names them, and takes new ones");
    }
    return *found;
}

ColumnMap columns_of(const std::vector<std::string>& options)
{
    ColumnMap out;
    for (const std::string& text : options) {
        ColumnMap more = ColumnMap::parse(text);
        std::move(more.columns.begin(), more.columns.end(), std::back_inserter(out.columns));
    }
    return out;
}

/// The bytes of all that a card says.
std::size_t size_of(const Card& card)
{
    std::size_t out = card.name.size() + card.org.size() + card.role.size() + card.notes.size() +
                      card.uid.size() + card.household.size();
    for (const auto* list : {&card.email, &card.phone, &card.address, &card.url, &card.aliases,
                             &card.tags, &card.interests}) {
        for (const std::string& text : *list) {
            out += text.size();
        }
    }
    return out;
}

/// A line of a ledger has its limit, and who writes a book into a card does not mean it to be read
/// each morning.
void pass_over_huge(Cards& cards)
{
    constexpr std::size_t largest_card = std::size_t{1} << 20;
    std::erase_if(cards.cards, [&](const Card& card) {
        const bool is_huge = size_of(card) > largest_card;
        if (is_huge) {
            cards.add_bad({card.place, "is larger than 1 MiB"});
        }
        return is_huge;
    });
}

void append(Cards& all, Cards more)
{
    pass_over_huge(more);
    std::move(more.left_out.begin(), more.left_out.end(), std::back_inserter(all.left_out));
    std::move(more.cards.begin(), more.cards.end(), std::back_inserter(all.cards));
    std::move(more.bad.begin(), more.bad.end(), std::back_inserter(all.bad));
    all.more_bad += more.more_bad;
}

std::string passed_over(const std::vector<std::string>& paths)
{
    constexpr std::size_t most_listed = 5;
    if (paths.empty()) {
        return "";
    }
    std::vector<std::string> shown;
    for (const std::string& path : paths) {
        if (shown.size() == most_listed) {
            shown.push_back(fmt::format("{} more", paths.size() - most_listed));
            break;
        }
        shown.push_back(visible(path));
    }
    return fmt::format("passed over, for they are nothing that is known by what it holds: {}\n\n",
                       enumerate(shown));
}

int import(Context& context, const Options& options, const Words& words)
{
    auto named = words.empty() ? std::nullopt : find_source_kind(words.front());
    const bool is_source = named && words.size() > 1;
    if (words.size() < (named ? 2U : 1U)) {
        throw Error(Fault::usage, "the FILE is missing", "usage: crm import contacts.vcf");
    }
    const ImportFiles files = find_import_files(
        {words.begin() + (is_source ? 1 : 0), words.end()}, is_source ? named : std::nullopt,
        options.map.empty() ? std::nullopt : std::optional(SourceKind::contacts));

    HistoryImport history{{}, {}, options.dry_run, options.explain};
    std::copy_if(files.files.begin(), files.files.end(), std::back_inserter(history.files),
                 [](const ImportFile& file) { return is_history(file.kind); });
    if (!history.files.empty() && history.files.size() < files.files.size()) {
        throw Error(Fault::usage, "these are contacts and what happened with them",
                    "import the contacts first, then what happened");
    }
    if (options.since) {
        history.since = context.date("--since", *options.since, Look::back);
    }
    if (!history.files.empty()) {
        return import_history(context, history);
    }

    const Folder folder = context.open_ledger();
    const Roster people = read_people(folder, context.today());
    ContactsWish wish{{context.today(), chosen_word("--kind", options.kind, people.settings.kinds),
                       chosen_word("--tier", options.tier, people.settings.tiers), options.tag,
                       options.update, options.separate},
                      options.dry_run,
                      options.explain};
    const ColumnMap map = columns_of(options.map);
    Cards cards;
    for (const ImportFile& file : files.files) {
        if (file.kind == SourceKind::vcard) {
            append(cards, read_vcards(read_import_file(file.path), file.path));
        } else if (file.kind == SourceKind::contacts) {
            append(cards, read_contact_table(read_import_file(file.path), file.path, map));
        }
    }
    context.print(passed_over(files.passed_over));
    return import_contacts(context, cards, wish);
}

} // namespace

Action set_up_import(CLI::App& app)
{
    auto options = std::make_shared<Options>();
    add_flag(app, "--dry-run", options->dry_run, "Show what would be written, and write nothing");
    add_value(app, "--kind", options->kind, "KIND", "What new contacts are to you");
    add_value(app, "--tier", options->tier, "TIER", "How much you owe new contacts");
    add_values(app, "--tag", options->tag, "WORD", "A word that contacts get to be filtered by");
    add_values(app, "--map", options->map, "COLUMN=KEY",
               "Which column of a table is which key: \"Full Name=name,Mail=email\"");
    add_value(app, "--since", options->since, "DATE",
              "What happened before is passed over (calendars: five years ago)");
    add_flag(app, "--update", options->update,
             "What the file says goes before what the ledger says");
    add_flag(app, "--separate", options->separate, "Who is doubtful is somebody new");
    add_flag(app, "--explain", options->explain, "Every record, and what becomes of it");
    return [options](Context& context, const Words& words) {
        return import(context, *options, words);
    };
}

} // namespace crm::cli
