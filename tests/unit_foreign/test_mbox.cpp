#include "core/exchange/foreign/mbox.hpp"

#include <doctest/doctest.h>

#include <string>
#include <vector>

namespace crm {
namespace {

/// What is told, in one text; the bytes come in pieces of `step`.
std::string told(const std::string& bytes, std::size_t step)
{
    std::string out;
    MboxScanner scanner({[&](std::size_t line, std::string_view envelope) {
                             out += "[" + std::to_string(line) + " " + std::string(envelope) + "]";
                         },
                         [&](std::string_view line) { out += std::string(line) + ";"; },
                         [&] { out += "."; }});
    for (std::size_t at = 0; at < bytes.size(); at += step) {
        scanner.feed(std::string_view(bytes).substr(at, step));
    }
    scanner.finish();
    return out;
}

std::string told(const std::string& bytes)
{
    const std::string out = told(bytes, bytes.size() + 1);
    for (const std::size_t step : {1U, 2U, 7U, 64U}) {
        CHECK(told(bytes, step) == out);
    }
    return out;
}

const std::string day = "Sun Jul 16 15:06:25 2023";

} // namespace

TEST_CASE("messages of an mbox begin where programs let them begin")
{
    const std::string a = "From a@x.example " + day + "\nFrom: a\nTo: b\n\nbody\n\n";
    CHECK(told(a + a) ==
          "[1 a@x.example " + day + "]From: a;To: b;.[7 a@x.example " + day + "]From: a;To: b;.");
    // No empty line before the second one.
    CHECK(told("From a " + day + "\nA: 1\n\nbody\nFrom b " + day + "\nB: 2\n\nx") ==
          "[1 a " + day + "]A: 1;.[5 b " + day + "]B: 2;.");
    // With the line ends of Windows; without a body; with a date as Gmail writes it.
    CHECK(told("From a " + day +
               "\r\nA: 1\r\n\r\nFrom b@xxx Mon Jan 01 00:00:00 +0000 2024\r\n"
               "B: 2\r\n") ==
          "[1 a " + day + "]A: 1;.[4 b@xxx Mon Jan 01 00:00:00 +0000 2024]B: 2;.");
    CHECK(told("From a " + day + "\nA: 1\nFrom b " + day + "\nB: 2\n") ==
          "[1 a " + day + "]A: 1;.[3 b " + day + "]B: 2;.");
}

TEST_CASE("a line of a body that begins with From begins no message")
{
    const std::string head = "From a " + day + "\nA: 1\n\n";
    const std::string alone = "[1 a " + day + "]A: 1;.";
    CHECK(told(head + "\nFrom now on we meet on Mondays.\nNote: bring the papers\n") == alone);
    CHECK(told(head + "\nFrom b " + day + "\nwithout a header field\n") == alone);
    CHECK(told(head + ">From b " + day + "\nB: 2\n") == alone);
    CHECK(told(head + "Frost\nFrom\nFro\nF\n\n") == alone);
    CHECK(told(head + "From b " + day) == alone);
}

TEST_CASE("a single message, and nothing at all")
{
    CHECK(told("A: 1\n folded\n\nbody") == "[1 ]A: 1; folded;.");
    CHECK(told("\n\nA: 1\n") == "[3 ]A: 1;.");
    CHECK(told("A: 1") == "[1 ]A: 1;.");
    CHECK(told("") == "");
    CHECK(told("\n\n") == "");
}

TEST_CASE("a line without end is cut")
{
    const std::string all = told("A: " + std::string(1'000'000, 'x') + "\n\n", 4096);
    CHECK(all.size() < 300'000);
    const std::string body =
        told("A: 1\n\n" + std::string(3'000'000, 'x') + "\nFrom b " + day + "\nB: 2\n", 4096);
    CHECK(body == "[1 ]A: 1;.[4 b " + day + "]B: 2;.");
}

} // namespace crm
