#include "core/base/beneath.hpp"
#include "core/base/file.hpp"
#include "core/base/retry.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <filesystem>
#include <system_error>

namespace crm {

namespace {

/// 0, or the errno. A folder that may not be read cannot be synced either: 0.
int sync(const std::filesystem::path& folder)
{
    const char* path = folder.empty() ? "." : folder.c_str();
    const Descriptor open(
        retried([&] { return ::open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC); }));
    return open && retried([&] { return ::fsync(open.get()); }) != 0 ? errno : 0;
}

} // namespace

void make_folders(const std::string& path)
{
    const std::filesystem::path folder(path);
    const std::filesystem::path above = folder.parent_path();
    std::error_code failure;
    if (!above.empty() && above != folder && !std::filesystem::exists(above, failure)) {
        make_folders(above.string());
    }
    int error = 0;
    if (retried([&] { return ::mkdir(path.c_str(), 0700); }) != 0) {
        error = errno == EEXIST ? 0 : errno;
    } else if (error = sync(above); error != 0) {
        ::rmdir(path.c_str());
    }
    if (error != 0) {
        throw Error(Fault::ledger, "'" + path + "' cannot be made: " + reason(error));
    }
}

} // namespace crm
