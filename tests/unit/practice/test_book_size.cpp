#include "core/practice/book_size.hpp"

#include "../cadence/build.hpp"

#include <doctest/doctest.h>

using build::Book;

TEST_CASE("how many active contacts there are of each sort, and how many too many")
{
    Book book;
    for (const char* id : {"ada", "bob", "cyd"}) {
        book.contact(id).tier = "A";
    }
    book.contact("dee").tier = "A";
    book.contact("dee").status = crm::Status::archived;
    book.contact("eve").tier = "A";
    book.contact("eve").merged_into = crm::Reference{"ada", {}};
    static_cast<void>(book.contact("fay"));
    book.settings.limits = {
        {crm::Filter::parse("tier:A", book.settings, crm::Filter::Use::in_settings), "tier:A", 2,
         ""},
        {crm::Filter::parse("tier:A", book.settings, crm::Filter::Use::in_settings), "tier:A", 3,
         ""},
        {{}, "", 9, ""}};
    const auto ledger = book.ledger();
    const auto sizes = crm::book_sizes(ledger);
    REQUIRE(sizes.size() == 3);
    CHECK(sizes[0].count == 3);
    CHECK(sizes[0].over() == 1);
    CHECK(sizes[1].over() == 0);
    CHECK(sizes[2].count == 4);
    CHECK(sizes[2].over() == 0);
}
