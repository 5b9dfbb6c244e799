#include "core/base/retry.hpp"
#include "core/base/watch.hpp"
#include "core/base/write.hpp"

#include <fmt/format.h>

#include <utility>

namespace crm {

namespace {

/// Puts `before` back into the place of `next`. False where that does not stand there any more, or
/// when it cannot be done.
bool take_back(Lock& lock, const std::string& path, const std::string& next,
               const std::string& before)
{
    bool taken = true;
    try {
        lock.write(path, [&](const std::optional<std::string>& present) {
            if (!present) {
                throw failure(path, "written", ENOENT);
            }
            taken = *present == next;
            return taken ? before : *present;
        });
    } catch (const Error& error) {
        return taken && error.written;
    }
    return taken;
}

} // namespace

void Lock::rename(const std::string& from, const std::string& to, const Edit& edit)
{
    refuse_leading_out(from, from);
    refuse_leading_out(to, to);
    const Undisturbed guard; // no signal ends the program between the two steps
    std::string before;
    std::string next;
    std::optional<Error> doubt;
    try {
        write(from, [&](const std::optional<std::string>& present) {
            next = edit(present);
            before = present.value_or(next);
            return next;
        });
    } catch (const Error& error) {
        if (!error.written) {
            throw;
        }
        doubt = error;
        doubt->place = whole_file(to);
    }

    const std::size_t slash = from.rfind('/');
    const std::size_t name = slash == std::string::npos ? 0 : slash + 1;
    const std::string subfolder = slash == std::string::npos ? "." : from.substr(0, slash);
    const Descriptor dir = open_beneath(m_folder.fd(), subfolder, from);
    const auto step = [&](WriteStep which, auto act) {
        const int planned = m_probe ? m_probe(which) : 0;
        return planned != 0 ? planned : !dir ? ENOENT : retried(act) != 0 ? errno : 0;
    };
    if (const int error = step(WriteStep::exchange, [&] {
            return rename_to_free(dir.get(), from.substr(name), to.substr(name));
        })) {
        Error failed = failure(from, fmt::format("renamed to '{}'", to), error);
        if (!take_back(*this, from, next, before)) {
            failed.text = "written, but " + failed.text;
            failed.written = true;
        }
        throw Error(failed);
    }
    note_written({from, before, std::nullopt});
    note_written({to, std::nullopt, next});
    if (const int error = step(WriteStep::sync_folder, [&] { return ::fsync(dir.get()); })) {
        Error failed(whole_file(to),
                     fmt::format("renamed, but a power cut may undo it: {}", reason(error)));
        failed.written = true;
        throw Error(failed);
    }
    if (doubt) {
        throw Error(*doubt);
    }
}

} // namespace crm
