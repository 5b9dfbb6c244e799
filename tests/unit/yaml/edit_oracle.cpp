#include "edit_oracle.hpp"

#include "core/yaml/scalar.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

namespace crm::test {

using Kind = Value::Kind;

namespace {

class Oracle {
public:
    Oracle(const RandomFile& file, const Edit& edit) : m_file(file), m_edit(edit) {}

    Expected run()
    {
        if (!m_file.has_content || m_file.root.kind != Kind::map) {
            return refused("there are no keys here", 0);
        }
        m_root = m_file.root;
        m_chain = {{&m_root, nowhere}};
        switch (m_edit.verb) {
        case Edit::Verb::text: return set(text_value());
        case Edit::Verb::list: {
            Value list;
            list.kind = Kind::list;
            for (const std::string& item : m_edit.items) {
                list.entries.push_back({{}, free_text(item)});
            }
            return set(list);
        }
        case Edit::Verb::item: return add_item();
        case Edit::Verb::no_key: return descend() ? remove_key() : unchanged();
        case Edit::Verb::no_item: return descend() ? remove_item() : unchanged();
        }
        return {};
    }

private:
    /// A map on the way, and which of its entries is next on it.
    struct Step {
        Value* map = nullptr;
        std::size_t entry = nowhere;
    };

    static Expected refused(std::string how, std::size_t place)
    {
        Expected out;
        out.refusal = std::move(how);
        out.place = place;
        return out;
    }

    Expected unchanged() const { return {{{{}, true, m_file.root}}, {}, nowhere, {}}; }

    static Value free_text(std::string text)
    {
        Value out;
        out.kind = Kind::text;
        out.text = std::move(text);
        out.any_form = true;
        return out;
    }

    Value text_value() const
    {
        Value out = free_text(m_edit.text);
        out.any_form = !m_edit.unquoted;
        out.plain = m_edit.unquoted;
        return out;
    }

    /// Goes along the path as far as it is there; true where all of it is.
    bool descend()
    {
        m_chain.clear();
        Value* value = &m_root;
        for (const std::string& key : m_edit.path) {
            if (value->kind != Kind::map) {
                return false;
            }
            std::size_t entry = 0;
            while (entry < value->entries.size() && value->entries[entry].key != key) {
                ++entry;
            }
            if (entry == value->entries.size()) {
                m_chain.push_back({value, nowhere});
                return false;
            }
            m_chain.push_back({value, entry});
            value = &value->entries[entry].value;
        }
        return true;
    }

    Entry& last_entry() { return m_chain.back().map->entries[m_chain.back().entry]; }

    [[nodiscard]] std::size_t line_begin(std::size_t offset) const
    {
        while (offset > 0 && m_file.text[offset - 1] != '\n') {
            --offset;
        }
        return offset == 0 && m_file.text.substr(0, 3) == "\xEF\xBB\xBF" ? 3 : offset;
    }

    [[nodiscard]] std::size_t behind_line(std::size_t offset) const
    {
        const std::size_t line_feed = m_file.text.find('\n', offset);
        return line_feed == nowhere ? m_file.text.size() : line_feed + 1;
    }

    /// Behind the comma that stands behind `offset`, if there is one.
    [[nodiscard]] std::size_t behind_comma(std::size_t offset) const
    {
        const std::size_t next = m_file.text.find_first_not_of(" \r\n", offset);
        return next != nowhere && m_file.text[next] == ',' ? next + 1 : offset;
    }

    [[nodiscard]] bool on_one_line(std::size_t begin, std::size_t end) const
    {
        return m_file.text.substr(begin, end - begin).find('\n') == nowhere;
    }

    [[nodiscard]] std::optional<std::size_t> comment_in(Range range) const
    {
        for (const std::size_t comment : m_file.comments) {
            if (comment >= range.begin && comment < range.end) {
                return comment;
            }
        }
        return std::nullopt;
    }

    static const Value& last_leaf(const Value& value)
    {
        return value.flow || value.entries.empty() ? value : last_leaf(value.entries.back().value);
    }

    Expected set(Value value)
    {
        const bool all = descend();
        std::size_t known = m_chain.size();
        for (std::size_t i = m_edit.path.size(); i > known; --i) {
            Value map;
            map.kind = Kind::map;
            map.entries.push_back({m_edit.path[i - 1], std::move(value)});
            value = std::move(map);
        }
        if (m_chain.back().entry == nowhere) {
            return insert(std::move(value));
        }
        const Value& there = last_entry().value;
        if (!all && there.kind != Kind::null) {
            return refused(fmt::format("'{}' holds no keys here", m_edit.path[known - 1]),
                           there.begin);
        }
        return replace(std::move(value));
    }

    Expected replace(Value value)
    {
        Entry& entry = last_entry();
        Expected out;
        if (entry.colon == nowhere || !on_one_line(entry.begin, entry.colon)) {
            out = refused(std::string(unsafe), entry.begin);
            out.reason = entry.question_mark ? "an explicit key" : "a key without a colon";
            return out;
        }
        const Value& old = entry.value;
        Range range{old.begin, old.end};
        const bool block = (old.kind == Kind::list || old.kind == Kind::map) && !old.flow;
        if (!old.written || (!on_one_line(entry.colon, old.begin) &&
                             (block || !comment_in({entry.colon, old.begin})))) {
            range.begin = entry.colon + 1;
        }
        if (const auto comment = comment_in(range)) {
            return refused("a comment stands within the value to be changed", *comment);
        }
        entry.value = std::move(value);
        out.outcomes.push_back({{range}, false, m_root});
        return out;
    }

    Expected insert(Value value)
    {
        Value& map = *m_chain.back().map;
        const std::string& name = m_edit.path[m_chain.size() - 1];
        Entry entry{name, std::move(value)};
        Expected out;
        if (map.flow) {
            Range range{map.begin + 1, map.end - 1};
            if (!map.entries.empty()) {
                range.begin = map.entries.back().value.end;
            }
            map.entries.push_back(entry);
            out.outcomes.push_back({{{range.begin, range.begin}}, false, m_root});
            return out;
        }
        std::size_t before = 0; // how many keys stand before it
        const auto place = std::find(order.begin(), order.end(), name);
        const bool ordered = m_edit.ordered && m_chain.size() == 1 && place != order.end();
        for (std::size_t i = 0; i < map.entries.size(); ++i) {
            if (!ordered || std::find(order.begin(), place, map.entries[i].key) != place) {
                before = i + 1;
            }
        }
        std::size_t at = line_begin(map.begin);
        if (before > 0) {
            const Value& left = map.entries[before - 1].value;
            at = behind_line(left.end);
            const Value& leaf = last_leaf(left);
            if (leaf.block_text && leaf.begin == m_file.unsure) {
                out.reason = "behind a text in a block without its line end";
            } else if (leaf.keeps_lines) {
                out.reason = "behind a text that keeps its empty lines";
            }
        }
        const Value old_root = m_root;
        map.entries.insert(map.entries.begin() + static_cast<std::ptrdiff_t>(before), entry);
        out.outcomes.push_back({{{at, at}}, false, m_root});
        if (!out.reason.empty()) {
            map.entries.erase(map.entries.begin() + static_cast<std::ptrdiff_t>(before));
            map.entries.push_back(entry);
            const std::size_t end = m_file.text.size();
            out.outcomes.push_back({{{end, end}}, false, m_root});
        }
        return out;
    }

    Expected add_item()
    {
        Value list;
        list.kind = Kind::list;
        list.entries.push_back({{}, text_value()});
        if (!descend() || last_entry().value.kind == Kind::null) {
            return set(list);
        }
        Value& old = last_entry().value;
        if (old.kind == Kind::text) {
            if (old.text == m_edit.text) {
                return unchanged();
            }
            Value one = old;
            one.any_form = !old.plain || old.text.find_first_of(",[]{}") != nowhere ||
                           !on_one_line(old.begin, old.end);
            list.entries.insert(list.entries.begin(), {{}, one});
            return set(list);
        }
        if (old.kind == Kind::map) {
            return refused(fmt::format("'{}' holds no list here", m_edit.path.back()), old.begin);
        }
        for (const Entry& entry : old.entries) {
            if (entry.value.kind == Kind::text && entry.value.text == m_edit.text) {
                return unchanged();
            }
        }
        Expected out;
        std::size_t at = old.begin + 1;
        if (!old.entries.empty()) {
            const Value& left = old.entries.back().value;
            at = old.flow ? left.end : behind_line(left.end);
            const Value& leaf = last_leaf(left);
            if (!old.flow &&
                (leaf.keeps_lines || (leaf.block_text && leaf.begin == m_file.unsure))) {
                out.reason = "behind a text in a block";
            }
        }
        old.entries.push_back({{}, text_value()});
        out.outcomes.push_back({{{at, at}}, false, m_root});
        return out;
    }

    Expected remove_key()
    {
        while (m_chain.size() > 1 && m_chain.back().map->entries.size() == 1) {
            m_chain.pop_back();
        }
        Value& map = *m_chain.back().map;
        const std::size_t place = last_entry().begin;
        const bool only = !map.flow && map.entries.size() == 1;
        Expected out = cut(map, {m_chain.back().entry});
        if (only && out.refusal.empty()) {
            out = refused(std::string(unsafe), place);
            out.reason = "the only key of the file";
        }
        return out;
    }

    Expected remove_item()
    {
        Value& value = last_entry().value;
        if (value.kind == Kind::text && value.text == m_edit.text) {
            return remove_key();
        }
        std::vector<std::size_t> there;
        for (std::size_t i = 0; value.kind == Kind::list && i < value.entries.size(); ++i) {
            if (value.entries[i].value.kind == Kind::text &&
                value.entries[i].value.text == m_edit.text) {
                there.push_back(i);
            }
        }
        if (there.empty()) {
            return unchanged();
        }
        return there.size() == value.entries.size() ? remove_key() : cut(value, there);
    }

    Expected cut(Value& parent, const std::vector<std::size_t>& which)
    {
        Expected out;
        Outcome outcome;
        outcome.only_less = true;
        const auto& entries = parent.entries;
        bool leading = true;
        for (std::size_t i = 0; i < entries.size(); ++i) {
            if (std::find(which.begin(), which.end(), i) == which.end()) {
                leading = false;
                continue;
            }
            const Value& value = entries[i].value;
            Range range{line_begin(entries[i].begin), behind_line(value.end)};
            Range inner{range.begin, value.end};
            if (parent.flow) {
                range = entries.size() == 1 ? Range{entries[i].begin, behind_comma(value.end)}
                        : leading           ? Range{entries[i].begin, entries[i + 1].begin}
                                            : Range{entries[i - 1].value.end, value.end};
                if (i > 0 && parent.kind == Kind::map && entries[i - 1].colon == nowhere) {
                    out.reason = "behind a key without a colon";
                }
                if (entries.size() == 1 && comment_in({value.end, parent.end})) {
                    out.reason = "a comment stands before the last comma";
                }
                inner = range;
            } else if (i > 0 && last_leaf(entries[i - 1].value).block_text) {
                out.reason = "what follows would belong to the text before";
            }
            if (const auto comment = comment_in(inner)) {
                return refused("a comment stands within the value to be removed", *comment);
            }
            outcome.ranges.push_back(range);
        }
        for (auto i = which.rbegin(); i != which.rend(); ++i) {
            parent.entries.erase(parent.entries.begin() + static_cast<std::ptrdiff_t>(*i));
        }
        outcome.root = m_root;
        out.outcomes.push_back(std::move(outcome));
        return out;
    }

    const RandomFile& m_file;
    const Edit& m_edit;
    Value m_root;
    std::vector<Step> m_chain;
};

} // namespace

Expected expected_of(const RandomFile& file, const Edit& edit)
{
    return Oracle(file, edit).run();
}

bool kept(const std::string& old, const std::string& now, const Outcome& outcome)
{
    if (outcome.only_less || outcome.ranges.empty()) {
        std::string left;
        std::size_t at = 0;
        for (const Range& range : outcome.ranges) {
            left += old.substr(at, range.begin - at);
            at = range.end;
        }
        return now == left + old.substr(at);
    }
    const Range range = outcome.ranges.front();
    const std::size_t behind = old.size() - range.end;
    return now.size() >= range.begin + behind &&
           now.compare(0, range.begin, old, 0, range.begin) == 0 &&
           now.compare(now.size() - behind, behind, old, range.end, behind) == 0;
}

std::optional<Edit> inverse(const RandomFile& file, const Edit& edit)
{
    const Value* old = at_path(file.root, edit.path);
    const Value* parent = at_path(file.root, {edit.path.begin(), edit.path.end() - 1});
    Edit back;
    back.path = edit.path;
    back.text = edit.text;
    const bool ended = file.text.back() == '\n';
    if (edit.verb == Edit::Verb::item && old != nullptr && old->kind == Kind::list &&
        !old->entries.empty() && (ended || old->flow)) {
        back.verb = Edit::Verb::no_item;
        return back;
    }
    if (edit.verb == Edit::Verb::no_key || edit.verb == Edit::Verb::no_item) {
        return std::nullopt;
    }
    if (old == nullptr) {
        back.verb = Edit::Verb::no_key;
        const bool more = parent != nullptr && parent->kind == Kind::map &&
                          (edit.path.size() == 1 || !parent->entries.empty());
        return more && (ended || parent->flow) ? std::optional(back) : std::nullopt;
    }
    if (old->kind != Kind::text || old->block_text) {
        return std::nullopt;
    }
    const std::string written = file.text.substr(old->begin, old->end - old->begin);
    const std::size_t line = file.text.rfind('\n', old->begin);
    back.text = old->text;
    back.unquoted = old->plain && yaml::scalar(old->text) != written &&
                    written.find_first_of("\n,[]{}") == nowhere;
    const bool own =
        back.unquoted || (yaml::scalar(old->text) == written && old->text.find('\n') == nowhere);
    // Behind its key's colon, not on a line below.
    const std::size_t from = line == nowhere ? 0 : line;
    const bool beside = file.text.substr(from, old->begin - from).find(':') != nowhere;
    return own && beside ? std::optional(back) : std::nullopt;
}

} // namespace crm::test
