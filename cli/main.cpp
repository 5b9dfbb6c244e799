#include "cli/app.hpp"

#include <fcntl.h>
#include <string>
#include <unistd.h>
#include <vector>

namespace {

/// Takes the places of standard streams that are closed, or a file of the ledger would get one of
/// their numbers. They still fail when used, each in its direction.
void hold_standard_streams()
{
    for (const int stream : {STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO}) {
        if (fcntl(stream, F_GETFD) == -1) {
            static_cast<void>(open("/dev/null", stream == STDIN_FILENO ? O_WRONLY : O_RDONLY));
        }
    }
}

} // namespace

int main(int argc, char** argv)
{
    hold_standard_streams();
    return crm::cli::run(std::vector<std::string>(argv + 1, argv + argc));
}
