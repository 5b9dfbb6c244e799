#include "cli/input.hpp"

#include "core/base/error.hpp"

#include <fmt/format.h>

#include <array>
#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

namespace crm::cli {
namespace {

/// 0, or the errno of what failed: EFBIG for more than any text that is typed or kept may be.
int read_all(int file, std::string& out)
{
    constexpr std::size_t largest_text = std::size_t{16} << 20;
    std::array<char, 65536> part{};
    while (out.size() <= largest_text) {
        const ssize_t count = read(file, part.data(), part.size());
        if (count == 0) {
            return 0;
        }
        if (count < 0 && errno != EINTR) {
            return errno;
        }
        out.append(part.data(), count > 0 ? static_cast<std::size_t>(count) : 0);
    }
    return EFBIG;
}

std::string words_of(int error)
{
    return std::strerror(error); // NOLINT(concurrency-mt-unsafe): one thread
}

} // namespace

std::string read_standard_input()
{
    std::string out;
    if (const int error = read_all(STDIN_FILENO, out)) {
        throw Error(Fault::ledger,
                    fmt::format("standard input cannot be read: {}", words_of(error)));
    }
    return out;
}

std::string read_regular_file(const std::string& path)
{
    std::string out;
    struct stat status {};
    const int file = open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK);
    int error = file < 0 || fstat(file, &status) != 0 ? errno : 0;
    const bool regular = error == 0 && S_ISREG(status.st_mode);
    error = regular ? read_all(file, out) : error;
    if (file >= 0) {
        close(file);
    }
    if (error != 0) {
        throw Error(Fault::ledger, fmt::format("'{}' cannot be read: {}", path, words_of(error)));
    }
    if (!regular) {
        throw Error(Fault::ledger, fmt::format("'{}' is no file any more", path));
    }
    return out;
}

std::string read_file_or_input(const std::string& path)
{
    if (path == "-") {
        return read_standard_input();
    }
    std::string out;
    const int file = open(path.c_str(), O_RDONLY | O_CLOEXEC);
    const int error = file < 0 ? errno : read_all(file, out);
    if (file >= 0) {
        close(file);
    }
    if (error != 0) {
        throw Error(Fault::usage, fmt::format("'{}' cannot be read: {}", path, words_of(error)));
    }
    return out;
}

} // namespace crm::cli
