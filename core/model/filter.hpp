#pragma once

// The filter language of commands and rules: `kind:client tier:A,B tag:-vip state:overdue words`
// (crm(1), "Filters"). Terms are ANDed; a comma is OR; a '-' before a value excludes it; words are
// parts of the name or an alias. A tag, org or household of several words is written with '-'
// between them.

#include "core/model/contact.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace crm {

struct Settings;

enum class FilterField { kind, tier, tag, org, household, status, state, relation, name };

struct FilterTerm {
    FilterField field = FilterField::name;
    std::vector<std::string> any;  ///< folded; one must match, where there are any
    std::vector<std::string> none; ///< folded; none may match
};

class Filter {
public:
    /// A filter that everyone passes.
    Filter() = default;

    /// Throws Error (usage) for a key that is none, an empty value, or a kind, tier, status or
    /// state that `settings` does not have. What a filter in crm.yaml cannot ask is refused.
    enum class Use { typed, in_settings, in_rule };
    static Filter parse(std::string_view text, const Settings& settings, Use use = Use::typed);

    /// All terms but `state:` and `relation:`.
    [[nodiscard]] bool matches(const Contact& contact) const { return matches(contact, contact); }

    /// As above, had the contact these labels.
    [[nodiscard]] bool matches(const Contact& contact, const Labels& labels) const;

    /// The terms with `state:`; true where there are none.
    [[nodiscard]] bool matches_state(std::string_view state) const;

    /// The terms with `relation:`; true where there are none.
    [[nodiscard]] bool matches_relation(std::string_view relation) const;

    /// The parts of names that it asks for.
    [[nodiscard]] std::vector<std::string> name_parts() const;

    [[nodiscard]] bool has_state() const;
    [[nodiscard]] bool has_relation() const;
    [[nodiscard]] bool empty() const { return m_terms.empty(); }

private:
    [[nodiscard]] bool has(FilterField field) const;
    [[nodiscard]] bool matches_word(FilterField field, std::string_view word) const;

    std::vector<FilterTerm> m_terms;
};

/// The keys of the language: "kind", "tier" ...
[[nodiscard]] std::vector<std::string> filter_keys();

/// The values that `key` can have; none where any text may stand.
[[nodiscard]] std::vector<std::string> filter_values(std::string_view key,
                                                     const Settings& settings);

/// A value as a filter is written with it: "Park Advisory" gives "park-advisory".
[[nodiscard]] std::string filter_word(std::string_view value);

} // namespace crm
