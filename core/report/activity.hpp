#pragma once

// The part of a report about what happened: interactions, minutes, whom they reached.

#include "core/report/figures.hpp"

#include <vector>

namespace crm {

/// Which contacts a report is about.
class Chosen {
public:
    Chosen(const Ledger& ledger, const std::vector<const Contact*>& contacts);

    [[nodiscard]] bool contains(const Contact& contact) const { return m_is_in[index_of(contact)]; }
    [[nodiscard]] std::size_t index_of(const Contact& contact) const
    {
        return static_cast<std::size_t>(&contact - m_first);
    }
    [[nodiscard]] std::size_t ledger_size() const { return m_is_in.size(); }

private:
    const Contact* m_first;
    std::vector<bool> m_is_in;
};

/// What happened with at least one of the chosen; how many active ones of them it reached is added
/// to `reached`.
[[nodiscard]] Activity activity(const Ledger& ledger, const Chosen& chosen,
                                const Comparison& comparison, Beside<std::size_t>& reached);

/// The gaps of the active among `contacts` on `end`.
[[nodiscard]] std::vector<Gap> gaps(const Ledger& ledger,
                                    const std::vector<const Contact*>& contacts, Date end);

} // namespace crm
