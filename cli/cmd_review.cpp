#include "cli/commands.hpp"
#include "cli/due_list.hpp"
#include "cli/keyboard.hpp"
#include "cli/morning.hpp"
#include "cli/options.hpp"
#include "cli/phrases.hpp"
#include "cli/review_answers.hpp"
#include "cli/review_card.hpp"
#include "cli/review_list.hpp"
#include "core/base/text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <csignal>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <set>
#include <unistd.h>
#include <utility>

namespace crm::cli {
namespace {

struct Options {
    std::optional<std::string> top;
};

/// One look at the ledger: what it says now, and who is still to be asked about.
struct Glance {
    Ledger ledger;
    Date today;
    std::vector<Item> every;
    std::vector<Owed> all;
    std::vector<const Owed*> left; ///< those of `all` who were not shown yet
};

std::size_t asked_follow_ups(const std::vector<Owed>& all)
{
    std::set<const Interaction*> out;
    for (const Owed& owed : all) {
        for (const FollowUp& one : owed.follow_ups) {
            if (one.asks_today()) {
                out.insert(one.entry);
            }
        }
    }
    return out.size();
}

class Review {
public:
    Review(Context& context, const Folder& folder, std::string filter, std::size_t top, bool ranked)
        : m_context(context), m_folder(folder), m_filter(std::move(filter)), m_top(top),
          m_ranked(ranked)
    {
    }

    int run()
    {
        auto now = look();
        m_context.print(incomplete_line(now->ledger));
        if (now->left.empty()) {
            const Filter filter = Filter::parse(m_filter, now->ledger.settings);
            m_context.print(nothing_due(now->ledger, filter, now->every, now->today));
            return m_context.finish(now->ledger, exit_code::done);
        }
        int signal = 0;
        int code = exit_code::done;
        {
            Keyboard keyboard(m_context.terminal);
            m_keyboard = &keyboard;
            ReviewAnswers answers(m_context, m_folder, keyboard);
            m_answers = &answers;
            m_context.print(
                m_context.terminal.styled(
                    headline(now->every, asked_follow_ups(now->all), now->today), Style::bold) +
                "\n");
            while (!m_left && !now->left.empty()) {
                show_one(*now);
                now = look();
            }
            m_context.print(farewell(*now));
            signal = keyboard.signal();
            code = answers.code();
        }
        if (signal != 0) {
            static_cast<void>(m_context.terminal.flush());
            raise(signal); // whoever started the program learns what ended it
        }
        return m_context.finish(now->ledger, code);
    }

private:
    [[nodiscard]] std::unique_ptr<Glance> look() const
    {
        auto out = std::make_unique<Glance>(
            Glance{read_ledger(m_folder, m_context.today()), m_context.today(), {}, {}, {}});
        const Filter filter = Filter::parse(m_filter, out->ledger.settings);
        out->every = agenda(out->ledger, filter, out->today);
        out->all = review_list(out->ledger, filter, out->every, out->today, m_ranked);
        for (const Owed& owed : out->all) {
            if (std::find(m_shown.begin(), m_shown.end(), owed.contact->id) == m_shown.end() &&
                m_shown.size() + out->left.size() < m_top) {
                out->left.push_back(&owed);
            }
        }
        return out;
    }

    /// Whose turn it is.
    [[nodiscard]] const Owed& current(const Glance& now) const
    {
        const auto wanted = std::find_if(now.left.begin(), now.left.end(), [&](const Owed* owed) {
            return owed->contact->id == m_wanted;
        });
        return **(wanted == now.left.end() ? now.left.begin() : wanted);
    }

    [[nodiscard]] CardStyle style(const Glance& now) const
    {
        return {m_context.terminal, m_shown.size() + 1, m_shown.size() + now.left.size(),
                !back_to(now).empty()};
    }

    /// Whom the key for "back" leads to: the last one shown to whom something is still owed.
    [[nodiscard]] std::string back_to(const Glance& now) const
    {
        for (auto id = m_shown.rbegin(); id != m_shown.rend(); ++id) {
            if (std::any_of(now.all.begin(), now.all.end(),
                            [&](const Owed& owed) { return owed.contact->id == *id; })) {
                return *id;
            }
        }
        return {};
    }

    void show_one(const Glance& now)
    {
        m_context.terminal.measure();
        const Owed& owed = current(now);
        m_wanted = owed.contact->id;
        const std::string card = card_text(now.ledger, owed, now.today, style(now));
        std::string shown = "\n" + card;
        for (;;) {
            const auto typed = m_keyboard->key(shown);
            m_context.written = false; // what was written has been told
            if (!typed) {
                m_left = true;
                m_context.print("\n");
                return;
            }
            const char key = static_cast<char>(std::tolower(static_cast<unsigned char>(*typed)));
            if (is_answer(key, owed, now)) {
                answer(key, now, card);
                return;
            }
            const bool is_visible = key > ' ' && key <= '~';
            shown =
                fmt::format("{}\nno such key here{}\n{}", is_visible ? std::string(1, *typed) : "",
                            key == 'd'   ? ": there is no follow-up"
                            : key == 'b' ? ": there is nobody to go back to"
                                         : "",
                            keys_text(owed, style(now)));
        }
    }

    [[nodiscard]] bool is_answer(char key, const Owed& owed, const Glance& now) const
    {
        return std::string_view("lasnoq?").find(key) != std::string_view::npos ||
               (key == 'd' && !owed.follow_ups.empty()) || (key == 'b' && !back_to(now).empty());
    }

    void answer(char key, const Glance& now, const std::string& card)
    {
        const std::string id = m_wanted;
        switch (key) {
        case 'q':
            m_context.print("quit\n");
            m_left = true;
            return;
        case '?': m_context.print("help\n" + keys_help()); return;
        case 'n':
            m_context.print("next\n");
            m_skipped.push_back(m_wanted);
            move_on();
            return;
        case 'b':
            m_context.print("back\n");
            m_wanted = back_to(now);
            for (auto* ids : {&m_shown, &m_skipped}) {
                ids->erase(std::remove(ids->begin(), ids->end(), m_wanted), ids->end());
            }
            return;
        default: break;
        }
        // Minutes may have passed since the card was shown.
        const auto fresh = look();
        const auto same = std::find_if(fresh->left.begin(), fresh->left.end(),
                                       [&](const Owed* owed) { return owed->contact->id == id; });
        if (same == fresh->left.end() ||
            card_text(fresh->ledger, **same, fresh->today, style(*fresh)) != card) {
            m_context.print("\nmeanwhile something was changed: look again\n");
            return;
        }
        const bool written = m_answers->give(key, fresh->ledger, **same);
        m_left = m_answers->left();
        if (written && !still_asks(id, key)) {
            move_on();
        }
    }

    void move_on()
    {
        m_shown.push_back(m_wanted);
        m_wanted.clear();
    }

    /// Whether the card of a contact should come again after an answer.
    [[nodiscard]] bool still_asks(const std::string& id, char key) const
    {
        const auto now = look();
        const auto same = std::find_if(now->left.begin(), now->left.end(),
                                       [&](const Owed* owed) { return owed->contact->id == id; });
        return same != now->left.end() && key != 'a' && (key == 'o' || (*same)->asks_today());
    }

    [[nodiscard]] std::string farewell(const Glance& now) const
    {
        std::string so_far = m_answers->summary();
        if (!m_skipped.empty()) {
            so_far +=
                fmt::format("{}{} left for later", so_far.empty() ? "" : ", ", m_skipped.size());
        }
        so_far = so_far.empty() ? "nothing was written" : so_far;
        return now.left.empty()
                   ? fmt::format("\nThat was all: {}.\n", so_far)
                   : fmt::format(
                         "\nSo far: {}.\nBegun again, 'crm review' shows who is still due.\n",
                         so_far);
    }

    Context& m_context;
    const Folder& m_folder;
    std::string m_filter;
    std::size_t m_top;
    bool m_ranked;
    Keyboard* m_keyboard = nullptr;
    ReviewAnswers* m_answers = nullptr;
    std::vector<std::string> m_shown; ///< ids of those who have had their turn
    std::string m_wanted;             ///< id of the one whose turn it is
    bool m_left = false;
    std::vector<std::string> m_skipped; ///< those of them who were left for later
};

int review(Context& context, const Options& options, const Words& words)
{
    const std::size_t top = options.top ? read_top(*options.top) : SIZE_MAX;
    if (isatty(STDIN_FILENO) != 1 || !context.terminal.interactive()) {
        throw Error(Fault::usage, "a review asks its questions on a terminal",
                    "'crm due' lists the same, and 'crm log' records an answer");
    }
    const Folder folder = context.open_ledger();
    return Review(context, folder, join(words), top, options.top.has_value()).run();
}

} // namespace

Action set_up_review(CLI::App& app)
{
    auto options = std::make_shared<Options>();
    add_value(app, "--top", options->top, "N", "The N who come first, by score");
    return [options](Context& context, const Words& words) {
        return review(context, *options, words);
    };
}

} // namespace crm::cli
