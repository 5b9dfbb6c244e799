#include "core/base/watch.hpp"

#include "core/base/beneath.hpp"
#include "core/base/held.hpp"
#include "core/base/leftover.hpp"
#include "core/base/write.hpp"

#include <fmt/format.h>

#include <cstddef>
#include <cstdio>
#include <unordered_map>
#include <utility>

namespace crm {
namespace {

struct Watching {
    WriteWatch watch;
    std::function<void(const Folder&)> prepare;
    std::vector<WrittenFile> written;
    std::unordered_map<std::string, std::size_t> places; ///< in `written`, by path
};

Watching& watching()
{
    static Watching state;
    return state;
}

} // namespace

void watch_writes(WriteWatch watch)
{
    watching().watch = std::move(watch);
}

void before_locks(std::function<void(const Folder&)> prepare)
{
    watching().prepare = std::move(prepare);
}

void prepare_lock(const Folder& folder)
{
    if (watching().prepare) {
        watching().prepare(folder);
    }
}

Unwatched::Unwatched()
    : m_watch(std::exchange(watching().watch, {})), m_prepare(std::exchange(watching().prepare, {}))
{
}

Unwatched::~Unwatched()
{
    watching().watch = std::move(m_watch);
    watching().prepare = std::move(m_prepare);
}

bool is_watched()
{
    return static_cast<bool>(watching().watch);
}

void note_written(WrittenFile file)
{
    if (!is_watched()) {
        return;
    }
    auto& state = watching();
    const auto known = state.places.find(file.path);
    if (known != state.places.end()) {
        state.written[known->second].after = std::move(file.after);
    } else if (file.before != file.after) {
        state.places.emplace(file.path, state.written.size());
        state.written.push_back(std::move(file));
    }
}

void tell_written(const Folder& folder)
{
    const auto written = std::exchange(watching().written, {});
    watching().places.clear();
    if (!written.empty() && is_watched()) {
        watching().watch(folder, written);
    }
}

namespace {

/// Removes one file of an open folder. The name goes first and the folder is not synced.
void remove_from(const Descriptor& dir, const std::string& path, const std::string& content)
{
    const std::string name = path.substr(path.rfind('/') + 1);
    // Under another name first: what comes out can be looked at, and nobody saves into it.
    const std::string aside = swap_file_name(name, content, "");
    if (!dir || retried([&] { return rename_to_free(dir.get(), name, aside); }) != 0) {
        throw failure(path, "removed", dir ? errno : ENOENT);
    }
    const auto back = [&] { return rename_to_free(dir.get(), aside, name) == 0; };
    bool same = false;
    try {
        const auto held = Held::open(dir.get(), aside, path);
        same = held && !held->wanted() && held->text() == content;
    } catch (const Error&) {
        static_cast<void>(back());
        throw;
    }
    if (!same) {
        throw Error(whole_file(path),
                    back() ? std::string("was changed meanwhile")
                           : fmt::format("was changed meanwhile, and is kept in '{}'", aside),
                    "try again");
    }
    if (retried([&] { return ::unlinkat(dir.get(), aside.c_str(), 0); }) != 0) {
        const int error = errno;
        static_cast<void>(back());
        throw failure(path, "removed", error);
    }
}

} // namespace

void remove_files(Lock&, const Folder& folder, const std::vector<WrittenFile>& files)
{
    const Undisturbed guard;
    std::string subfolder;
    Descriptor dir;
    std::string unsynced; // the last that is gone from `dir`
    const auto sync = [&] {
        const std::string path = std::exchange(unsynced, {});
        if (!path.empty() && retried([&] { return ::fsync(dir.get()); }) != 0) {
            Error failed(whole_file(path),
                         fmt::format("removed, but a power cut may undo it: {}", reason(errno)));
            failed.written = true;
            throw Error(failed);
        }
    };
    bool any = false;
    for (const WrittenFile& file : files) {
        refuse_leading_out(file.path, file.path);
        const std::size_t slash = file.path.rfind('/');
        const std::string own = slash == std::string::npos ? "." : file.path.substr(0, slash);
        if (own != subfolder) {
            sync();
            dir = open_beneath(folder.fd(), own, file.path);
            subfolder = own;
        }
        try {
            remove_from(dir, file.path, file.before.value_or(""));
        } catch (Error& error) {
            error.written = any;
            sync();
            throw;
        }
        any = true;
        unsynced = file.path;
        note_written({file.path, file.before, std::nullopt});
    }
    sync();
}

} // namespace crm
