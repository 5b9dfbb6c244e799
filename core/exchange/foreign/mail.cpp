#include "core/exchange/foreign/mail.hpp"

#include "core/base/error.hpp"
#include "core/base/file.hpp"
#include "core/base/retry.hpp"
#include "core/base/text.hpp"
#include "core/exchange/foreign/mail_files.hpp"
#include "core/exchange/foreign/mail_headers.hpp"
#include "core/exchange/foreign/mbox.hpp"

#include <fmt/format.h>

#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>
#include <utility>

namespace crm {
namespace {

constexpr std::size_t piece_size = std::size_t{1} << 20;
constexpr std::size_t header_piece = std::size_t{16} << 10;
constexpr std::size_t longest_mail_header = std::size_t{1} << 20;

class MailRun {
public:
    explicit MailRun(const MailSink& sink) : m_sink(sink) {}

    void file(const MailFile& mail, bool is_all_there_is)
    {
        if (!mail.passed_over.empty()) {
            m_sink.pass_over({{mail.path, 1}, mail.passed_over, false});
            return;
        }
        const Descriptor opened(
            retried([&] { return ::open(mail.path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK); }));
        struct stat status {};
        if (!opened || ::fstat(opened.get(), &status) != 0 || !S_ISREG(status.st_mode)) {
            const std::string why =
                opened ? "is no file" : std::strerror(errno); // NOLINT(concurrency-mt-unsafe)
            if (is_all_there_is) {
                throw Error(Fault::usage,
                            fmt::format("'{}' cannot be read: {}", visible(mail.path), why));
            }
            m_sink.pass_over({{mail.path, 0}, "cannot be read: " + why, true});
            return;
        }
        begin_file(mail.path, mail.folder);
        MboxScanner scanner = make_scanner();
        const std::size_t step = mail.is_single ? header_piece : piece_size;
        m_buffer.resize(std::max(m_buffer.size(), step));
        std::uint64_t done = 0;
        while (true) {
            const auto got = retried(
                [&] { return static_cast<int>(::read(opened.get(), m_buffer.data(), step)); });
            if (got <= 0) {
                if (got < 0) {
                    m_sink.pass_over({{mail.path, 0},
                                      fmt::format("could not be read to its end: {}",
                                                  std::strerror(errno)), // NOLINT
                                      true});
                }
                break;
            }
            std::string_view piece(m_buffer.data(), static_cast<std::size_t>(got));
            if (piece.size() == piece_size &&
                piece.find_first_not_of('\0') == std::string_view::npos) {
                m_sink.pass_over({{mail.path, 0}, "holds zeros and no mail any more", true});
                break;
            }
            if (done == 0) {
                piece = after_count(mail.path, piece);
            }
            scanner.feed(piece);
            done += static_cast<std::uint64_t>(got);
            if (mail.is_single && (m_is_complete || done > longest_mail_header)) {
                break;
            }
            if (!mail.is_single) {
                tell(static_cast<std::uint64_t>(got));
            }
        }
        scanner.finish();
        if (mail.is_single) {
            tell(mail.size);
        }
        end_file(mail.is_single || m_count == 0);
    }

    void text(std::string_view bytes, const std::string& path, const std::string& folder)
    {
        begin_file(path, folder);
        MboxScanner scanner = make_scanner();
        scanner.feed(bytes);
        scanner.finish();
        end_file(m_count == 0);
    }

    std::uint64_t total = 0;

private:
    void begin_file(const std::string& path, const std::string& folder)
    {
        m_path = path;
        m_folder = folder;
        m_count = 0;
        m_is_complete = false;
    }

    void end_file(bool must_hold_mail)
    {
        if (must_hold_mail && m_count == 0) {
            m_sink.pass_over({{m_path, 1}, "no mail", true});
        }
    }

    /// An .emlx of Apple's has the length of the mail in its first line.
    static std::string_view after_count(const std::string& path, std::string_view piece)
    {
        const bool is_emlx = path.size() > 5 && path.compare(path.size() - 5, 5, ".emlx") == 0;
        const std::size_t end = piece.find('\n');
        return is_emlx && end < 32 ? piece.substr(end + 1) : piece;
    }

    MboxScanner make_scanner()
    {
        return MboxScanner({[this](std::size_t line, std::string_view envelope) {
                                ++m_count;
                                m_line = line;
                                m_envelope = envelope;
                                m_header.clear();
                            },
                            [this](std::string_view line) { m_header.take(line); },
                            [this] { deliver(); }});
    }

    void deliver()
    {
        m_is_complete = true;
        Happening mail;
        mail.place = {m_path, m_line};
        mail.folder = m_folder;
        std::string reason;
        bool is_fault = false;
        if (m_reader.read(m_header, m_envelope, mail, reason, is_fault)) {
            m_sink.take(std::move(mail));
        } else {
            m_sink.pass_over({std::move(mail.place), std::move(reason), is_fault});
        }
    }

    void tell(std::uint64_t more)
    {
        constexpr std::uint64_t now_and_then = std::uint64_t{8} << 20;
        m_done += more;
        if (m_sink.progress && m_done - m_told >= now_and_then) {
            m_told = m_done;
            m_sink.progress(m_done, total);
        }
    }

    const MailSink& m_sink;
    MailReader m_reader;
    MailHeader m_header;
    std::string m_path;
    std::string m_folder;
    std::string m_envelope;
    std::size_t m_line = 0;
    std::size_t m_count = 0;
    bool m_is_complete = false;
    std::string m_buffer;
    std::uint64_t m_done = 0;
    std::uint64_t m_told = 0;
};

} // namespace

void read_mail(const std::string& path, const MailSink& sink)
{
    const auto files = find_mail_files(path);
    MailRun run(sink);
    for (const MailFile& file : files) {
        run.total += file.size;
    }
    for (const MailFile& file : files) {
        run.file(file, files.size() == 1);
    }
}

void read_mail_text(std::string_view bytes, const std::string& file, const std::string& folder,
                    const MailSink& sink)
{
    MailRun(sink).text(bytes, file, folder);
}

} // namespace crm
