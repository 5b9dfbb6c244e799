#include "core/model/contact.hpp"

#include <array>

namespace crm {
namespace {

constexpr std::array statuses{Status::active, Status::paused, Status::do_not_contact,
                              Status::archived, Status::deceased};

} // namespace

std::string_view status_name(Status status)
{
    switch (status) {
    case Status::active: return "active";
    case Status::paused: return "paused";
    case Status::do_not_contact: return "do-not-contact";
    case Status::archived: return "archived";
    case Status::deceased: return "deceased";
    }
    return "active";
}

std::optional<Status> parse_status(std::string_view word)
{
    for (const Status status : statuses) {
        if (status_name(status) == word) {
            return status;
        }
    }
    return std::nullopt;
}

std::vector<std::string> status_names()
{
    std::vector<std::string> out;
    for (const Status status : statuses) {
        out.emplace_back(status_name(status));
    }
    return out;
}

} // namespace crm
