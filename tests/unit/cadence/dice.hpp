#pragma once

// Random questions about a promise, the same on every machine: most of them near a border of the
// rules (ends of months, 29 February, New Year, the due date, a notice before it).

#include "reference.hpp"

#include <cstddef>
#include <cstdint>
#include <iterator>
#include <random>

namespace dice {

class Dice {
public:
    explicit Dice(std::uint64_t seed) : m_engine(seed) {}

    /// From `least` to `most`, both included.
    int number(int least, int most)
    {
        const auto span = static_cast<std::uint64_t>(most - least) + 1;
        return least + static_cast<int>(m_engine() % span);
    }

    bool one_in(int n) { return number(1, n) == 1; }

    template <typename Items>
    const auto& pick(const Items& items)
    {
        return items[static_cast<std::size_t>(number(0, static_cast<int>(std::size(items)) - 1))];
    }

private:
    std::mt19937_64 m_engine;
};

reference::Question question(Dice& dice);

/// Gives the contact of a question tiers, statuses, cadences and rules that changed on days near
/// those on which something happened.
void add_changes(reference::Question& question, Dice& dice);

/// Asks the same on another day; `answer` is the one of the day before.
void another_day(reference::Question& question, const reference::Answer& answer, Dice& dice);

/// An interaction on `day` that satisfies the question's requirement.
reference::Interaction satisfying(const reference::Question& question, int day, Dice& dice);

} // namespace dice
