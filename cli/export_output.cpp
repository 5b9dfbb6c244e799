#include "cli/export.hpp"
#include "core/base/text.hpp"

#include <fmt/format.h>

#include <cerrno>
#include <csignal>
#include <cstring>

namespace crm::cli {
namespace {

/// Hands over what was printed so far, so that a large ledger is not gathered as text.
void hand_over(Context& context)
{
    const int error = context.terminal.flush();
    if (error == EPIPE) {
        std::signal(SIGPIPE, SIG_DFL); // what a reader that has seen enough expects
        std::raise(SIGPIPE);
    }
    if (error != 0) {
        throw Error(Fault::ledger,
                    fmt::format("the output could not be written: {}",
                                std::strerror(error))); // NOLINT(concurrency-mt-unsafe)
    }
}

} // namespace

void export_text(Context& context, const ExportOptions& options, const OutputFile::Mark& mark,
                 const Folder& ledger, const std::function<std::string(const Sink&)>& write)
{
    if (options.output) {
        OutputFile file(*options.output, mark, options.force, ledger);
        const std::string what = write([&](std::string_view text) { file.write(text); });
        file.commit();
        context.print(fmt::format("{}: {}\n", visible(*options.output), what));
        return;
    }
    constexpr std::size_t much = std::size_t{1} << 20U;
    std::size_t waiting = 0;
    static_cast<void>(write([&](std::string_view text) {
        context.print(text);
        waiting += text.size();
        if (waiting >= much) {
            hand_over(context);
            waiting = 0;
        }
    }));
}

} // namespace crm::cli
