#include "core/ledger/new_id.hpp"

#include "core/base/text.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace crm {

std::string free_id(std::string_view name, const std::set<std::string>& taken)
{
    constexpr std::size_t longest = 60; // room for the number
    std::string base = slug(name);
    if (base.empty()) {
        do {
            base = "contact-" + random_letters(6);
        } while (taken.count(base) > 0);
        return base;
    }
    base.resize(std::min(base.size(), longest));
    while (base.back() == '-') {
        base.pop_back();
    }
    std::string id = base;
    for (int number = 2; taken.count(id) > 0; ++number) {
        id = fmt::format("{}-{}", base, number);
    }
    return id;
}

} // namespace crm
