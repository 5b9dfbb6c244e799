#pragma once

// A view of a Document as values in lists and maps. It walks the events in place: nothing is built,
// and looking for keys one by one is not offered, for a map is read by going through its entries
// once.

#include "core/yaml/events.hpp"

#include <string>
#include <string_view>

namespace crm::yaml {

class Node {
public:
    Node(const Document& document, std::size_t index) : m_document(&document), m_index(index) {}

    [[nodiscard]] bool is_null() const { return event().type == EventType::null; }
    [[nodiscard]] bool is_scalar() const { return event().type == EventType::scalar; }
    [[nodiscard]] bool is_sequence() const { return event().type == EventType::sequence_start; }
    [[nodiscard]] bool is_mapping() const { return event().type == EventType::mapping_start; }
    [[nodiscard]] bool is_plain() const { return event().plain; }
    [[nodiscard]] std::string_view text() const { return event().value; } ///< of a scalar
    [[nodiscard]] std::size_t offset() const { return event().offset; }
    [[nodiscard]] std::size_t index() const { return m_index; } ///< into Document::events()
    [[nodiscard]] Place place() const { return m_document->place(offset()); }
    [[nodiscard]] Error error(std::string what, std::string remedy = {}) const
    {
        return {place(), std::move(what), std::move(remedy)};
    }

    struct Entry;
    class Items;
    class Entries;
    /// The values of a sequence.
    [[nodiscard]] Items items() const;
    /// The keys and values of a mapping, in the order of the text.
    [[nodiscard]] Entries entries() const;

private:
    [[nodiscard]] const Event& event() const { return m_document->events()[m_index]; }

    const Document* m_document;
    std::size_t m_index;
};

struct Node::Entry {
    Node key;
    Node value;
};

class Node::Items {
public:
    class Iterator {
    public:
        Iterator(const Document& document, std::size_t index)
            : m_document(&document), m_index(index)
        {
        }
        Node operator*() const { return {*m_document, m_index}; }
        Iterator& operator++()
        {
            m_index = m_document->events()[m_index].next;
            return *this;
        }
        bool operator==(const Iterator& other) const { return m_index == other.m_index; }

    private:
        const Document* m_document;
        std::size_t m_index;
    };
    Items(const Document& document, std::size_t begin, std::size_t end)
        : m_document(&document), m_begin(begin), m_end(end)
    {
    }
    [[nodiscard]] Iterator begin() const { return {*m_document, m_begin}; }
    [[nodiscard]] Iterator end() const { return {*m_document, m_end}; }

private:
    const Document* m_document;
    std::size_t m_begin;
    std::size_t m_end;
};

class Node::Entries {
public:
    class Iterator {
    public:
        Iterator(const Document& document, std::size_t index)
            : m_document(&document), m_index(index)
        {
        }
        Entry operator*() const { return {{*m_document, m_index}, {*m_document, m_index + 1}}; }
        Iterator& operator++()
        {
            m_index = m_document->events()[m_index + 1].next;
            return *this;
        }
        bool operator==(const Iterator& other) const { return m_index == other.m_index; }

    private:
        const Document* m_document;
        std::size_t m_index;
    };
    Entries(const Document& document, std::size_t begin, std::size_t end)
        : m_document(&document), m_begin(begin), m_end(end)
    {
    }
    [[nodiscard]] Iterator begin() const { return {*m_document, m_begin}; }
    [[nodiscard]] Iterator end() const { return {*m_document, m_end}; }

private:
    const Document* m_document;
    std::size_t m_begin;
    std::size_t m_end;
};

inline Node::Items Node::items() const
{
    return {*m_document, m_index + 1, event().next - 1};
}

inline Node::Entries Node::entries() const
{
    return {*m_document, m_index + 1, event().next - 1};
}

} // namespace crm::yaml
