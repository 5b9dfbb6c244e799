#include "core/practice/book_size.hpp"

#include <algorithm>

namespace crm {

std::vector<BookSize> book_sizes(const Roster& roster)
{
    std::vector<BookSize> out;
    for (const BookLimit& limit : roster.settings.limits) {
        const auto count = std::count_if(
            roster.contacts.begin(), roster.contacts.end(), [&](const Contact& contact) {
                return contact.status == Status::active && !contact.merged_into &&
                       limit.applies_to.matches(contact);
            });
        out.push_back({&limit, static_cast<std::size_t>(count)});
    }
    return out;
}

} // namespace crm
