#pragma once

// A file that is held while its content is judged: nobody can begin to write into it unnoticed.
// What write.cpp and leftover.cpp share; of other modules only those that write two files need it.

#include "core/base/file.hpp"

#include <sys/stat.h>

#include <chrono>
#include <csignal>
#include <optional>
#include <string>

namespace crm {

/// While it lives, the signals that end a program by hand wait, a file size limit makes a write
/// fail instead of ending the program, and the breaking of a lease goes unheard.
class Undisturbed {
public:
    Undisturbed();
    Undisturbed(const Undisturbed&) = delete;
    Undisturbed& operator=(const Undisturbed&) = delete;
    ~Undisturbed();

private:
    sigset_t m_mask{};
    struct sigaction m_size_limit {};
    struct sigaction m_lease_break {};
};

/// A regular file with its content, under a read lease where the system grants one. The lease is
/// refused while somebody has the file open for writing, and makes whoever opens it for writing
/// later wait until it is given back. Must live inside of an Undisturbed: the breaking of a lease
/// is told by SIGIO, which ends a program that does not expect it.
class Held {
public:
    /// Nothing where there is no such file. Throws Error as Folder::read does, with place `shown`.
    [[nodiscard]] static std::optional<Held> open(int dir, const std::string& name,
                                                  const std::string& shown);

    /// Empty, and of no meaning, when it was wanted() from the beginning.
    [[nodiscard]] const std::string& text() const { return m_text; }
    [[nodiscard]] const struct stat& status() const { return m_status; }

    /// Whether somebody has it open for writing or waits to open it so. False where the system
    /// grants no leases.
    [[nodiscard]] bool wanted() const;

    /// Lets those write who want to, waits until they are done, at most `patience`, and reads
    /// again.
    void wait_for_writers(std::chrono::milliseconds patience, const std::string& shown);

    /// Gives the lease back and hands out the content.
    [[nodiscard]] std::string let_go();

private:
    enum class Lease { granted, refused, unknown };
    void ask_for_lease();

    Descriptor m_file;
    Lease m_lease = Lease::unknown;
    std::string m_text;
    struct stat m_status {};
};

} // namespace crm
