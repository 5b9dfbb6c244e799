#include "core/ledger/facts.hpp"

#include "core/base/text.hpp"
#include "core/yaml/node.hpp"
#include "core/yaml/scalar.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <utility>

namespace crm {
namespace {

using yaml::Document;
using yaml::Node;

void collect(const Node& map, const std::string& prefix, std::vector<Fact>& facts)
{
    for (const Node::Entry entry : map.entries()) {
        const std::string key = prefix + std::string(entry.key.text());
        if (entry.value.is_mapping()) {
            collect(entry.value, key + ".", facts);
            continue;
        }
        Fact fact{key, entry.value.is_sequence(), true, true, {}};
        const auto is_text = [](const Node& node) {
            return !node.is_plain() || yaml::scalar(node.text()) == node.text();
        };
        if (entry.value.is_scalar()) {
            fact.is_text = is_text(entry.value);
            fact.values.emplace_back(entry.value.text());
        } else if (entry.value.is_sequence()) {
            for (const Node item : entry.value.items()) {
                fact.is_simple = fact.is_simple && item.is_scalar();
                fact.is_text = fact.is_text && (!item.is_scalar() || is_text(item));
                fact.values.emplace_back(item.is_scalar() ? item.text() : std::string_view{});
                if (!item.is_scalar() && item.is_mapping()) {
                    std::vector<Fact> inner;
                    collect(item, "", inner);
                    for (const Fact& one : inner) {
                        fact.values.push_back(
                            fmt::format("{}: {}", one.key, enumerate(one.values)));
                    }
                }
            }
        }
        facts.push_back(std::move(fact));
    }
}

} // namespace

std::vector<Fact> facts_of(const Document& document)
{
    std::vector<Fact> out;
    if (!document.events().empty() && Node(document, 0).is_mapping()) {
        collect(Node(document, 0), "", out);
    }
    return out;
}

const Fact* find_fact(const std::vector<Fact>& facts, std::string_view key)
{
    const auto found =
        std::find_if(facts.begin(), facts.end(), [&](const Fact& fact) { return fact.key == key; });
    return found == facts.end() ? nullptr : &*found;
}

std::vector<std::string> missing(const std::vector<std::string>& from,
                                 const std::vector<std::string>& without)
{
    std::vector<std::string> out;
    std::copy_if(from.begin(), from.end(), std::back_inserter(out), [&](const std::string& item) {
        return std::find(without.begin(), without.end(), item) == without.end();
    });
    return out;
}

std::vector<Difference> differences(const yaml::Document& before, const yaml::Document& after)
{
    const auto old_facts = facts_of(before);
    const auto new_facts = facts_of(after);
    std::vector<Difference> out;
    for (const Fact& fact : new_facts) {
        const Fact* old_fact = find_fact(old_facts, fact.key);
        if (old_fact == nullptr || *old_fact != fact) {
            out.push_back(
                {fact.key, old_fact == nullptr ? std::nullopt : std::optional(*old_fact), fact});
        }
    }
    for (const Fact& fact : old_facts) {
        if (find_fact(new_facts, fact.key) == nullptr) {
            out.push_back({fact.key, fact, std::nullopt});
        }
    }
    return out;
}

} // namespace crm
