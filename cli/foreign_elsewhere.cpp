#include "cli/foreign.hpp"
#include "core/base/error.hpp"

#include <fmt/format.h>

#include <cerrno>
#include <cstring>
#include <filesystem>
#include <system_error>
#include <unistd.h>
#include <vector>

namespace crm::cli {
namespace {

constexpr const char* companion = "crm-exchange";

/// Beside this program, as it is built; or where it is installed.
std::filesystem::path companion_path()
{
    std::error_code failure;
    const auto own = std::filesystem::read_symlink("/proc/self/exe", failure).parent_path();
    const auto beside = own / companion;
    return std::filesystem::exists(beside, failure) ? beside
                                                    : own.parent_path() / "libexec/crm" / companion;
}

} // namespace

const Foreign& foreign(const Context& context)
{
    const std::string path = companion_path().string();
    std::vector<std::string> arguments{"crm"};
    arguments.insert(arguments.end(), context.arguments.begin(), context.arguments.end());
    std::vector<char*> words;
    words.reserve(arguments.size() + 1);
    for (std::string& argument : arguments) {
        words.push_back(argument.data());
    }
    words.push_back(nullptr);
    ::execv(path.c_str(), words.data());
    throw Error(Fault::ledger,
                fmt::format("'{}', which reads calendars and mail and writes SQLite, cannot be "
                            "started: {}",
                            path, std::strerror(errno)), // NOLINT(concurrency-mt-unsafe)
                "it is a part of crm: install crm anew");
}

} // namespace crm::cli
