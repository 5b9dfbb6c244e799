// What libFuzzer calls: the target, and a mutator that knows lines, indentation and the odd things
// of YAML. Half of the time libFuzzer's own, which knows bytes and the dictionary, is used.

#include "random_file.hpp"
#include "random_text.hpp"
#include "target.hpp"

#include <algorithm>
#include <array>
#include <cstdint>
#include <cstdlib>
#include <iostream>

extern "C" std::size_t LLVMFuzzerMutate(std::uint8_t* data, std::size_t size, std::size_t most);

namespace {

using crm::test::Random;

constexpr std::array<std::string_view, 48> snippets{
    "- ",
    "- {date: 2026-11-22, with: [ada], touch: call, note: \"a\", id: k4q7m2x9b1tza}\n",
    "- {date: 2026-11-22, with: [ada, bob], touch: lunch, class: major, minutes: 90, id: w8}\n",
    "name: Ada Lovelace\n",
    "tags: [tax, \"0123\", 'it''s']\n",
    "dates: {birthday: 12-10, anniversary: 2010-06-01}\n",
    "cadence: {minor: every 30 days}\n",
    "notes: |\n  one\n\n  # two\n",
    "notes: >-\n  one\n  two\n",
    "notes: |2+\n   one\n",
    "a:\n  b:\n    - c\n    - d: e\n",
    "- - a\n  - b\n",
    "- a: b\n  c: d\n",
    "# why\n",
    " # it's \"so\"",
    "\"\\x41\\u00e9\\n\\\"\"",
    "\"one\n  two\"",
    "'one\n\n  two'",
    "''",
    "\"\"",
    "[]",
    "{}",
    "[a, b]",
    "{a: b}",
    ": ",
    ":",
    "? ",
    "~",
    "null",
    ", ",
    "\r\n",
    "\n\n",
    "  ",
    "\t",
    "&a ",
    "*a",
    "!t ",
    "<<: ",
    "---\n",
    "...\n",
    "%YAML 1.2\n",
    "\xEF\xBB\xBF",
    "\xC3\xA9",
    "\xC2\xA0",
    "\xC2\x85",
    "\xE2\x80\xA8",
    "<<<<<<< a\n",
    "\\",
};

std::size_t line_begin(std::string_view text, Random& random)
{
    const std::size_t line_feed = text.rfind('\n', random.below(text.size() + 1));
    return line_feed == std::string_view::npos ? 0 : line_feed + 1;
}

std::string mutated(std::string text, Random& random)
{
    const std::size_t at = random.below(text.size() + 1);
    const std::size_t line = line_begin(text, random);
    const std::size_t line_end = std::min(text.find('\n', line), text.size() - 1) + 1;
    switch (random.below(10)) {
    case 0: return text.insert(at, random.pick(snippets));
    case 1: return text.insert(line, random.pick(snippets));
    case 2: return text.insert(line_begin(text, random), text.substr(line, line_end - line));
    case 3: return text.erase(line, line_end - line);
    case 4: return text.insert(line, random.between(1, 3), ' ');
    case 5: return text.erase(line, text.size() > line && text[line] == ' ' ? 1 : 0);
    case 6: return text.insert(at, text.substr(line, random.below(40)));
    case 7: {
        const std::string word = crm::test::random_text(random);
        return text.insert(at, random.chance(50) ? crm::test::double_quoted(random, word)
                                                 : crm::test::single_quoted(word));
    }
    case 8: return text.substr(0, line) + crm::test::random_file(random).text;
    default: return text.erase(at, random.between(1, 8));
    }
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    const std::string input(data, data + size);
    try {
        crm::fuzz::run(input);
    } catch (const crm::fuzz::Failure& failure) {
        std::cerr << failure.what << "\nfor " << crm::fuzz::escaped(input) << "\n";
        std::abort();
    }
    return 0;
}

extern "C" std::size_t LLVMFuzzerCustomMutator(std::uint8_t* data, std::size_t size,
                                               std::size_t most, unsigned int seed)
{
    Random random(seed);
    if (random.chance(50)) {
        return LLVMFuzzerMutate(data, size, most);
    }
    std::string text(data, data + size);
    do {
        text = mutated(std::move(text), random);
    } while (random.chance(40));
    const std::size_t length = std::min(text.size(), most);
    std::copy_n(text.begin(), length, data);
    return length;
}
