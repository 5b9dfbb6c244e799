#pragma once

// Telling somebody what was written to a ledger, at the end of each lock.

#include "core/base/file.hpp"

#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace crm {

/// `before` is nothing where the file was made, `after` where it was removed.
struct WrittenFile {
    std::string path;
    std::optional<std::string> before;
    std::optional<std::string> after;
};

/// Called at the end of each Lock under which something was written, while it is still held, with
/// each file once.
using WriteWatch = std::function<void(const Folder&, const std::vector<WrittenFile>&)>;

/// One for the process, which sets it before it writes anything; an empty one ends it.
void watch_writes(WriteWatch watch);

/// Called before each Lock is waited for; what it throws passes through. One for the process.
void before_locks(std::function<void(const Folder&)> prepare);

/// While it lives, nobody is told.
class Unwatched {
public:
    Unwatched();
    Unwatched(const Unwatched&) = delete;
    Unwatched& operator=(const Unwatched&) = delete;
    ~Unwatched();

private:
    WriteWatch m_watch;
    std::function<void(const Folder&)> m_prepare;
};

/// For what writes under a lock: true where somebody wants to know, and what there is to know.
[[nodiscard]] bool is_watched();
void note_written(WrittenFile file);
void tell_written(const Folder& folder);
void prepare_lock(const Folder& folder);

/// Removes files under `lock`, each where it holds its `before`. At every instant each of them is
/// there whole or gone; they go in their order, and a folder is synced when the last of its files
/// in a row is gone. Throws Error (ledger) at the first that does not hold that, or cannot be
/// removed; then it is there as it was, and `written` is set where others before it are gone.
void remove_files(Lock& lock, const Folder& folder, const std::vector<WrittenFile>& files);

} // namespace crm
