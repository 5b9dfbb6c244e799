// The two readers are one: where the fast one takes a text, the one for any YAML yields the same
// events at the same places, and refuses nothing. Neither reads beyond the text.

#include "target.hpp"

#include "core/yaml/plain.hpp"

#include <algorithm>
#include <memory>
#include <optional>

namespace crm::fuzz {
namespace {

using yaml::Document;
using yaml::Event;

bool same(const Event& a, const Event& b)
{
    return a.type == b.type && a.plain == b.plain && a.offset == b.offset && a.next == b.next &&
           a.value == b.value;
}

bool same(const std::vector<Event>& a, const std::vector<Event>& b)
{
    return std::equal(a.begin(), a.end(), b.begin(), b.end(),
                      [](const Event& x, const Event& y) { return same(x, y); });
}

struct Reading {
    std::optional<Document> document;
    std::string refusal;
};

void read(Reading& into, std::string_view input, yaml::Reader reader)
{
    try {
        into.document.emplace("a.yaml", std::string(input), reader);
    } catch (const Error& error) {
        into.refusal = error.message();
    }
}

} // namespace

void run(std::string_view input)
{
    // In a block of just its size, so that the sanitizer sees a step beyond its end.
    const auto block = std::make_unique<char[]>(input.size()); // NOLINT(modernize-avoid-c-arrays)
    std::copy(input.begin(), input.end(), block.get());
    std::vector<Event> events;
    std::deque<std::string> values;
    const bool taken = yaml::read_plain({block.get(), input.size()}, events, values);
    require(taken || (events.empty() && values.empty()), "events of a text that was not taken");

    Reading any;
    read(any, input, yaml::Reader::yaml_cpp);
    if (!taken && input.size() % 4 != 0) {
        return; // the door gives it to the same reader, which takes its time
    }
    Reading fast;
    read(fast, input, yaml::Reader::any);
    require(!taken || any.document, "the fast reader takes what is refused: " + any.refusal);
    require(any.refusal == fast.refusal, "other errors: " + any.refusal + "\nand " + fast.refusal);
    if (!any.document) {
        return;
    }
    const auto differ = [&](std::string_view what) {
        return std::string(what) + "; yaml-cpp:\n" + listed(*any.document) + "fast:\n" +
               listed(*fast.document);
    };
    require(same(any.document->events(), fast.document->events()), differ("other events"));
    require(!taken || same(events, any.document->events()), differ("other events behind the door"));
}

} // namespace crm::fuzz
