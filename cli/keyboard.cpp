#include "cli/keyboard.hpp"

#include "core/base/retry.hpp"

#include <cerrno>
#include <poll.h>
#include <unistd.h>
#include <utility>

namespace crm::cli {
namespace {

constexpr char end_of_input = '\x04'; // Ctrl-D, where the terminal does not take it for us
constexpr char escape = '\x1b';

volatile std::sig_atomic_t ending = 0; ///< the signal that ends the program
volatile std::sig_atomic_t stopping = 0;
volatile std::sig_atomic_t resumed = 0;

void on_signal(int signal)
{
    if (signal == SIGTSTP) {
        stopping = 1;
    } else if (signal == SIGCONT) {
        resumed = 1;
    } else {
        ending = signal;
    }
}

bool is_ready(int milliseconds)
{
    pollfd input{STDIN_FILENO, POLLIN, 0};
    return retried([&] { return poll(&input, 1, milliseconds); }) > 0;
}

/// The rest of a key that sends several bytes at once, such as an arrow.
void skip_rest()
{
    constexpr int at_once = 20; // milliseconds
    char rest = 0;
    while (is_ready(at_once) && retried([&] { return read(STDIN_FILENO, &rest, 1); }) == 1) {
    }
}

} // namespace

Keyboard::Keyboard(Terminal& terminal)
    : m_terminal(terminal), m_known(tcgetattr(STDIN_FILENO, &m_own) == 0)
{
    ending = 0;
    stopping = 0;
    resumed = 0;
    take();
}

Keyboard::~Keyboard()
{
    leave();
}

/// Takes the signals, but for those that the program was started to ignore.
void Keyboard::take()
{
    sigset_t taken;
    sigemptyset(&taken);
    for (std::size_t i = 0; i < taken_signals.size(); ++i) {
        struct sigaction action {};
        action.sa_handler = on_signal;
        sigaction(taken_signals[i], nullptr, &m_actions[i]);
        if (m_actions[i].sa_handler != SIG_IGN) {
            sigaddset(&taken, taken_signals[i]);
            sigaction(taken_signals[i], &action, nullptr);
        }
    }
    sigprocmask(SIG_BLOCK, &taken, &m_mask);
}

/// The terminal first: a signal that has waited may end the program at once.
void Keyboard::leave()
{
    if (m_known && tcgetpgrp(STDIN_FILENO) == getpgrp()) {
        retried([&] { return tcsetattr(STDIN_FILENO, TCSADRAIN, &m_own); });
    }
    for (std::size_t i = 0; i < taken_signals.size(); ++i) {
        sigaction(taken_signals[i], &m_actions[i], nullptr);
    }
    sigprocmask(SIG_SETMASK, &m_mask, nullptr);
}

void Keyboard::set_mode(bool lines, int when) const
{
    constexpr tcflag_t typing = ICANON | ECHO;
    termios mode = m_own;
    mode.c_lflag = lines ? mode.c_lflag | typing : mode.c_lflag & ~typing;
    mode.c_lflag |= ISIG;
    mode.c_iflag |= ICRNL;
    if (!lines) {
        mode.c_cc[VMIN] = 1;
        mode.c_cc[VTIME] = 0;
    }
    retried([&] { return tcsetattr(STDIN_FILENO, when, &mode); });
}

/// Stops the program as Ctrl-Z stops any; returns when it goes on.
void Keyboard::stop()
{
    leave();
    raise(SIGTSTP);
    take();
}

bool Keyboard::show(std::string_view text)
{
    m_terminal.print(text);
    return m_terminal.flush() == 0;
}

Keyboard::Event Keyboard::wait()
{
    for (;;) {
        pollfd input{STDIN_FILENO, POLLIN, 0};
        const int ready = ppoll(&input, 1, nullptr, &m_mask); // where the signals come through
        if (ending != 0) {
            m_signal = ending;
            return Event::ended;
        }
        if (stopping != 0) {
            stop();
            stopping = 0;
            resumed = 0;
            return Event::resumed;
        }
        if (resumed != 0) {
            resumed = 0;
            return Event::resumed;
        }
        if (ready > 0) {
            return Event::input;
        }
        if (ready < 0 && errno != EINTR) {
            return Event::ended;
        }
    }
}

std::optional<char> Keyboard::key(std::string_view text)
{
    Event event = Event::resumed;
    m_rest.clear();
    while (event == Event::resumed) {
        set_mode(false, TCSAFLUSH);
        if (!show(text)) {
            return std::nullopt;
        }
        event = wait();
    }
    char key = 0;
    if (event == Event::ended || retried([&] { return read(STDIN_FILENO, &key, 1); }) != 1 ||
        key == end_of_input) {
        return std::nullopt;
    }
    if (key == escape || static_cast<unsigned char>(key) >= 0x80) {
        skip_rest();
        return '\0';
    }
    return key == '\r' ? '\n' : key;
}

std::optional<std::string> Keyboard::line(std::string_view text)
{
    std::string out = std::move(m_rest);
    m_rest.clear();
    set_mode(true, TCSADRAIN);
    if (!show(text)) {
        return std::nullopt;
    }
    for (;;) {
        if (const std::size_t end = out.find('\n'); end != std::string::npos) {
            m_rest = out.substr(end + 1);
            out.resize(end);
            return out;
        }
        const Event event = wait();
        if (event == Event::ended) {
            return std::nullopt;
        }
        if (event == Event::resumed) {
            set_mode(true, TCSADRAIN);
            out.clear(); // the terminal has thrown away what was typed when it stopped the program
            if (!show(text)) {
                return std::nullopt;
            }
            continue;
        }
        std::array<char, 4096> part{};
        const ssize_t count = retried([&] { return read(STDIN_FILENO, part.data(), part.size()); });
        if (count <= 0) {
            return std::nullopt;
        }
        out.append(part.data(), static_cast<std::size_t>(count));
    }
}

bool Keyboard::has_more() const
{
    constexpr int at_once = 30; // milliseconds
    if (!m_rest.empty() || is_ready(at_once)) {
        return true;
    }
    set_mode(false, TCSANOW); // the terminal tells of half a line only where it does not edit lines
    const bool out = is_ready(0);
    set_mode(true, TCSANOW);
    return out;
}

} // namespace crm::cli
