// Creating many files at once. Syncing each of five thousand new files takes half a minute, syncing
// their file system ten times one second: so they are finished in batches under names of their own,
// synced together, and only then get the names under which they count.

#include "core/base/leftover.hpp"
#include "core/base/watch.hpp"
#include "core/base/write.hpp"

#include <algorithm>
#include <span>

namespace crm {
namespace {

constexpr std::size_t batch_size = 500;

/// The finished files of a batch that have no name of their own yet; removed when it is given up.
class Nameless {
public:
    explicit Nameless(int dir) : m_dir(dir) {}
    Nameless(const Nameless&) = delete;
    Nameless& operator=(const Nameless&) = delete;
    ~Nameless()
    {
        for (const std::string& name : m_names) {
            if (!name.empty()) {
                ::unlinkat(m_dir, name.c_str(), 0);
            }
        }
    }

    void add(std::string name) { m_names.push_back(std::move(name)); }
    [[nodiscard]] const std::string& operator[](std::size_t i) const { return m_names[i]; }
    void named(std::size_t i) { m_names[i].clear(); }

private:
    int m_dir;
    std::vector<std::string> m_names;
};

/// Writes batches into one open folder.
class BatchCreation {
public:
    BatchCreation(int dir, std::string subfolder, const WriteProbe& probe)
        : m_dir(dir), m_subfolder(std::move(subfolder)), m_probe(probe)
    {
    }

    void run(std::span<const NewFile> files) const
    {
        const Undisturbed guard;
        Nameless finished(m_dir);
        for (const NewFile& file : files) {
            finish(file, finished);
        }
        check(files.front(), WriteStep::sync_file, [&] { return ::syncfs(m_dir); });
        for (std::size_t i = 0; i < files.size(); ++i) {
            const int error = step(WriteStep::exchange, [&] {
                return rename_to_free(m_dir, finished[i], files[i].name);
            });
            if (error != 0 && i > 0) {
                throw written(files[i], "not this one and those after it: " + reason(error));
            }
            if (error != 0) {
                throw failure(path_of(files[i]), "written", error);
            }
            finished.named(i);
            if (is_watched()) {
                note_written({path_of(files[i]), std::nullopt, files[i].text});
            }
        }
        if (const int error = step(WriteStep::sync_folder, [&] { return ::fsync(m_dir); })) {
            throw written(files.back(),
                          "a power cut may undo it: the folder cannot be synced: " + reason(error));
        }
    }

private:
    [[nodiscard]] std::string path_of(const NewFile& file) const
    {
        return m_subfolder + "/" + file.name;
    }

    [[nodiscard]] Error written(const NewFile& file, const std::string& text) const
    {
        Error error(whole_file(path_of(file)), "written, but " + text);
        error.written = true;
        return error;
    }

    void finish(const NewFile& file, Nameless& finished) const
    {
        if (file.text.size() > largest_file) {
            throw failure(path_of(file), "written", EFBIG);
        }
        const std::string name = new_file_name();
        Descriptor out;
        check(file, WriteStep::create, [&] {
            out = Descriptor(::openat(m_dir, name.c_str(),
                                      O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600));
            return out ? 0 : -1;
        });
        finished.add(name);
        check(file, WriteStep::write, [&] { return write_all(out.get(), file.text); });
        check(file, WriteStep::write, [&] {
            const int closed = ::close(out.release());
            return closed != 0 && errno != EINTR ? -1 : 0;
        });
    }

    template <class Act>
    int step(WriteStep which, Act&& act) const
    {
        if (m_probe) {
            if (const int error = m_probe(which); error != 0) {
                return error;
            }
        }
        return retried(act) != 0 ? errno : 0;
    }

    template <class Act>
    void check(const NewFile& file, WriteStep which, Act&& act) const
    {
        if (const int error = step(which, act); error != 0) {
            throw failure(path_of(file), "written", error);
        }
    }

    int m_dir;
    std::string m_subfolder;
    const WriteProbe& m_probe;
};

} // namespace

void Lock::create(const std::string& subfolder, const std::vector<NewFile>& files,
                  const std::function<void(std::size_t)>& done)
{
    for (const NewFile& file : files) {
        refuse_leading_out(file.name, subfolder + "/" + file.name);
    }
    Descriptor dir = open_beneath(m_folder.fd(), subfolder, subfolder);
    if (!dir) {
        if (::mkdirat(m_folder.fd(), subfolder.c_str(), 0700) != 0 || ::fsync(m_folder.fd()) != 0) {
            throw failure(subfolder, "made", errno);
        }
        dir = open_beneath(m_folder.fd(), subfolder, subfolder);
    }
    const BatchCreation batches(dir.get(), subfolder, m_probe);
    const std::span<const NewFile> all(files);
    for (std::size_t at = 0; at < all.size(); at += batch_size) {
        const std::size_t count = std::min(batch_size, all.size() - at);
        batches.run(all.subspan(at, count));
        done(at + count);
    }
}

} // namespace crm
