#include "core/base/watch.hpp"

#include "core/base/beneath.hpp"
#include "core/base/held.hpp"
#include "core/base/leftover.hpp"
#include "core/base/write.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstdio>
#include <utility>

namespace crm {
namespace {

struct Watching {
    WriteWatch watch;
    std::function<void(const Folder&)> prepare;
    std::vector<WrittenFile> written;
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
    auto& written = watching().written;
    const auto known = std::find_if(written.begin(), written.end(),
                                    [&](const WrittenFile& one) { return one.path == file.path; });
    if (known != written.end()) {
        known->after = std::move(file.after);
    } else if (file.before != file.after) {
        written.push_back(std::move(file));
    }
}

void tell_written(const Folder& folder)
{
    const auto written = std::exchange(watching().written, {});
    if (!written.empty() && is_watched()) {
        watching().watch(folder, written);
    }
}

void remove_file(Lock&, const Folder& folder, const std::string& path, const std::string& content)
{
    refuse_leading_out(path, path);
    const Undisturbed guard;
    const std::size_t slash = path.rfind('/');
    const std::string name = slash == std::string::npos ? path : path.substr(slash + 1);
    const std::string subfolder = slash == std::string::npos ? "." : path.substr(0, slash);
    const Descriptor dir = open_beneath(folder.fd(), subfolder, path);
    // Under another name first: what comes out can be looked at, and nobody saves into it.
    const std::string aside = swap_file_name(name, content, "");
    if (!dir || rename_to_free(dir.get(), name, aside) != 0) {
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
    note_written({path, content, std::nullopt});
    if (retried([&] { return ::fsync(dir.get()); }) != 0) {
        Error failed(whole_file(path),
                     fmt::format("removed, but a power cut may undo it: {}", reason(errno)));
        failed.written = true;
        throw Error(failed);
    }
}

} // namespace crm
