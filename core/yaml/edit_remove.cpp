#include "core/yaml/edit.hpp"
#include "core/yaml/extent.hpp"
#include "core/yaml/splice.hpp"

#include <algorithm>
#include <optional>

namespace crm::yaml {
namespace {

class Removing : public Splicing {
public:
    using Splicing::Splicing;

    std::string remove(const Path& path)
    {
        const Found found = find_path(path);
        if (!found.key) {
            return std::string(m_text);
        }
        if (path.size() > 1 && event(found.map).next == event(*found.key + 1).next + 1 &&
            *found.key == found.map + 1) {
            return remove({path.begin(), path.end() - 1});
        }
        return cut(found.map, {*found.key});
    }

    std::string remove_item(const Path& path, std::string_view item)
    {
        const Found found = find_path(path);
        if (!found.key) {
            return std::string(m_text);
        }
        const std::size_t value = *found.key + 1;
        if (event(value).type == EventType::scalar && event(value).value == item) {
            return remove(path);
        }
        if (event(value).type != EventType::sequence_start) {
            return std::string(m_text);
        }
        std::vector<std::size_t> there;
        bool others = false;
        for (std::size_t child = value + 1; child + 1 < event(value).next;
             child = event(child).next) {
            const bool is_it = event(child).type == EventType::scalar && event(child).value == item;
            others = others || !is_it;
            if (is_it) {
                there.push_back(child);
            }
        }
        if (there.empty()) {
            return std::string(m_text);
        }
        return others ? cut(value, there) : remove(path);
    }

private:
    /// Where the line begins in which the dash of `item` stands.
    [[nodiscard]] std::size_t item_begin(std::size_t list, std::size_t item) const
    {
        const std::string dash = column_spaces(event(list).offset) + "-";
        std::size_t begin = line_begin(m_text, event(item).offset);
        while (begin > 0 && m_text.substr(begin, dash.size()) != dash) {
            begin = line_begin(m_text, begin - 1);
        }
        return begin;
    }

    /// Takes the entries or items that begin at `which` out of what begins at `parent`.
    std::string cut(std::size_t parent, const std::vector<std::size_t>& which)
    {
        const std::size_t to_value = event(parent).type == EventType::mapping_start ? 1 : 0;
        std::vector<Splice> splices;
        std::optional<std::size_t> before; // the value before it, if any of those before it stays
        for (std::size_t first = parent + 1; first + 1 < event(parent).next;) {
            const std::size_t value = first + to_value;
            const bool goes = std::find(which.begin(), which.end(), first) != which.end();
            if (goes) {
                splices.push_back(without(parent, first, value, before));
            }
            before = goes && !before ? std::nullopt : std::optional(value);
            first = event(value).next;
        }
        if (auto out = attempt(splices)) {
            return *out;
        }
        throw in_the_way(which.front());
    }

    /// What takes one entry out (`first` its key, `value` its value) or one item (both the same).
    [[nodiscard]] Splice without(std::size_t parent, std::size_t first, std::size_t value,
                                 std::optional<std::size_t> before) const
    {
        Splice splice;
        splice.from = first;
        splice.to = event(value).next;
        const bool flow = is_flow(m_document, parent);
        const std::size_t end = value_end(m_document, value);
        if (flow && before) {
            splice.begin = value_end(m_document, *before);
            splice.end = end;
        } else if (flow && splice.to + 1 < event(parent).next) {
            splice.begin = event(first).offset;
            splice.end = event(splice.to).offset;
        } else if (flow) {
            splice.begin = event(first).offset;
            const std::size_t behind = m_text.find_first_not_of(" \r\n", end);
            splice.end = m_text[behind] == ',' ? behind + 1 : end;
        } else {
            splice.begin = first == value
                               ? item_begin(parent, value)
                               : event(first).offset - column_spaces(event(first).offset).size();
            splice.end = std::min(m_text.find('\n', end), m_text.size() - 1) + 1;
        }
        const std::size_t inner_end = flow ? splice.end : end;
        if (const auto comment = comment_within(m_document, splice.begin, inner_end)) {
            throw Error(m_document.place(*comment),
                        "a comment stands within the value to be removed",
                        "remove this one by hand, so that nothing of it is lost");
        }
        return splice;
    }
};

} // namespace

std::string without_key(const Document& document, const Path& path)
{
    return Removing(document).remove(path);
}

std::string without_item(const Document& document, const Path& path, std::string_view item)
{
    return Removing(document).remove_item(path, item);
}

} // namespace crm::yaml
