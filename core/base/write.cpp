#include "core/base/write.hpp"

#include "core/base/leftover.hpp"
#include "core/base/retry.hpp"
#include "core/base/watch.hpp"

#include <fmt/format.h>

#include <sys/stat.h>

#include <cstdio>
#include <thread>
#include <utility>

namespace crm {

bool not_supported(int error)
{
    return error == EINVAL || error == ENOSYS || error == EOPNOTSUPP;
}

int rename_to_free(int dir, const std::string& from, const std::string& to)
{
    if (::renameat2(dir, from.c_str(), dir, to.c_str(), RENAME_NOREPLACE) == 0) {
        return 0;
    }
    if (!not_supported(errno)) {
        return -1;
    }
    if (::linkat(dir, from.c_str(), dir, to.c_str(), 0) != 0) {
        if (errno == EPERM) { // what link says where there are no links
            errno = EOPNOTSUPP;
        }
        return -1;
    }
    ::unlinkat(dir, from.c_str(), 0); // if not, the next lock does it
    return 0;
}

int write_all(int file, std::string_view text)
{
    while (!text.empty()) {
        const ssize_t count = retried([&] { return ::write(file, text.data(), text.size()); });
        if (count < 0) {
            return -1;
        }
        text.remove_prefix(static_cast<std::size_t>(count));
    }
    return 0;
}

namespace {

/// Gives a file the owner and the group of another, as far as one may, and tells the permission
/// bits that go with it.
mode_t keep_owner(int file, const struct stat& old)
{
    const mode_t mode = old.st_mode & 07777U;
    const auto give = [&](uid_t owner) {
        return retried([&] { return ::fchown(file, owner, old.st_gid); }) == 0;
    };
    if (give(old.st_uid) || give(static_cast<uid_t>(-1))) { // only root gives files away
        return mode;
    }
    // The group's bits were meant for other people: now it may do what everybody may.
    return (mode & ~static_cast<mode_t>(S_IRWXG)) | ((mode & S_IRWXO) << 3U);
}

} // namespace

Write::Write(const Folder& root, std::chrono::milliseconds patience, const WriteProbe& probe,
             const std::string& path)
    : m_root(root), m_patience(patience), m_probe(probe), m_path(path)
{
    const std::size_t slash = path.rfind('/');
    m_subfolder = slash == std::string::npos ? "" : path.substr(0, slash);
    m_name = slash == std::string::npos ? path : path.substr(slash + 1);
    refuse_leading_out(path, path);
}

Error Write::written_but(const std::string& text, std::string remedy) const
{
    Error error(whole_file(m_path), "written, but " + text, std::move(remedy));
    error.written = true;
    return error;
}

std::string Write::kept() const
{
    return fmt::format("another edit made at the same time is kept in '{}'",
                       fmt::join(m_kept, "', '"));
}

std::string Write::beside(const std::string& name) const
{
    return m_subfolder.empty() ? name : m_subfolder + "/" + name;
}

void Write::run(const Lock::Edit& edit)
{
    const auto deadline = std::chrono::steady_clock::now() + m_patience;
    for (;;) {
        const std::string subfolder = m_subfolder.empty() ? "." : m_subfolder;
        m_dir = open_beneath(m_root.fd(), subfolder, subfolder);
        std::optional<Held> old;
        std::optional<std::string> present;
        bool busy = false;
        if (m_dir) {
            const Undisturbed guard;
            old = Held::open(m_dir.get(), m_name, m_path);
            if (old) {
                busy = old->wanted();
                present = old->let_go();
            }
        }
        if (!busy) { // else half of it may be missing
            const std::string next = edit(present);
            if (next == present || put(old, present, next)) {
                break;
            }
        }
        if (std::chrono::steady_clock::now() >= deadline) {
            const std::string text = busy ? "is open for writing in another program"
                                          : "keeps being changed by another program";
            throw Error(whole_file(m_path), m_kept.empty() ? text : text + "; " + kept(),
                        "close it there and try again");
        }
        std::this_thread::sleep_for(std::chrono::milliseconds(busy ? 10 : 2));
    }
    if (!m_kept.empty()) {
        throw written_but(kept(), "copy from there what is missing, then remove it");
    }
}

bool Write::put(const std::optional<Held>& old, const std::optional<std::string>& present,
                const std::string& next)
{
    if (next.size() > largest_file) {
        throw gave_up(EFBIG);
    }
    const Undisturbed guard;
    Litter litter;
    open_folder(litter);
    create(old, next, litter);
    if (!present) {
        return place_new(litter);
    }
    const std::string swap = swap_file_name(m_name, *present, next);
    if (const int error =
            step(WriteStep::name, [&] { return rename_to_free(m_dir.get(), litter.file, swap); })) {
        throw gave_up(error);
    }
    litter.file = swap;
    if (!looks_like(m_name, old->status())) { // most edits are seen here, without moving anything
        return false;
    }
    return exchange(old->status(), *present, next, litter);
}

bool Write::looks_like(const std::string& name, const struct stat& old) const
{
    struct stat now {};
    return ::fstatat(m_dir.get(), name.c_str(), &now, AT_SYMLINK_NOFOLLOW) == 0 &&
           now.st_dev == old.st_dev && now.st_ino == old.st_ino && now.st_size == old.st_size &&
           now.st_mtim.tv_sec == old.st_mtim.tv_sec && now.st_mtim.tv_nsec == old.st_mtim.tv_nsec;
}

void Write::open_folder(Litter& litter)
{
    if (!m_dir) {
        const int root = m_root.fd();
        // One level only: mkdir would follow a link further up.
        const bool deep = m_subfolder.find('/') != std::string::npos;
        const int error = deep ? ENOENT : step(WriteStep::make_folder, [&] {
            return ::mkdirat(root, m_subfolder.c_str(), 0700);
        });
        if (error != 0 && error != EEXIST) {
            throw gave_up(error);
        }
        if (error == 0) {
            litter.root = root;
            litter.folder = m_subfolder;
            if (retried([&] { return ::fsync(root); }) != 0) {
                throw gave_up(errno);
            }
        }
        m_dir = open_beneath(root, m_subfolder, m_path);
        if (!m_dir) {
            throw gave_up(ENOENT);
        }
    }
    litter.dir = m_dir.get();
}

void Write::create(const std::optional<Held>& old, const std::string& next, Litter& litter)
{
    Descriptor file;
    const std::string name = new_file_name();
    int error = step(WriteStep::create, [&] {
        file = Descriptor(::openat(m_dir.get(), name.c_str(),
                                   O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600));
        return file ? 0 : -1;
    });
    if (error != 0) {
        throw gave_up(error);
    }
    litter.file = name;
    error = step(WriteStep::write, [&] { return write_all(file.get(), next); });
    if (error == 0) {
        error = step(WriteStep::sync_file, [&] {
            const mode_t mode = old ? keep_owner(file.get(), old->status()) : 0600U;
            return ::fchmod(file.get(), mode) != 0 || ::fsync(file.get()) != 0 ? -1 : 0;
        });
    }
    // Some file systems tell only now that the disk is full. On Linux, the descriptor is closed
    // whatever close says.
    if (::close(file.release()) != 0 && errno != EINTR && error == 0) {
        error = errno;
    }
    if (error != 0) {
        throw gave_up(error);
    }
}

bool Write::place_new(Litter& litter)
{
    const int error =
        step(WriteStep::exchange, [&] { return rename_to_free(m_dir.get(), litter.file, m_name); });
    if (error == EEXIST) {
        return false;
    }
    if (error != 0) {
        throw gave_up(error);
    }
    litter.keep();
    finish(nullptr, "", "", 0);
    return true;
}

void Lock::write(const std::string& path, const Edit& edit)
{
    if (!is_watched()) {
        Write(m_folder, m_patience, m_probe, path).run(edit);
        return;
    }
    WrittenFile file{path, std::nullopt, std::nullopt};
    const auto noting = [&](const std::optional<std::string>& present) {
        file.before = present;
        file.after = edit(present);
        return *file.after;
    };
    try {
        Write(m_folder, m_patience, m_probe, path).run(noting);
    } catch (const Error& error) {
        if (error.written) {
            note_written(std::move(file));
        }
        throw;
    }
    note_written(std::move(file));
}

} // namespace crm
