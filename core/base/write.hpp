#pragma once

// How a file is replaced: the steps behind Lock::write. Preparing the new version is in write.cpp,
// putting it in place in exchange.cpp. Not for other modules.

#include "core/base/beneath.hpp"
#include "core/base/file.hpp"
#include "core/base/held.hpp"
#include "core/base/retry.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <chrono>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace crm {

/// Renames within a folder, but never over another file. 0, or -1 with errno.
[[nodiscard]] int rename_to_free(int dir, const std::string& from, const std::string& to);

/// Writes all of a text. 0, or -1 with errno.
[[nodiscard]] int write_all(int file, std::string_view text);

/// Whether an errno says that the file system lacks a way of renaming.
[[nodiscard]] bool not_supported(int error);

/// What has to go when a write is given up: the temporary file and a folder made for it.
struct Litter {
    Litter() = default;
    Litter(const Litter&) = delete;
    Litter& operator=(const Litter&) = delete;
    ~Litter()
    {
        if (!file.empty()) {
            retried([&] { return ::unlinkat(dir, file.c_str(), 0); });
        }
        if (!folder.empty()) {
            retried([&] { return ::unlinkat(root, folder.c_str(), AT_REMOVEDIR); });
        }
    }
    void keep()
    {
        file.clear();
        folder.clear();
    }

    int dir = -1;
    std::string file;
    int root = -1;
    std::string folder;
};

/// One write. The errors are those of Lock::write.
class Write {
public:
    Write(const Folder& root, std::chrono::milliseconds patience, const WriteProbe& probe,
          const std::string& path);
    void run(const Lock::Edit& edit);

private:
    // Those that give a bool: false when the file changed meanwhile, so that all has to start anew.
    bool put(const std::optional<Held>& old, const std::optional<std::string>& present,
             const std::string& next);
    [[nodiscard]] bool looks_like(const std::string& name, const struct stat& old) const;
    void open_folder(Litter& litter);
    void create(const std::optional<Held>& old, const std::string& next, Litter& litter);
    bool place_new(Litter& litter);
    bool exchange(const struct stat& old, const std::string& present, const std::string& next,
                  Litter& litter);
    bool rename_over(const std::string& present, Litter& litter);
    bool settle(const struct stat& old, const std::string& present, const std::string& next,
                const std::string& swap);
    void swap_back(const std::string& next, const std::string& swap, std::optional<Held> out);
    void finish(Held* out, const std::string& old_text, const std::string& swap, int remove_error);
    void rescue(Held& out, const std::string& known, const std::string& swap);

    /// The errno of a step, 0 when it went well. `act` returns 0 or sets errno.
    template <class Act>
    int step(WriteStep which, Act&& act);

    [[nodiscard]] Error gave_up(int error) const { return failure(m_path, "written", error); }
    [[nodiscard]] Error written_but(const std::string& text, std::string remedy = {}) const;
    [[nodiscard]] std::string kept() const;
    [[nodiscard]] std::string beside(const std::string& name) const;

    const Folder& m_root;
    std::chrono::milliseconds m_patience;
    const WriteProbe& m_probe;
    std::string m_path;
    std::string m_subfolder; ///< "" for the ledger's folder itself
    std::string m_name;
    Descriptor m_dir;                ///< the folder that holds the file; empty while there is none
    std::vector<std::string> m_kept; ///< files kept because they may hold an edit
};

template <class Act>
int Write::step(WriteStep which, Act&& act)
{
    if (m_probe) {
        if (const int error = m_probe(which); error != 0) {
            return error;
        }
    }
    return retried(act) != 0 ? errno : 0;
}

} // namespace crm
