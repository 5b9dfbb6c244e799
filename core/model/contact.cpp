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

std::string_view relation_name(Relation relation)
{
    switch (relation) {
    case Relation::fresh: return "new";
    case Relation::on_track: return "on-track";
    case Relation::slipping: return "slipping";
    case Relation::lapsed: return "lapsed";
    case Relation::unreachable: return "unreachable";
    case Relation::snoozed: return "snoozed";
    case Relation::paused: return "paused";
    case Relation::do_not_contact: return "do-not-contact";
    case Relation::archived: return "archived";
    case Relation::deceased: return "deceased";
    }
    return "new";
}

std::vector<std::string> relation_names()
{
    std::vector<std::string> out;
    for (int i = 0; i <= static_cast<int>(Relation::deceased); ++i) {
        out.emplace_back(relation_name(static_cast<Relation>(i)));
    }
    return out;
}

} // namespace crm
