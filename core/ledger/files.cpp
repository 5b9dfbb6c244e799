#include "core/ledger/files.hpp"

#include "core/base/text.hpp"
#include "core/ledger/layout.hpp"

#include <fmt/format.h>

#include <string_view>

namespace crm {
namespace {

constexpr std::string_view contact_name_form =
    "rename it: small letters, digits, '.', '_' and '-', then '.yaml'";
constexpr std::string_view month_name_form =
    "rename it to a year and a month, such as '2026-11.yaml'";

std::vector<ListedFile> files_in(const Subfolder& subfolder, std::string_view folder_name,
                                 bool (*is_good)(std::string_view), std::string_view form,
                                 Findings& findings)
{
    std::vector<ListedFile> out;
    try {
        for (const std::string& name : subfolder.list()) {
            std::string path;
            path.reserve(folder_name.size() + 1 + name.size());
            path.append(folder_name).append("/").append(name);
            const auto stem = layout::stem(name);
            const bool other_ending = name.size() > 4 && name.substr(name.size() - 4) == ".yml";
            if (name.front() == '.' || (!stem && !other_ending)) {
                continue;
            }
            if (!stem || !is_good(*stem)) {
                findings.push_back({Finding::Weight::left_out, whole_file(path),
                                    fmt::format("is no name for a file in {}/", folder_name),
                                    std::string(form)});
                continue;
            }
            out.push_back({name, std::string(*stem), std::move(path)});
        }
    } catch (const Error& error) {
        findings.push_back(left_out(error));
    }
    return out;
}

} // namespace

Finding left_out(const Error& error)
{
    return {Finding::Weight::left_out, error.place.value_or(Place{}), error.text, error.remedy};
}

std::vector<ListedFile> contacts_in(const Subfolder& subfolder, Findings& findings)
{
    return files_in(subfolder, layout::contacts, &is_slug, contact_name_form, findings);
}

std::vector<ListedFile> months_in(const Subfolder& subfolder, Findings& findings)
{
    return files_in(subfolder, layout::journal, &layout::is_month, month_name_form, findings);
}

} // namespace crm
