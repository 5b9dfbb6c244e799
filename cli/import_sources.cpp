#include "cli/import_sources.hpp"

#include "core/base/error.hpp"
#include "core/base/file.hpp"
#include "core/base/text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cerrno>
#include <cstdint>
#include <cstring>
#include <fcntl.h>
#include <filesystem>
#include <sys/mman.h>
#include <sys/stat.h>
#include <system_error>
#include <unistd.h>
#include <utility>

namespace crm::cli {
namespace {

namespace fs = std::filesystem;

constexpr const char* standard_input = "-";
bool is_held = false; ///< standard input is in memory

Error unreadable(const std::string& path, int error)
{
    return {Fault::ledger,
            fmt::format("'{}' cannot be read: {}", visible(path),
                        std::strerror(error)), // NOLINT(concurrency-mt-unsafe)
            "is the name right, and may you read it?"};
}

Error too_large(const std::string& path)
{
    return {Fault::ledger,
            fmt::format("'{}' is larger than {} MiB", visible(path), largest_file >> 20),
            "import it in parts"};
}

/// Throws where so much of a file is zeros that a disk has lost it, or that it is /dev/zero, which
/// has no end: a page at the begin, or a mebibyte. `text_end` is where what is no zero ends.
void require_text(std::string_view text, std::size_t text_end, const std::string& path)
{
    constexpr std::size_t page = 4096;
    constexpr std::size_t mebibyte = std::size_t{1} << 20;
    if (text.size() - text_end >= (text_end == 0 ? page : mebibyte)) {
        throw Error(Fault::ledger,
                    fmt::format("'{}' holds zeros and no text from its byte {} on", visible(path),
                                text_end + 1),
                    "the file is damaged; get it anew from where it came from");
    }
}

/// Behind `out`, until it has `most` bytes.
std::string read_up_to(int file, const std::string& path, std::size_t most, std::string out = {})
{
    constexpr std::size_t piece = std::size_t{1} << 20;
    std::size_t text_end = out.find_last_not_of('\0') + 1;
    while (out.size() < most) {
        const std::size_t before = out.size();
        out.resize(std::min(most, before + piece));
        const ssize_t got = ::read(file, out.data() + before, out.size() - before);
        if (got < 0 && errno != EINTR) {
            throw unreadable(path, errno);
        }
        out.resize(before + static_cast<std::size_t>(std::max<ssize_t>(got, 0)));
        const std::size_t last = std::string_view(out).substr(before).find_last_not_of('\0');
        text_end = last == std::string_view::npos ? text_end : before + last + 1;
        require_text(out, text_end, path);
        if (got == 0) {
            break;
        }
    }
    return out;
}

/// Puts standard input into memory, from where it can be read twice: to find out what it is, and by
/// the program that this one may hand itself over to. `text` is what has been read of it.
void hold_standard_input(std::string text = {})
{
    if (is_held) {
        return;
    }
    text = read_up_to(STDIN_FILENO, standard_input, largest_file + 1, std::move(text));
    if (text.size() > largest_file) {
        throw too_large(standard_input);
    }
    const Descriptor copy(::memfd_create("standard input", MFD_CLOEXEC));
    std::size_t written = 0;
    while (copy && written < text.size()) {
        const ssize_t got = ::write(copy.get(), text.data() + written, text.size() - written);
        if (got <= 0) {
            throw unreadable(standard_input, errno);
        }
        written += static_cast<std::size_t>(got);
    }
    if (!copy || ::lseek(copy.get(), 0, SEEK_SET) != 0 || ::dup2(copy.get(), STDIN_FILENO) < 0) {
        throw unreadable(standard_input, errno);
    }
    is_held = true;
}

Descriptor open_source(const std::string& path)
{
    if (path == standard_input) {
        hold_standard_input();
        ::lseek(STDIN_FILENO, 0, SEEK_SET);
        return Descriptor(::dup(STDIN_FILENO));
    }
    Descriptor file(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
    if (!file) {
        throw unreadable(path, errno);
    }
    return file;
}

/// Of standard input no more is read than tells what it is, unless that will be imported.
std::optional<SourceKind> kind_of(const std::string& path, std::optional<SourceKind> otherwise = {})
{
    if (path == standard_input && !is_held) {
        std::string text = read_up_to(STDIN_FILENO, path, recognised_by);
        const auto kind = recognise(text);
        if (kind || otherwise) {
            hold_standard_input(std::move(text));
        }
        return kind;
    }
    const Descriptor file = open_source(path);
    const auto kind = recognise(read_up_to(file.get(), path, recognised_by));
    if (path == standard_input) {
        ::lseek(STDIN_FILENO, 0, SEEK_SET);
    }
    return kind;
}

bool is_maildir(const fs::path& folder)
{
    std::error_code failure;
    return fs::is_directory(folder / "cur", failure) && fs::is_directory(folder / "new", failure);
}

/// Files and Maildirs beneath a folder, by name.
std::vector<std::string> beneath(const std::string& folder)
{
    std::vector<std::string> out;
    std::error_code failure;
    auto at = fs::recursive_directory_iterator(folder, failure);
    if (failure) {
        throw unreadable(folder, failure.value());
    }
    for (; at != fs::recursive_directory_iterator(); at.increment(failure)) {
        if (failure) {
            throw unreadable(folder, failure.value());
        }
        if (at->is_directory(failure) && is_maildir(at->path())) {
            out.push_back(at->path().string());
            at.disable_recursion_pending();
        } else if (at->is_regular_file(failure)) {
            out.push_back(at->path().string());
        }
    }
    std::sort(out.begin(), out.end());
    return out;
}

void add_folder(const std::string& folder, std::optional<SourceKind> kind, ImportFiles& out)
{
    if (is_maildir(folder) || kind == SourceKind::mail) {
        out.files.push_back({folder, SourceKind::mail});
        return;
    }
    std::error_code failure;
    for (const std::string& path : beneath(folder)) {
        const auto found = fs::is_directory(path, failure) ? SourceKind::mail : kind_of(path);
        if (found && (!kind || kind == found)) {
            out.files.push_back({path, *found});
        } else {
            out.passed_over.push_back(path);
        }
    }
}

} // namespace

ImportFiles find_import_files(const std::vector<std::string>& paths, std::optional<SourceKind> kind,
                              std::optional<SourceKind> otherwise)
{
    ImportFiles out;
    for (const std::string& path : paths) {
        std::error_code failure;
        if (path != standard_input && fs::is_directory(path, failure)) {
            add_folder(path, kind, out);
            continue;
        }
        auto found = kind ? kind : kind_of(path, otherwise);
        found = found ? found : otherwise;
        if (!found) {
            std::vector<std::string> words;
            for (const SourceName& name : source_names()) {
                words.emplace_back(name.word);
            }
            throw Error(
                Fault::usage,
                fmt::format("'{}' is nothing that is known by what it holds", visible(path)),
                fmt::format("say what it is: crm import SOURCE {}; SOURCE is {}", visible(path),
                            enumerate(words, "or")));
        }
        out.files.push_back({path, *found});
    }
    return out;
}

std::string read_import_file(const std::string& path)
{
    const Descriptor file = open_source(path);
    struct stat status {};
    const bool is_known = ::fstat(file.get(), &status) == 0;
    if (is_known && S_ISDIR(status.st_mode)) {
        throw unreadable(path, EISDIR);
    }
    if (is_known && S_ISREG(status.st_mode) &&
        static_cast<std::uint64_t>(status.st_size) > largest_file) {
        throw too_large(path);
    }
    std::string text = read_up_to(file.get(), path, largest_file + 1);
    if (text.size() > largest_file) {
        throw too_large(path);
    }
    return text;
}

} // namespace crm::cli
