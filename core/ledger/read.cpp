#include "core/base/text.hpp"
#include "core/ledger/contact_file.hpp"
#include "core/ledger/journal_file.hpp"
#include "core/ledger/layout.hpp"
#include "core/ledger/ledger.hpp"
#include "core/ledger/settings_file.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <functional>
#include <optional>
#include <tuple>
#include <utility>

namespace crm {
namespace {

constexpr std::string_view contact_name_form =
    "rename it: small letters, digits, '.', '_' and '-', then '.yaml'";
constexpr std::string_view month_name_form =
    "rename it to a year and a month, such as '2026-11.yaml'";

Finding left_out(const Error& error)
{
    return {Finding::Weight::left_out, error.place.value_or(Place{}), error.text, error.remedy};
}

/// Reads one file into `ledger.files` and hands its document to `use`; what it throws becomes a
/// finding.
void with_document(const Folder& folder, const std::string& path, Ledger& ledger,
                   const std::function<void(const yaml::Document&, std::size_t)>& use)
{
    try {
        auto text = folder.read(path);
        if (!text) {
            return; // removed since the folder was listed
        }
        const yaml::Document document(path, std::move(*text));
        ledger.files.push_back({path, document.text()});
        use(document, ledger.files.size() - 1);
    } catch (const Error& error) {
        ledger.findings.push_back(left_out(error));
    }
}

/// The files of a subfolder with their stems. A name that would hide a file is a finding.
std::vector<std::pair<std::string, std::string>> files_in(const Folder& folder,
                                                          std::string_view subfolder,
                                                          bool (*is_good)(std::string_view),
                                                          std::string_view form, Findings& findings)
{
    std::vector<std::pair<std::string, std::string>> out;
    try {
        for (const std::string& name : folder.list(std::string(subfolder))) {
            const std::string path = fmt::format("{}/{}", subfolder, name);
            const auto stem = layout::stem(name);
            const bool other_ending = name.size() > 4 && name.substr(name.size() - 4) == ".yml";
            if (name.front() == '.' || (!stem && !other_ending)) {
                continue;
            }
            if (!stem || !is_good(*stem)) {
                findings.push_back({Finding::Weight::left_out, whole_file(path),
                                    fmt::format("is no name for a file in {}/", subfolder),
                                    std::string(form)});
                continue;
            }
            out.emplace_back(std::string(*stem), path);
        }
    } catch (const Error& error) {
        findings.push_back(left_out(error));
    }
    return out;
}

void read_contacts_and_journal(const Folder& folder, Ledger& ledger)
{
    for (const auto& [id, path] :
         files_in(folder, layout::contacts, &is_slug, contact_name_form, ledger.findings)) {
        with_document(
            folder, path, ledger, [&, &id = id](const yaml::Document& document, std::size_t file) {
                if (auto contact =
                        read_contact(document, id, file, ledger.settings, ledger.findings)) {
                    ledger.contacts.push_back(std::move(*contact));
                }
            });
    }
    std::sort(ledger.contacts.begin(), ledger.contacts.end(),
              [](const Contact& a, const Contact& b) { return a.id < b.id; });
    for (const auto& [month, path] :
         files_in(folder, layout::journal, &layout::is_month, month_name_form, ledger.findings)) {
        with_document(folder, path, ledger, [&](const yaml::Document& document, std::size_t file) {
            for (Interaction& line :
                 read_journal(document, file, ledger.settings.touches, ledger.findings)) {
                ledger.lines.push_back(std::move(line));
            }
        });
    }
    ledger.resolve();
}

Error no_settings(const Folder& folder)
{
    return {Fault::ledger, fmt::format("'{}' is no ledger: it has no crm.yaml", folder.path()),
            "make one with 'crm init', or name one with --ledger DIR or CRM_LEDGER"};
}

} // namespace

Ledger read_ledger_leniently(const Folder& folder, bool& settings_usable)
{
    Ledger ledger;
    settings_usable = false;
    auto text = folder.read(std::string(layout::settings));
    if (!text) {
        throw no_settings(folder);
    }
    std::optional<yaml::Document> document;
    try {
        document.emplace(std::string(layout::settings), std::move(*text));
    } catch (const Error& error) {
        ledger.findings.push_back(left_out(error));
    }
    if (document) {
        ledger.files.push_back({document->file(), document->text()});
        if (auto settings = read_settings(*document, ledger.findings)) {
            ledger.settings = std::move(*settings);
            settings_usable = true;
        }
    }
    if (!settings_usable) {
        // Without its words nothing can be said about the rest but whether it is YAML.
        for (const auto& [subfolder, is_good, form] :
             {std::tuple(layout::contacts, &is_slug, contact_name_form),
              std::tuple(layout::journal, &layout::is_month, month_name_form)}) {
            for (const auto& [stem, path] :
                 files_in(folder, subfolder, is_good, form, ledger.findings)) {
                with_document(folder, path, ledger, [](const yaml::Document&, std::size_t) {});
            }
        }
        return ledger;
    }
    read_contacts_and_journal(folder, ledger);
    return ledger;
}

Ledger read_ledger(const Folder& folder)
{
    Ledger ledger;
    auto text = folder.read(std::string(layout::settings));
    if (!text) {
        throw no_settings(folder);
    }
    const yaml::Document document(std::string(layout::settings), std::move(*text));
    ledger.files.push_back({document.file(), document.text()});
    auto settings = read_settings(document, ledger.findings);
    if (!settings) {
        const auto first = std::find_if(
            ledger.findings.begin(), ledger.findings.end(),
            [](const Finding& finding) { return finding.weight == Finding::Weight::left_out; });
        throw first->error();
    }
    ledger.settings = std::move(*settings);
    read_contacts_and_journal(folder, ledger);
    return ledger;
}

} // namespace crm
