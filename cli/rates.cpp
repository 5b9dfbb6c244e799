#include "cli/rates.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace crm::cli {

std::string score(const Kept& kept)
{
    return kept.all() == 0 ? "none" : fmt::format("{} of {}", kept.kept, kept.all());
}

std::string rate(const Kept& kept)
{
    return kept.all() == 0 ? "" : fmt::format("{}%", kept.percent());
}

std::string bar(std::size_t part, std::size_t whole, std::size_t columns)
{
    const std::size_t length = whole == 0 ? 0 : part * columns / whole;
    return std::string(part > 0 ? std::max<std::size_t>(length, 1) : 0, '#');
}

std::string rate_bar(const Kept& kept, std::size_t columns)
{
    const std::string done = bar(kept.kept, kept.all(), columns);
    return done + std::string(kept.all() == 0 ? 0 : columns - done.size(), '.');
}

} // namespace crm::cli
