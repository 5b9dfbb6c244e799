#pragma once

// Keys and lines typed at a terminal, one answer at a time. While a Keyboard lives, the signals
// that end or stop a program are taken only where it waits for an answer, so that what is being
// written is finished first; the terminal gets its own mode back whatever happens: at the end,
// before the program is stopped (Ctrl-Z), and while another program uses it.

#include "cli/terminal.hpp"

#include <array>
#include <csignal>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <termios.h>

namespace crm::cli {

/// The signals that a Keyboard takes.
inline constexpr std::array<int, 6> taken_signals{SIGINT,  SIGTERM, SIGHUP,
                                                  SIGQUIT, SIGTSTP, SIGCONT};

class Keyboard {
public:
    /// Standard input is a terminal. What is shown goes to `terminal`.
    explicit Keyboard(Terminal& terminal);
    Keyboard(const Keyboard&) = delete;
    Keyboard& operator=(const Keyboard&) = delete;
    ~Keyboard();

    /// Shows `text` and waits for one key. What was typed before is forgotten: it cannot have been
    /// meant as an answer. Keys that are no ASCII character give '\0', and those that end a line
    /// '\n'. Nothing at the end of input and after a signal that ends the program.
    [[nodiscard]] std::optional<char> key(std::string_view text);

    /// Shows `text` and waits for a line, which the terminal lets the user edit; without its line
    /// feed. Nothing as key().
    [[nodiscard]] std::optional<std::string> line(std::string_view text);

    /// True where more has been typed or pasted already behind the last line, its end or not.
    [[nodiscard]] bool has_more() const;

    /// The signal that ended the waiting; 0 for none.
    [[nodiscard]] int signal() const { return m_signal; }

    /// Leaves the terminal and the signals to another program for as long as this lives.
    class Away {
    public:
        explicit Away(Keyboard& keyboard) : m_keyboard(keyboard) { m_keyboard.leave(); }
        Away(const Away&) = delete;
        Away& operator=(const Away&) = delete;
        ~Away() { m_keyboard.take(); }

    private:
        Keyboard& m_keyboard;
    };

private:
    enum class Event { input, resumed, ended };

    void take();
    void leave();
    void set_mode(bool lines, int when) const;
    void stop();
    bool show(std::string_view text);
    Event wait();

    Terminal& m_terminal;
    termios m_own{}; ///< the terminal's mode as it was
    bool m_known = false;
    sigset_t m_mask{};
    std::array<struct sigaction, taken_signals.size()> m_actions{};
    int m_signal = 0;
    std::string m_rest; ///< typed behind the end of a line before it was asked for
};

} // namespace crm::cli
