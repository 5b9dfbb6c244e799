#include "core/ledger/layout.hpp"

#include "core/base/error.hpp"

#include <fmt/format.h>

#include <filesystem>
#include <system_error>

namespace crm::layout {

std::string contact(std::string_view id)
{
    return fmt::format("{}/{}.yaml", contacts, id);
}

std::string month(Date date)
{
    return fmt::format("{}/{}.yaml", journal, iso_month(date));
}

std::optional<std::string_view> stem(std::string_view file_name)
{
    constexpr std::string_view ending = ".yaml";
    if (file_name.size() <= ending.size() ||
        file_name.substr(file_name.size() - ending.size()) != ending) {
        return std::nullopt;
    }
    return file_name.substr(0, file_name.size() - ending.size());
}

bool is_month(std::string_view stem)
{
    return stem.size() == 7 && parse_iso(std::string(stem) + "-01").has_value();
}

std::string find(const Search& search)
{
    if (search.option) {
        return *search.option;
    }
    if (search.environment && !search.environment->empty()) {
        return *search.environment;
    }
    std::error_code failure;
    for (std::filesystem::path folder = search.here; !folder.empty();
         folder = folder.parent_path()) {
        if (std::filesystem::exists(folder / settings, failure)) {
            return folder.string();
        }
        if (folder == folder.root_path()) {
            break;
        }
    }
    if (search.data_home) {
        const std::filesystem::path folder = std::filesystem::path(*search.data_home) / "crm";
        if (std::filesystem::exists(folder / settings, failure)) {
            return folder.string();
        }
    }
    if (search.home) {
        const std::filesystem::path folder = std::filesystem::path(*search.home) / "crm";
        if (std::filesystem::exists(folder / settings, failure)) {
            throw Error(Fault::ledger, "no ledger found here or in a folder above",
                        "there is one in ~/crm: type 'cd ~/crm' first, or put 'export "
                        "CRM_LEDGER=~/crm' into ~/.profile to find it from everywhere");
        }
    }
    throw Error(Fault::ledger, "no ledger found here or in a folder above",
                "make one with 'crm init', or name one with --ledger DIR or CRM_LEDGER");
}

} // namespace crm::layout
