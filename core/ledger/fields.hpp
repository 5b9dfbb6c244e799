#pragma once

// Reading the values of a map in a ledger's file: each reader takes what it understands and reports
// the rest as findings, so that one run shows everything that is wrong with a file.

#include "core/base/finding.hpp"
#include "core/calendar/date.hpp"
#include "core/model/cadence.hpp"
#include "core/model/touch.hpp"
#include "core/yaml/node.hpp"

#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace crm {

class Fields {
public:
    Fields(const yaml::Document& document, Findings& findings)
        : m_document(document), m_findings(findings)
    {
    }

    /// True while nothing had to be refused.
    [[nodiscard]] bool good() const { return m_good; }

    /// For a part of the map that is left out alone where something in it has to be refused.
    [[nodiscard]] Fields part() const { return {m_document, m_findings}; }

    [[nodiscard]] const yaml::Document& document() const { return m_document; }

    /// Reports what makes the map unusable.
    void refuse(const Place& place, std::string text, std::string remedy = {});
    void refuse(const yaml::Node& node, std::string text, std::string remedy = {});

    void remark(const yaml::Node& node, std::string text, std::string remedy = {});

    /// Of one file so many findings are told; one more says so where something is left out.
    static constexpr std::size_t most_told = 1000;

    /// Reports an unknown key, with the known one it may be meant for; keys that begin with `x_`
    /// are the user's own.
    void remark_unknown_key(const yaml::Node& key, const std::vector<std::string>& known);

    /// Text as it is written; nothing for an empty value.
    std::optional<std::string> text(const yaml::Node::Entry& entry);
    /// One text or a list of them.
    std::vector<yaml::Node> texts(const yaml::Node::Entry& entry);
    std::vector<std::string> strings(const yaml::Node::Entry& entry);
    std::optional<Date> date(const yaml::Node::Entry& entry);
    std::optional<int> integer(const yaml::Node::Entry& entry, int least, int most);
    /// A length of time in nominal days: `3 weeks` is 21.
    std::optional<int> days(const yaml::Node::Entry& entry);
    std::optional<bool> truth(const yaml::Node::Entry& entry);
    /// One of a few words; reports the nearest.
    std::optional<std::string> word(const yaml::Node::Entry& entry,
                                    const std::vector<std::string>& words);

    /// The one word that the key can have; false, and reported, for another.
    bool only_word(const yaml::Node::Entry& entry, std::string_view word, std::string remedy);

    /// `major`, `minor` or the name of a touch.
    std::optional<std::string> requirement(const yaml::Node& node, const Touches& touches);

    /// Declared touches; an alias is resolved.
    std::vector<std::string> touches(const yaml::Node::Entry& entry, const Touches& touches);

    /// A promise: a requirement (`major`, `minor` or a touch) and its cadence.
    std::optional<Promise> promise(const yaml::Node::Entry& entry, const Touches& touches);

    /// The promises of `cadence: {minor: every 30 days}`; where it is `none`, that is put into
    /// `none`.
    std::vector<Promise> promises(const yaml::Node::Entry& entry, const Touches& touches,
                                  bool& none);

    /// The ceilings of `at_most: {minor: 1 in 10 days}`.
    std::vector<Ceiling> ceilings(const yaml::Node::Entry& entry, const Touches& touches);

    /// Keys and values; false, and reported with an example, for anything else but nothing.
    bool require_map(const yaml::Node::Entry& entry, std::string_view example);

private:
    /// True where the findings so far end with `most_told` of this file.
    [[nodiscard]] bool told_enough() const;
    void refuse_the_rest();

    const yaml::Document& m_document;
    Findings& m_findings;
    bool m_good = true;
};

} // namespace crm
