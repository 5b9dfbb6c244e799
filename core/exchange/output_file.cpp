#include "core/exchange/output_file.hpp"

#include "core/base/beneath.hpp"
#include "core/base/retry.hpp"
#include "core/base/text.hpp"
#include "core/base/write.hpp"
#include "core/ledger/layout.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <filesystem>
#include <system_error>
#include <utility>

namespace crm {
namespace {

namespace fs = std::filesystem;

fs::path folder_of(const std::string& path)
{
    const fs::path above = fs::path(path).parent_path();
    return above.empty() ? fs::path(".") : above;
}

Error output_failure(const std::string& path, int error)
{
    return {Fault::ledger, fmt::format("'{}' cannot be written: {}", path, reason(error)),
            error == ENOENT ? "its folder has to be there" : ""};
}

bool is_beneath(const fs::path& path, const fs::path& folder)
{
    return std::mismatch(folder.begin(), folder.end(), path.begin(), path.end()).first ==
           folder.end();
}

void refuse_ledger_files(const std::string& path, const Folder& ledger)
{
    std::error_code failure;
    const fs::path folder = fs::canonical(folder_of(path), failure);
    const fs::path whole = fs::canonical(ledger.path(), failure);
    if (failure) {
        return; // the folder cannot be opened, which is told when the file is made
    }
    for (const std::string_view own :
         {layout::contacts, layout::journal, std::string_view(".git")}) {
        if (is_beneath(folder, whole / own)) {
            throw Error(Fault::usage,
                        fmt::format("'{}' would lie in the ledger's folder '{}'", path, own),
                        "an export is no part of the ledger: name a file elsewhere");
        }
    }
    const std::string name = fs::path(path).filename().string();
    if (folder == whole && (name == layout::settings || name.compare(0, 4, ".git") == 0)) {
        throw Error(Fault::usage, fmt::format("'{}' is a file of the ledger", path),
                    "an export is no part of the ledger: name a file elsewhere");
    }
}

std::string part_of(const std::string& path, std::size_t at, std::size_t length)
{
    const Descriptor file(
        retried([&] { return ::open(path.c_str(), O_RDONLY | O_NOFOLLOW | O_CLOEXEC); }));
    std::string out(length, '\0');
    const ssize_t count = file ? retried([&] {
        return ::pread(file.get(), out.data(), out.size(), static_cast<off_t>(at));
    })
                               : -1;
    if (count < 0) {
        throw Error(Fault::ledger, fmt::format("'{}' cannot be read: {}", path, reason(errno)));
    }
    out.resize(static_cast<std::size_t>(count));
    return out;
}

} // namespace

OutputFile::OutputFile(std::string path, const Mark& mark, bool force, const Folder& ledger)
    : m_path(std::move(path))
{
    refuse_ledger_files(m_path, ledger);
    m_replaces = look_at_present(mark, force);
    const fs::path file(m_path);
    m_temporary = (file.parent_path() /
                   fmt::format(".{}.{}.tmp", file.filename().string(), random_letters(8)))
                      .string();
    m_file = Descriptor(retried([&] {
        return ::open(m_temporary.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC,
                      0600);
    }));
    if (!m_file) {
        throw output_failure(m_path, errno);
    }
}

OutputFile::~OutputFile()
{
    if (m_file) {
        ::unlink(m_temporary.c_str());
    }
}

bool OutputFile::look_at_present(const Mark& mark, bool force)
{
    struct stat status {};
    if (retried([&] { return ::lstat(m_path.c_str(), &status); }) != 0) {
        return false;
    }
    if (!S_ISREG(status.st_mode)) {
        throw Error(Fault::usage, fmt::format("'{}' is no regular file", m_path),
                    "name a new file, or leave -o out and send the output there: > FILE");
    }
    m_mode = status.st_mode & 0777U;
    const auto begins = [&](std::string_view beginning) {
        return part_of(m_path, mark.at, beginning.size()) == beginning;
    };
    if (!force && status.st_size > 0 &&
        std::none_of(mark.beginnings.begin(), mark.beginnings.end(), begins)) {
        throw Error(
            Fault::usage,
            fmt::format("'{}' is there already, and is no {} that crm wrote", m_path, mark.name),
            "name another file, or add --force to replace it");
    }
    return true;
}

void OutputFile::write(std::string_view text)
{
    constexpr std::size_t most = std::size_t{1} << 18U;
    m_buffer += text;
    if (m_buffer.size() >= most) {
        flush();
    }
}

void OutputFile::flush()
{
    if (write_all(m_file.get(), m_buffer) != 0) {
        throw output_failure(m_path, errno);
    }
    m_buffer.clear();
}

void OutputFile::commit()
{
    flush();
    if (::fchmod(m_file.get(), m_mode) != 0 ||
        retried([&] { return ::fsync(m_file.get()); }) != 0) {
        throw output_failure(m_path, errno);
    }
    // A file that came meanwhile is not ours to replace.
    const int failed = m_replaces ? ::rename(m_temporary.c_str(), m_path.c_str())
                                  : rename_to_free(AT_FDCWD, m_temporary, m_path);
    if (failed != 0) {
        throw output_failure(m_path, errno);
    }
    m_file = Descriptor();
    const Descriptor folder(retried(
        [&] { return ::open(folder_of(m_path).c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC); }));
    if (folder && retried([&] { return ::fsync(folder.get()); }) != 0) {
        throw output_failure(m_path, errno);
    }
}

} // namespace crm
