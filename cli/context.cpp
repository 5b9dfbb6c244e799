#include "cli/context.hpp"

#include "cli/phrases.hpp"
#include "core/base/environment.hpp"
#include "core/ledger/layout.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <system_error>

namespace crm::cli {
namespace {

std::size_t left_out(const Roster& roster)
{
    return static_cast<std::size_t>(
        std::count_if(roster.findings.begin(), roster.findings.end(), [](const Finding& finding) {
            return finding.weight == Finding::Weight::left_out;
        }));
}

} // namespace

std::string Context::ledger_path() const
{
    std::error_code failure;
    layout::Search search;
    search.option = ledger_option;
    search.environment = environment("CRM_LEDGER");
    search.here = std::filesystem::current_path(failure).string();
    search.data_home = environment("XDG_DATA_HOME");
    search.home = environment("HOME");
    if (!search.data_home && search.home) {
        search.data_home = *search.home + "/.local/share";
    }
    return layout::find(search);
}

Folder Context::open_ledger() const
{
    try {
        return Folder(ledger_path());
    } catch (Error& error) {
        if (error.remedy.empty()) {
            error.remedy = "make a ledger with 'crm init DIR', or name another with --ledger DIR";
        }
        throw;
    }
}

std::string Context::program() const
{
    std::error_code failure;
    return ledger_option ? fmt::format("crm --ledger {}",
                                       shell_word(std::filesystem::absolute(*ledger_option, failure)
                                                      .lexically_normal()
                                                      .string()))
                         : "crm";
}

Date Context::today() const
{
    const auto from_environment = environment("CRM_TODAY");
    if (today_option) {
        return date("--today", *today_option, Look::back);
    }
    return from_environment ? date("CRM_TODAY", *from_environment, Look::back) : local_today();
}

bool Context::is_today_by_clock() const
{
    return !today_option && !environment("CRM_TODAY");
}

Date Context::date(std::string_view option, std::string_view text, Look look) const
{
    const bool is_the_day_itself = option == "--today" || option == "CRM_TODAY";
    const auto parsed = parse_spoken(text, is_the_day_itself ? local_today() : today(), look);
    if (!parsed) {
        throw Error(Fault::usage, fmt::format("{} '{}' is not a date", option, text),
                    std::string(spoken_forms));
    }
    return *parsed;
}

int Context::finish(const Roster& roster, int code)
{
    if (written && roster.incomplete()) {
        complaints += "crm: written, but something else in the ledger could not be used:\n";
    }
    constexpr std::size_t most_told = 10;
    std::size_t told = 0;
    for (const Finding& finding : roster.findings) {
        if (finding.weight == Finding::Weight::left_out && told++ < most_told) {
            complaints += finding.error().message();
        }
    }
    if (told > most_told) {
        complaints +=
            fmt::format("crm: and {} more; 'crm check' lists them all\n", told - most_told);
    }
    return roster.incomplete() ? exit_code::ledger : code;
}

std::string incomplete_line(const Roster& roster)
{
    const std::size_t count = left_out(roster);
    if (count == 0) {
        return {};
    }
    return fmt::format("\nThis is incomplete: {} could not be used and {} left out.\n",
                       count == 1 ? "one thing in the ledger"
                                  : fmt::format("{} things in the ledger", count),
                       count == 1 ? "was" : "were");
}

std::string join(const std::vector<std::string>& words)
{
    return fmt::format("{}", fmt::join(words, " "));
}

} // namespace crm::cli
