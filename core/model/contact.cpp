#include "core/model/contact.hpp"

#include <algorithm>
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

Labels labels_on(const Contact& contact, Date day)
{
    Labels out = contact;
    std::vector<const FormerLabels*> former;
    for (const FormerLabels& one : contact.was) {
        if (one.until >= day) {
            former.push_back(&one);
        }
    }
    std::stable_sort(
        former.begin(), former.end(),
        [](const FormerLabels* a, const FormerLabels* b) { return a->until < b->until; });
    const auto value_of = [&](auto FormerLabels::*label) {
        const auto found = std::find_if(former.begin(), former.end(), [&](const FormerLabels* one) {
            return (one->*label).has_value();
        });
        return found == former.end() ? nullptr : *found;
    };
    const auto take = [&](auto FormerLabels::*label, auto& into) {
        if (const FormerLabels* const one = value_of(label)) {
            into = *(one->*label);
        }
    };
    take(&FormerLabels::kind, out.kind);
    take(&FormerLabels::tier, out.tier);
    take(&FormerLabels::status, out.status);
    take(&FormerLabels::tags, out.tags);
    take(&FormerLabels::org, out.org);
    take(&FormerLabels::household, out.household);
    if (const FormerLabels* const one = value_of(&FormerLabels::cadence)) {
        out.cadence = *one->cadence;
        out.promises_nothing = one->promises_nothing;
    }
    return out;
}

} // namespace crm
