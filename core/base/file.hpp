#pragma once

// Files of a ledger, read and written without following a link out of it and without ever losing a
// line. Reading opens beneath the ledger's folder and takes regular files only. Writing happens
// under a lock, beside the file, and is put in place by exchanging the two names, so that an edit
// that came in between is noticed and kept. Nothing else in the program opens, creates or renames a
// file of the ledger.

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace crm {

/// An owned file descriptor.
class Descriptor {
public:
    Descriptor() = default;
    explicit Descriptor(int fd) : m_fd(fd) {}
    Descriptor(Descriptor&& other) noexcept;
    Descriptor& operator=(Descriptor&& other) noexcept;
    Descriptor(const Descriptor&) = delete;
    Descriptor& operator=(const Descriptor&) = delete;
    ~Descriptor();
    [[nodiscard]] int get() const { return m_fd; }
    [[nodiscard]] explicit operator bool() const { return m_fd >= 0; }

    /// Hands the descriptor over to the caller, who closes it.
    [[nodiscard]] int release();

private:
    int m_fd = -1;
};

/// The largest file that is read, in bytes.
inline constexpr std::uint64_t largest_file = std::uint64_t{512} << 20;

/// The open folder of a ledger. Paths given to its members are relative to it, with '/' between
/// their parts.
class Folder {
public:
    /// Opens `path`, which may be reached through links. Throws Error (ledger) when it is no folder
    /// or cannot be opened.
    explicit Folder(std::string path);

    [[nodiscard]] const std::string& path() const { return m_path; }
    [[nodiscard]] int fd() const { return m_fd.get(); }

    /// The whole content of a file, or nothing where it does not exist. Throws Error (ledger, the
    /// file as place) when it cannot be opened or read, is reached through a symbolic link, lies
    /// outside the folder, is no regular file, or is larger than largest_file.
    [[nodiscard]] std::optional<std::string> read(const std::string& path) const;

    /// Names in the subfolder `path` ("" for the folder itself), sorted by bytes, without "." and
    /// ".."; none where the subfolder does not exist. Throws Error as read() does.
    [[nodiscard]] std::vector<std::string> list(const std::string& path) const;

    /// When the content of a file last changed, since 1970 by the clock of its file system; nothing
    /// where it does not exist. Throws Error as read() does. For telling which of two files was
    /// written later, and nothing else: no date of the ledger comes from it.
    [[nodiscard]] std::optional<std::chrono::nanoseconds> modified(const std::string& path) const;

    /// Permission bits of the folder itself (such as 0700).
    [[nodiscard]] unsigned mode() const;

private:
    std::string m_path;
    Descriptor m_fd;
};

/// A subfolder of a ledger, held open: for reading many of its files at little cost each.
class Subfolder {
public:
    /// Throws Error (ledger) where `name` is no folder that can be opened; without files where it
    /// does not exist.
    Subfolder(const Folder& folder, std::string name);

    /// As Folder::list().
    [[nodiscard]] std::vector<std::string> list() const;

    /// Puts the whole content of the file `name` into `text`, whose room is used again; false where
    /// it does not exist. Throws Error as Folder::read() does, with `name` behind the subfolder's.
    bool read(const std::string& name, std::string& text) const;

private:
    const Folder& m_folder;
    std::string m_name;
    Descriptor m_fd;
};

/// Makes a folder, 0700, and those above it that are missing, each synced into the one above; none
/// that is there is touched. Throws Error (ledger).
void make_folders(const std::string& path);

/// The steps of a write, in order, for tests that make one of them fail or act at that instant.
enum class WriteStep {
    make_folder,
    create,
    write,
    sync_file,
    name,     ///< the finished temporary file gets the name under which it is exchanged
    exchange, ///< also the placing of a new file
    compare,  ///< reading what came out
    swap_back,
    remove,
    sync_folder,
};

/// Called before each step; a result other than 0 is taken for the errno of its failure.
using WriteProbe = std::function<int(WriteStep)>;

/// A file that is to be created.
struct NewFile {
    std::string name; ///< in its subfolder
    std::string text;
};

/// The right to write to a ledger, held while it lives (flock on the folder's descriptor).
class Lock {
public:
    /// Waits until no other process holds the lock, at most `patience`. Throws Error (ledger) when
    /// it is still held then. Removes what is provably crm's own leftover of an interrupted write.
    /// A write() tries for as long again when another program keeps changing the file.
    explicit Lock(const Folder& folder,
                  std::chrono::milliseconds patience = std::chrono::seconds(10),
                  WriteProbe probe = {});
    explicit Lock(Folder&&, std::chrono::milliseconds = {},
                  WriteProbe = {}) = delete; ///< would dangle
    Lock(const Lock&) = delete;
    Lock& operator=(const Lock&) = delete;
    ~Lock();

    /// Makes the new content of a file from the present one (nothing: there is no such file). It
    /// may be called again when the file changed meanwhile, and may throw to give the write up.
    using Edit = std::function<std::string(const std::optional<std::string>& present)>;

    /// Replaces the content of `path` by what `edit` makes of it, or creates it (and its subfolder,
    /// 0700). At every instant the file is the old one or the new one. Nothing is written when the
    /// content stays the same. A file keeps its permission bits; a new one has 0600.
    ///
    /// Throws Error (ledger) when it cannot be done: before the exchange, the old file stands and
    /// nothing is left behind; after it, `written` is set, and the text begins with "written, but".
    /// What `edit` throws passes through, nothing written. Where other programs saved two versions
    /// that know nothing of each other while it wrote, the later one is edited, the other one stays
    /// as a Leftover and the Error names it.
    void write(const std::string& path, const Edit& edit);

    /// Creates files in `subfolder`, which is made where it is missing; none of them may be there.
    /// Each is there whole or not at all, in the order given: where one cannot be created, those of
    /// its batch (500) before it may be there, and Error (ledger) is thrown. `done` hears how many
    /// are there after each batch.
    void create(const std::string& subfolder, const std::vector<NewFile>& files,
                const std::function<void(std::size_t)>& done);

    /// Replaces the content of `from` as write() does, then gives it the name `to` in the same
    /// subfolder, never over another file. A crash in between leaves the new content under the old
    /// name. Throws Error (ledger) when it cannot be done, the old content taken back; when it is
    /// done and something failed, `written` is set.
    void rename(const std::string& from, const std::string& to, const Edit& edit);

private:
    const Folder& m_folder;
    Descriptor m_held;
    std::chrono::milliseconds m_patience;
    WriteProbe m_probe;
};

/// A temporary file of an interrupted write that may hold somebody's edit.
struct Leftover {
    std::string path;   ///< relative to the ledger's folder
    std::string target; ///< the file it belongs to, in the same way; empty where that is not known
};

/// Leftovers in the ledger's folder and its subfolders that a Lock would not remove.
[[nodiscard]] std::vector<Leftover> doubtful_leftovers(const Folder& folder);

} // namespace crm
