#pragma once

// Opening beneath a folder: what file.cpp, held.cpp and leftover.cpp share. Not for other modules;
// they use Folder and Lock (file.hpp).

#include "core/base/error.hpp"
#include "core/base/file.hpp"

#include <dirent.h>
#include <sys/stat.h>

#include <functional>
#include <string>

namespace crm {

/// Throws Error, with the place `shown`, where `path` leads out of its folder by its words alone,
/// or is no path at all.
void refuse_leading_out(const std::string& path, const std::string& shown);

/// Opens `path` beneath the folder `dir` for reading, without following a symbolic link and without
/// waiting for anybody (a named pipe). Empty where it does not exist. Throws Error, with the place
/// `shown`, where it cannot be opened.
[[nodiscard]] Descriptor open_beneath(int dir, const std::string& path, const std::string& shown);

/// All of a regular file from its beginning; `status` is what fstat says of it. Throws Error, with
/// the place `shown`, where it is something else, is too large or cannot be read.
[[nodiscard]] std::string read_whole(int file, const std::string& shown, struct stat& status);
/// The same into `text`, whose room is used again.
void read_whole(int file, const std::string& shown, struct stat& status, std::string& text);

/// Calls `visit` for each entry of an open folder but "." and "..". Throws Error, with the place
/// `shown`, where it is no folder or cannot be read.
void for_each_entry(const Descriptor& folder, const std::string& shown,
                    const std::function<void(const dirent&)>& visit);

/// The error "cannot be <done>: <reason>" for an errno, with a remedy where there is one.
[[nodiscard]] Error failure(const std::string& shown, const std::string& done, int error);

/// The system's words for an errno.
[[nodiscard]] std::string reason(int error);

} // namespace crm
