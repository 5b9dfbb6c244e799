#include "core/model/filter.hpp"

#include "core/base/error.hpp"
#include "core/base/text.hpp"
#include "core/model/settings.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <optional>
#include <utility>

namespace crm {
namespace {

constexpr std::array<std::pair<std::string_view, FilterField>, 9> fields{{
    {"kind", FilterField::kind},
    {"tier", FilterField::tier},
    {"tag", FilterField::tag},
    {"org", FilterField::org},
    {"household", FilterField::household},
    {"status", FilterField::status},
    {"state", FilterField::state},
    {"relation", FilterField::relation},
    {"name", FilterField::name},
}};

std::optional<FilterField> find_field(std::string_view key)
{
    for (const auto& [name, field] : fields) {
        if (name == key) {
            return field;
        }
    }
    return std::nullopt;
}

/// The values a field can have; empty: any text.
std::vector<std::string> known_values(FilterField field, const Settings& settings)
{
    switch (field) {
    case FilterField::kind: {
        auto kinds = settings.kinds;
        if (std::find(kinds.begin(), kinds.end(), "other") == kinds.end()) {
            kinds.emplace_back("other");
        }
        return kinds;
    }
    case FilterField::tier: return settings.tiers;
    case FilterField::status: return status_names();
    case FilterField::state: return {"overdue", "due", "soon", "ok", "snoozed"};
    case FilterField::relation: return relation_names();
    case FilterField::tag:
    case FilterField::org:
    case FilterField::household:
    case FilterField::name: break;
    }
    return {};
}

void require_known(std::string_view key, std::string_view value,
                   const std::vector<std::string>& known)
{
    const std::string folded = fold(value);
    if (known.empty() || std::any_of(known.begin(), known.end(),
                                     [&](const std::string& k) { return fold(k) == folded; })) {
        return;
    }
    const auto guess = nearest(value, known);
    throw Error(Fault::usage, fmt::format("{} '{}' is not one of {}", key, value, enumerate(known)),
                guess ? fmt::format("did you mean '{}:{}'?", key, *guess) : "");
}

bool is_part_of_name(const Contact& contact, const std::string& folded)
{
    return fold(contact.name).find(folded) != std::string::npos ||
           std::any_of(contact.aliases.begin(), contact.aliases.end(),
                       [&](const std::string& alias) {
                           return fold(alias).find(folded) != std::string::npos;
                       });
}

/// A value of several words is named with '-' between them, for a space ends a term.
std::string as_term(std::string_view value)
{
    std::string out = fold(value);
    std::replace(out.begin(), out.end(), ' ', '-');
    return out;
}

/// Whether a value of an org or a household has `folded` as a part, in either form.
bool is_part(std::string_view value, const std::string& folded)
{
    return fold(value).find(folded) != std::string::npos ||
           as_term(value).find(folded) != std::string::npos;
}

bool has_value(const Contact& contact, const Labels& labels, FilterField field,
               const std::string& folded)
{
    switch (field) {
    case FilterField::kind: return fold(labels.kind) == folded;
    case FilterField::tier: return fold(labels.tier) == folded;
    case FilterField::tag:
        return std::any_of(labels.tags.begin(), labels.tags.end(), [&](const std::string& tag) {
            return fold(tag) == folded || as_term(tag) == folded;
        });
    case FilterField::org: return is_part(labels.org, folded);
    case FilterField::household: return is_part(labels.household, folded);
    case FilterField::status: return status_name(labels.status) == folded;
    case FilterField::name: return is_part_of_name(contact, folded);
    case FilterField::state:
    case FilterField::relation: break;
    }
    return true;
}

/// Whether it is asked of what the clock finds, not of what is written.
bool is_of_the_clock(FilterField field)
{
    return field == FilterField::state || field == FilterField::relation;
}

/// A name is no label: what it was on a day is written nowhere.
bool has_place(FilterField field, Filter::Use use)
{
    return use == Filter::Use::typed ||
           (!is_of_the_clock(field) && (use != Filter::Use::in_rule || field != FilterField::name));
}

template <typename Test>
bool passes(const FilterTerm& term, Test&& has)
{
    return (term.any.empty() || std::any_of(term.any.begin(), term.any.end(), has)) &&
           std::none_of(term.none.begin(), term.none.end(), has);
}

} // namespace

Filter Filter::parse(std::string_view text, const Settings& settings, Use use)
{
    Filter filter;
    for (std::size_t at = text.find_first_not_of(' '); at != std::string_view::npos;) {
        const std::size_t end = std::min(text.find(' ', at), text.size());
        const std::string_view word = text.substr(at, end - at);
        at = text.find_first_not_of(' ', end);

        FilterTerm term;
        const std::size_t colon = word.find(':'); // a word without a key is part of a name
        const std::size_t values = colon == std::string_view::npos ? 0 : colon + 1;
        const std::string_view key = values == 0 ? "name" : word.substr(0, colon);
        const auto field = find_field(key);
        if (!field || !has_place(*field, use)) {
            std::vector<std::string> names;
            for (const auto& [name, f] : fields) {
                if (has_place(f, use)) {
                    names.emplace_back(name);
                }
            }
            if (field == FilterField::name) {
                throw Error(Fault::usage, fmt::format("a rule cannot ask for a name ('{}')", word),
                            "give these contacts a tag and ask for 'tag:'");
            }
            if (field) {
                throw Error(Fault::usage, fmt::format("'{}:' has no place in a rule", key),
                            fmt::format("a rule goes by {}", enumerate(names, "or")));
            }
            const auto guess = nearest(key, names);
            throw Error(Fault::usage, fmt::format("'{}:' is not a filter", key),
                        guess ? fmt::format("did you mean '{}:'?", *guess)
                              : fmt::format("a filter is {} and a value, such as 'tier:A'",
                                            enumerate(names, "or")));
        }
        term.field = *field;
        const auto known = known_values(*field, settings);
        for (std::size_t begin = values; begin <= word.size();) {
            const std::size_t comma = std::min(word.find(',', begin), word.size());
            std::string_view value = word.substr(begin, comma - begin);
            begin = comma + 1;
            const bool excluded = value.substr(0, 1) == "-";
            if (excluded) {
                value.remove_prefix(1);
            }
            if (value.empty()) {
                throw Error(Fault::usage, fmt::format("a value is missing in '{}'", word),
                            "a filter reads 'tier:A', 'tier:A,B' or 'tag:-vip'");
            }
            require_known(key, value, known);
            (excluded ? term.none : term.any).push_back(fold(value));
        }
        filter.m_terms.push_back(std::move(term));
    }
    return filter;
}

bool Filter::matches(const Contact& contact, const Labels& labels) const
{
    return std::all_of(m_terms.begin(), m_terms.end(), [&](const FilterTerm& term) {
        return is_of_the_clock(term.field) || passes(term, [&](const std::string& value) {
                   return has_value(contact, labels, term.field, value);
               });
    });
}

bool Filter::matches_state(std::string_view state) const
{
    return matches_word(FilterField::state, state);
}

bool Filter::matches_relation(std::string_view relation) const
{
    return matches_word(FilterField::relation, relation);
}

bool Filter::matches_word(FilterField field, std::string_view word) const
{
    return std::all_of(m_terms.begin(), m_terms.end(), [&](const FilterTerm& term) {
        return term.field != field ||
               passes(term, [&](const std::string& value) { return value == word; });
    });
}

std::vector<std::string> Filter::name_parts() const
{
    std::vector<std::string> out;
    for (const FilterTerm& term : m_terms) {
        if (term.field == FilterField::name) {
            out.insert(out.end(), term.any.begin(), term.any.end());
        }
    }
    return out;
}

bool Filter::has(FilterField field) const
{
    return std::any_of(m_terms.begin(), m_terms.end(),
                       [&](const FilterTerm& term) { return term.field == field; });
}

bool Filter::has_state() const
{
    return has(FilterField::state);
}

bool Filter::has_relation() const
{
    return has(FilterField::relation);
}

std::vector<std::string> filter_keys()
{
    std::vector<std::string> out;
    for (const auto& [name, field] : fields) {
        out.emplace_back(name);
    }
    return out;
}

std::vector<std::string> filter_values(std::string_view key, const Settings& settings)
{
    const auto field = find_field(key);
    return field ? known_values(*field, settings) : std::vector<std::string>{};
}

std::string filter_word(std::string_view value)
{
    return as_term(value);
}

} // namespace crm
