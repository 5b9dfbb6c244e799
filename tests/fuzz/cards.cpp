#include "cards.hpp"

#include "target.hpp"

#include "core/base/text.hpp"

#include <algorithm>
#include <set>

namespace crm::fuzz {
namespace {

void require_line(const std::string& text, std::string_view what)
{
    require(!invalid_utf8(text), std::string(what) + " is not UTF-8");
    require(visible(text) == text, std::string(what) + " has control characters");
    require(text.empty() || (text.front() != ' ' && text.back() != ' '),
            std::string(what) + " has space at an end");
}

void require_list(const std::vector<std::string>& list, std::string_view what)
{
    std::set<std::string> seen;
    for (const std::string& text : list) {
        require(!text.empty(), std::string(what) + " has an empty item");
        require(seen.insert(text).second, std::string(what) + " has an item twice");
        require_line(text, what);
    }
}

std::string listed_card(const Card& card)
{
    std::string out;
    const auto add = [&](const std::string& text) { out += text + '\x1F'; };
    const auto add_list = [&](const std::vector<std::string>& list) {
        std::for_each(list.begin(), list.end(), add);
        add("");
    };
    for (const std::string& text : {card.uid, card.name, card.org, card.role, card.notes, card.id,
                                    card.kind, card.tier, card.status, card.household}) {
        add(text);
    }
    for (const auto& list : {card.email, card.phone, card.address, card.url, card.aliases,
                             card.tags, card.interests, card.left_out}) {
        add_list(list);
    }
    for (const NamedDate& date : card.dates) {
        add(date.name + "=" + date.date.str());
    }
    return out;
}

} // namespace

void require_sound(const Cards& cards, std::string_view input)
{
    const auto lines = static_cast<std::size_t>(std::count(input.begin(), input.end(), '\n') +
                                                std::count(input.begin(), input.end(), '\r')) +
                       1;
    std::size_t before = 0;
    for (const Card& card : cards.cards) {
        require(!card.name.empty(), "a card without a name");
        require(card.place.line >= 1 && card.place.line <= lines, "a card beyond the file");
        require(card.place.line >= before, "cards out of order");
        before = card.place.line;
        for (const std::string& text :
             {card.uid, card.name, card.org, card.role, card.id, card.kind, card.tier, card.status,
              card.household, card.referred_by}) {
            require_line(text, "a text");
        }
        require(!invalid_utf8(card.notes), "notes are not UTF-8");
        require(visible_lines(card.notes) == card.notes, "notes have control characters");
        require_list(card.email, "email");
        require_list(card.phone, "phone");
        require_list(card.address, "address");
        require_list(card.url, "url");
        require_list(card.aliases, "aliases");
        require_list(card.tags, "tags");
        require_list(card.interests, "interests");
        require_list(card.avoid, "avoid");
        require_list(card.left_out, "left_out");
        require(std::find(card.aliases.begin(), card.aliases.end(), card.name) ==
                    card.aliases.end(),
                "the name is an alias");
        std::vector<std::string> names;
        for (const NamedDate& date : card.dates) {
            names.push_back(date.name);
            require(YearlyDate::parse(date.date.str()) == date.date, "a date that is none");
        }
        require_list(names, "dates");
    }
    for (const BadRecord& bad : cards.bad) {
        require(bad.place.line >= 1 && bad.place.line <= lines, "a bad record beyond the file");
        require_line(bad.text, "what is bad");
    }
    require_list(cards.left_out, "the file's left_out");
}

void require_equal(const Cards& a, const Cards& b)
{
    require(a.cards.size() == b.cards.size() && a.bad.size() == b.bad.size(),
            "another number of cards");
    for (std::size_t i = 0; i < a.cards.size(); ++i) {
        require(listed_card(a.cards[i]) == listed_card(b.cards[i]), "another card");
    }
}

} // namespace crm::fuzz
