#include "cli/commands.hpp"
#include "cli/json.hpp"
#include "cli/options.hpp"
#include "cli/phrases.hpp"
#include "core/check/check.hpp"
#include "core/git/trust.hpp"

#include <fmt/format.h>

#include <memory>

namespace crm::cli {
namespace {

struct Options {
    bool json = false;
};

std::string as_json(const Findings& findings)
{
    Json out;
    out["schema"] = "crm.check/1";
    out["findings"] = Json::array();
    for (const Finding& finding : findings) {
        out["findings"].push_back(to_json(finding));
        out["findings"].back()["left_out"] = finding.weight == Finding::Weight::left_out;
    }
    return to_text(out);
}

int check(Context& context, const Options& options)
{
    const Folder folder = context.open_ledger();
    bool settings_usable = false;
    const Ledger ledger = read_ledger_leniently(folder, context.today(), settings_usable);
    Findings findings = check_all(ledger, folder, context.today());
    for (Finding& finding : trust_findings(folder.path())) {
        findings.push_back(std::move(finding));
    }
    if (options.json) {
        context.print(as_json(findings));
    } else {
        constexpr std::string_view prefix = "crm: ";
        for (const Finding& finding : findings) {
            context.print(finding.error().message().substr(prefix.size()));
        }
        if (!findings.empty()) {
            context.print(fmt::format("\n{}\n", count_of(findings.size(), "finding")));
        }
    }
    return !settings_usable   ? exit_code::ledger
           : findings.empty() ? exit_code::done
                              : exit_code::yes_something;
}

} // namespace

Action set_up_check(CLI::App& app)
{
    auto options = std::make_shared<Options>();
    add_flag(app, "--json", options->json, "For programs");
    return [options](Context& context, const Words&) { return check(context, *options); };
}

} // namespace crm::cli
