// How the new version of a file gets into its place. The order of things, and why:
//
// The new version is finished and synced under a name of its own. Then the two names are exchanged,
// in one step: at every instant the target is the old or the new version, and the one that came out
// still exists. Only now it is compared with what was read, under a read lease, so that nobody who
// opened it before can write into it unnoticed. If it is what was read, it is removed.
//
// If not, it is somebody's edit, and the names are exchanged again. What comes out this time should
// be the version of crm's that stood there for a moment; then that one is removed and everything
// starts anew from the edit. If somebody saved in that moment too, there are two versions that know
// nothing of each other. Neither is ever removed: the later one gets the name back (it is what its
// writer, and everybody who looked since, believes to be there; and when one program saved twice,
// it holds the earlier one), is edited anew, and the earlier one stays as a leftover that the error
// message and `check` name.
//
// Nothing is ever removed but a file whose content is known: the old one, once the new one is in
// place, or crm's own.

#include "core/base/write.hpp"

#include <fmt/format.h>

#include <cstdio>
#include <utility>

namespace crm {

namespace {

int exchange_names(int dir, const std::string& one, const std::string& other)
{
    return ::renameat2(dir, one.c_str(), dir, other.c_str(), RENAME_EXCHANGE);
}

constexpr const char* copy_back = "copy from there what is missing, then remove it";

} // namespace

bool Write::exchange(const struct stat& old, const std::string& present, const std::string& next,
                     Litter& litter)
{
    const std::string swap = litter.file;
    const int error =
        step(WriteStep::exchange, [&] { return exchange_names(m_dir.get(), swap, m_name); });
    if (error == ENOENT) { // removed meanwhile
        return false;
    }
    if (not_supported(error)) {
        return rename_over(present, litter);
    }
    if (error != 0) {
        throw gave_up(error);
    }
    litter.keep(); // it is another file now
    return settle(old, present, next, swap);
}

/// For file systems without an exchange; between the look and the rename, an edit can be missed.
bool Write::rename_over(const std::string& present, Litter& litter)
{
    std::optional<Held> out = Held::open(m_dir.get(), m_name, m_path);
    if (!out || out->wanted() || out->text() != present) {
        return false;
    }
    if (::renameat(m_dir.get(), litter.file.c_str(), m_dir.get(), m_name.c_str()) != 0) {
        throw gave_up(errno);
    }
    const std::string swap = litter.file;
    litter.keep();
    finish(&*out, present, swap, 0);
    return true;
}

/// Removes the version that came out of the exchange if it is the one that was read, or puts it
/// back.
bool Write::settle(const struct stat& old, const std::string& present, const std::string& next,
                   const std::string& swap)
{
    std::optional<Held> out;
    bool changed = false;
    try {
        if (const int error = step(WriteStep::compare, [] { return 0; })) {
            throw failure(m_path, "read", error);
        }
        // Before reading it all: the shorter the new version is to be seen in the place of an edit,
        // the less likely somebody loads it and saves it over that edit later.
        changed = !looks_like(swap, old);
        if (!changed) {
            out = Held::open(m_dir.get(), swap, m_path);
        }
    } catch (const Error&) {
        swap_back(next, swap, std::nullopt); // a link, a pipe, an unreadable disk
        throw;
    }
    if (!changed && !out) { // somebody removed it
        finish(nullptr, "", swap, 0);
        return true;
    }
    if (!changed && !out->wanted() && out->text() == present) {
        bool wanted = false;
        const int error = step(WriteStep::remove, [&] {
            wanted = out->wanted(); // as late as can be
            return wanted ? 0 : ::unlinkat(m_dir.get(), swap.c_str(), 0);
        });
        if (!wanted) {
            finish(&*out, present, swap, error);
            return true;
        }
    }
    swap_back(next, swap, std::move(out));
    return false;
}

/// Puts what came out of the exchange back into its place, and removes what comes out then if it is
/// crm's own.
void Write::swap_back(const std::string& next, const std::string& swap, std::optional<Held> out)
{
    const int dir = m_dir.get();
    int error = step(WriteStep::swap_back, [&] { return exchange_names(dir, swap, m_name); });
    if (error == ENOENT) { // the file was removed; better a file too many than an edit lost
        error = rename_to_free(dir, swap, m_name) == 0 ? 0 : errno;
        if (error == EEXIST) { // and came back as another one
            m_kept.push_back(beside(swap));
        }
        if (error == 0 || error == EEXIST || error == ENOENT) {
            return;
        }
    }
    if (error != 0) {
        throw written_but(fmt::format("another edit made at the same time cannot be put back: {}; "
                                      "it is kept in '{}'",
                                      reason(error), beside(swap)),
                          copy_back);
    }
    out.reset(); // who waits to write into it may go on: it has its name again
    try {
        std::optional<Held> own = Held::open(dir, swap, m_path);
        if (!own) {
            return;
        }
        if (!own->wanted() && own->text() == next) {
            ::unlinkat(dir, swap.c_str(), 0); // if not, the next lock does it
            rescue(*own, next, swap);
            return;
        }
        exchange_names(dir, swap, m_name); // if not, the later one is kept there instead
    } catch (const Error&) {               // NOLINT: no file, or unreadable; not for us to judge
    }
    m_kept.push_back(beside(swap));
}

/// The end of a write that is in place; `out` is the old version, removed by now or not (error).
void Write::finish(Held* out, const std::string& old_text, const std::string& swap,
                   int remove_error)
{
    const int sync_error = step(WriteStep::sync_folder, [&] { return ::fsync(m_dir.get()); });
    if (out != nullptr && remove_error == 0) {
        rescue(*out, old_text, swap);
    }
    if (remove_error != 0) {
        throw written_but(fmt::format("the old version in '{}' cannot be removed: {}", beside(swap),
                                      reason(remove_error)));
    }
    if (sync_error != 0) {
        throw written_but(fmt::format("a power cut may undo it: the folder cannot be synced: {}",
                                      reason(sync_error)));
    }
}

/// Opening a file is not one step: a program may have looked the name up before the exchange and
/// ask to write only after the removal. The lease makes it wait; its edit is written down again.
void Write::rescue(Held& out, const std::string& known, const std::string& swap)
{
    if (!out.wanted()) {
        return;
    }
    out.wait_for_writers(m_patience, m_path);
    if (out.text() == known) {
        return;
    }
    m_kept.push_back(beside(swap));
    const Descriptor file(::openat(m_dir.get(), swap.c_str(),
                                   O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600));
    if (!file || write_all(file.get(), out.text()) != 0 || ::fsync(file.get()) != 0) {
        throw written_but("another edit made at the same time cannot be kept: " + reason(errno));
    }
}

} // namespace crm
