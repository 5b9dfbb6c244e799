#pragma once

// Which contacts a report is about.

#include "core/ledger/ledger.hpp"

#include <cstddef>
#include <vector>

namespace crm {

class Chosen {
public:
    /// `contacts` are some of the ledger's.
    Chosen(const Ledger& ledger, const std::vector<const Contact*>& contacts)
        : m_first(ledger.contacts.data()), m_is_in(ledger.contacts.size())
    {
        for (const Contact* contact : contacts) {
            m_is_in[index_of(*contact)] = true;
        }
    }

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

} // namespace crm
