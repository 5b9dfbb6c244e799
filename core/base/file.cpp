#include "core/base/file.hpp"

#include "core/base/beneath.hpp"
#include "core/base/retry.hpp"

#include <fcntl.h>
#include <linux/openat2.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <memory>
#include <system_error>
#include <utility>

namespace crm {

namespace {

constexpr std::string_view move_away = "move it out of the ledger";

// O_NONBLOCK: opening a named pipe must not wait for its other end.
constexpr int reading = O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY;

/// Whether `path` could lead out of its folder by its words alone, or is no path at all.
bool leads_out(const std::string& path)
{
    if (path.empty() || path.front() == '/' || path.find('\0') != std::string::npos) {
        return true;
    }
    for (std::size_t begin = 0; begin <= path.size();) {
        const std::size_t end = std::min(path.find('/', begin), path.size());
        if (path.compare(begin, end - begin, "..") == 0) {
            return true;
        }
        begin = end + 1;
    }
    return false;
}

int open_resolved(int dir, const std::string& path)
{
    open_how how{};
    how.flags = static_cast<decltype(how.flags)>(reading);
    how.resolve = RESOLVE_BENEATH | RESOLVE_NO_SYMLINKS;
    return static_cast<int>(::syscall(SYS_openat2, dir, path.c_str(), &how, sizeof how));
}

bool is_link(int dir, const std::string& path)
{
    struct stat status {};
    return ::fstatat(dir, path.c_str(), &status, AT_SYMLINK_NOFOLLOW) == 0 &&
           S_ISLNK(status.st_mode);
}

/// What openat2 does, for kernels and sandboxes without it: one part of the path at a time.
int open_by_parts(int dir, const std::string& path)
{
    Descriptor folder;
    std::size_t begin = 0;
    for (;;) {
        const int at = folder ? folder.get() : dir;
        const std::size_t slash = path.find('/', begin);
        if (slash == std::string::npos) {
            const std::string last = path.substr(begin);
            return ::openat(at, last.empty() ? "." : last.c_str(), reading | O_NOFOLLOW);
        }
        const std::string part = path.substr(begin, slash - begin);
        if (!part.empty()) {
            Descriptor next(
                ::openat(at, part.c_str(), O_PATH | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC));
            if (!next) {
                if (errno == ENOTDIR) {
                    errno = is_link(at, part) ? ELOOP : ENOTDIR;
                }
                return -1;
            }
            folder = std::move(next);
        }
        begin = slash + 1;
    }
}

Error link_refused(int dir, const std::string& path, const std::string& shown)
{
    // Shortest first, so that no link is followed by asking.
    for (std::size_t end = path.find('/'); end != path.npos; end = path.find('/', end + 1)) {
        const std::string part = path.substr(0, end);
        if (is_link(dir, part)) {
            return {whole_file(shown), "is reached through a symbolic link, '" + part + "'",
                    "put the folder itself in its place"};
        }
    }
    return {whole_file(shown), "is a symbolic link", "put what it points to in its place"};
}

Error outside(const std::string& shown)
{
    return {whole_file(shown), "lies outside the ledger's folder"};
}

Error too_large(const std::string& shown)
{
    return {whole_file(shown), "is larger than " + std::to_string(largest_file >> 20) + " MiB",
            std::string(move_away)};
}

void refuse_unless_file(mode_t mode, const std::string& shown)
{
    const auto refuse = [&](const char* text) {
        throw Error(whole_file(shown), text, std::string(move_away));
    };
    if (S_ISDIR(mode)) {
        refuse("is a folder, not a file");
    } else if (S_ISFIFO(mode)) {
        refuse("is a named pipe, not a file");
    } else if (!S_ISREG(mode)) {
        refuse("is a device, not a file");
    }
}

} // namespace

Descriptor::Descriptor(Descriptor&& other) noexcept : m_fd(other.release()) {}

Descriptor& Descriptor::operator=(Descriptor&& other) noexcept
{
    if (this != &other) {
        const Descriptor old(std::exchange(m_fd, other.release()));
    }
    return *this;
}

Descriptor::~Descriptor()
{
    if (m_fd >= 0) {
        ::close(m_fd);
    }
}

int Descriptor::release()
{
    return std::exchange(m_fd, -1);
}

std::string reason(int error)
{
    return std::generic_category().message(error);
}

Error failure(const std::string& shown, const std::string& done, int error)
{
    std::string remedy;
    if (error == EACCES || error == EPERM) {
        remedy = "check the permissions of the file and its folder";
    } else if (error == ENOSPC || error == EDQUOT) {
        remedy = "make room on the disk and try again";
    } else if (error == EOPNOTSUPP) {
        remedy = "the file system can neither exchange nor link files; keep the ledger on another "
                 "disk";
    }
    return {whole_file(shown), "cannot be " + done + ": " + reason(error), remedy};
}

void refuse_leading_out(const std::string& path, const std::string& shown)
{
    if (leads_out(path)) {
        throw outside(shown);
    }
}

Descriptor open_beneath(int dir, const std::string& path, const std::string& shown)
{
    refuse_leading_out(path, shown);
    int file = -1;
    do {
        file = open_resolved(dir, path);
        if (file < 0 && (errno == ENOSYS || errno == EPERM)) {
            file = open_by_parts(dir, path);
        }
    } while (file < 0 && errno == EINTR);
    if (file >= 0) {
        return Descriptor(file);
    }
    switch (const int error = errno) {
    case ENOENT: return {};
    case ELOOP: throw link_refused(dir, path, shown);
    case EXDEV: throw outside(shown);
    case ENXIO: throw Error(whole_file(shown), "is a socket, not a file", std::string(move_away));
    default: throw failure(shown, "read", error);
    }
}

void read_whole(int file, const std::string& shown, struct stat& status, std::string& text)
{
    if (::fstat(file, &status) != 0) {
        throw failure(shown, "read", errno);
    }
    refuse_unless_file(status.st_mode, shown);
    if (static_cast<std::uint64_t>(status.st_size) > largest_file) {
        throw too_large(shown);
    }
    // One byte more than there should be, so that a short count says that this was all.
    text.resize(static_cast<std::size_t>(status.st_size) + 1);
    std::size_t size = 0;
    for (;;) {
        const ssize_t count =
            ::pread(file, text.data() + size, text.size() - size, static_cast<off_t>(size));
        if (count < 0 && errno != EINTR) {
            throw failure(shown, "read", errno);
        }
        size += count > 0 ? static_cast<std::size_t>(count) : 0;
        if (count >= 0 && size < text.size()) {
            const bool asks_again = count > 0 && size < static_cast<std::size_t>(status.st_size);
            if (!asks_again) {
                text.resize(size);
                return;
            }
        } else if (size == text.size()) { // it grew meanwhile
            if (size > largest_file) {
                throw too_large(shown);
            }
            text.resize(size + size / 2 + 4096);
        }
    }
}

std::string read_whole(int file, const std::string& shown, struct stat& status)
{
    std::string text;
    read_whole(file, shown, status, text);
    return text;
}

void for_each_entry(const Descriptor& folder, const std::string& shown,
                    const std::function<void(const dirent&)>& visit)
{
    Descriptor copy(::fcntl(folder.get(), F_DUPFD_CLOEXEC, 0));
    const std::unique_ptr<DIR, int (*)(DIR*)> stream(copy ? ::fdopendir(copy.get()) : nullptr,
                                                     &::closedir);
    if (!stream) {
        if (errno == ENOTDIR) {
            throw Error(whole_file(shown), "is not a folder");
        }
        throw failure(shown, "read", errno);
    }
    (void)copy.release(); // closed by closedir
    for (;;) {
        errno = 0;
        const dirent* entry = ::readdir(stream.get());
        if (entry == nullptr) {
            if (errno != 0) {
                throw failure(shown, "read", errno);
            }
            return;
        }
        const std::string_view name = entry->d_name;
        if (name != "." && name != "..") {
            visit(*entry);
        }
    }
}

Folder::Folder(std::string path) : m_path(std::move(path))
{
    m_fd = Descriptor(
        retried([&] { return ::open(m_path.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC); }));
    if (m_fd) {
        return;
    }
    const int error = errno;
    const std::string name = "'" + m_path + "' ";
    if (error == ENOENT) {
        throw Error(Fault::ledger, name + "does not exist");
    }
    if (error == ENOTDIR) {
        throw Error(Fault::ledger, name + "is not a folder");
    }
    throw Error(Fault::ledger, name + "cannot be opened: " + reason(error));
}

std::optional<std::string> Folder::read(const std::string& path) const
{
    const Descriptor file = open_beneath(fd(), path, path);
    if (!file) {
        return std::nullopt;
    }
    struct stat status {};
    return read_whole(file.get(), path, status);
}

namespace {

std::vector<std::string> names_in(const Descriptor& folder, const std::string& shown)
{
    std::vector<std::string> names;
    if (folder) {
        for_each_entry(folder, shown,
                       [&](const dirent& entry) { names.emplace_back(entry.d_name); });
        std::sort(names.begin(), names.end());
    }
    return names;
}

} // namespace

std::vector<std::string> Folder::list(const std::string& path) const
{
    const std::string shown = path.empty() ? "." : path;
    return names_in(open_beneath(fd(), shown, shown), shown);
}

Subfolder::Subfolder(const Folder& folder, std::string name)
    : m_folder(folder), m_name(std::move(name)), m_fd(open_beneath(folder.fd(), m_name, m_name))
{
}

std::vector<std::string> Subfolder::list() const
{
    return names_in(m_fd, m_name);
}

bool Subfolder::read(const std::string& name, std::string& text) const
{
    const std::string shown = m_name + "/" + name;
    Descriptor file;
    if (m_fd && name.find('/') == std::string::npos && name != "..") {
        // A single name that is no link cannot lead out of the folder that is open.
        file = Descriptor(::openat(m_fd.get(), name.c_str(), reading | O_NOFOLLOW));
    }
    if (!file) {
        file = open_beneath(m_folder.fd(), shown, shown); // which knows why not
    }
    if (!file) {
        return false;
    }
    struct stat status {};
    read_whole(file.get(), shown, status, text);
    return true;
}

std::optional<std::chrono::nanoseconds> Folder::modified(const std::string& path) const
{
    const Descriptor file = open_beneath(fd(), path, path);
    if (!file) {
        return std::nullopt;
    }
    struct stat status {};
    if (::fstat(file.get(), &status) != 0) {
        throw failure(path, "read", errno);
    }
    refuse_unless_file(status.st_mode, path);
    return std::chrono::seconds(status.st_mtim.tv_sec) +
           std::chrono::nanoseconds(status.st_mtim.tv_nsec);
}

unsigned Folder::mode() const
{
    struct stat status {};
    if (::fstat(fd(), &status) != 0) {
        throw Error(Fault::ledger, "'" + m_path + "' cannot be read: " + reason(errno));
    }
    return status.st_mode & 07777U;
}

} // namespace crm
