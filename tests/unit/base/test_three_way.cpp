#include "core/base/three_way.hpp"

#include <doctest/doctest.h>

using crm::three_way;

TEST_CASE("changes in different places come together")
{
    const char* base = "a\nb\nc\nd\ne\n";
    CHECK(three_way(base, base, "a\nx\nc\nd\ne\n") == "a\nx\nc\nd\ne\n");
    CHECK(three_way(base, "a\nx\nc\nd\ne\n", base) == "a\nx\nc\nd\ne\n");
    CHECK(three_way(base, "a\nx\nc\nd\ne\n", "a\nb\nc\nd\ny\n") == "a\nx\nc\nd\ny\n");
    CHECK(three_way(base, "a\nb\nc\nd\ny\n", "a\nx\nc\nd\ne\n") == "a\nx\nc\nd\ny\n");
    CHECK(three_way(base, "a\nc\nd\ne\n", "a\nb\nc\nd\ne\nf\n") == "a\nc\nd\ne\nf\n");
    CHECK(three_way(base, "0\na\nb\nc\nd\ne\n", "a\nb\nc\nd\n") == "0\na\nb\nc\nd\n");
}

TEST_CASE("each of several changes is looked at by itself")
{
    const char* base = "a\nb\nc\nd\ne\nf\ng\n";
    CHECK(three_way(base, "0\na\nb\nc\nd\ne\nf\ng\nh\n", "a\nb\nx\nd\ny\nf\ng\n") ==
          "0\na\nb\nx\nd\ny\nf\ng\nh\n");
    CHECK_FALSE(three_way(base, "0\na\nb\nc\nz\ne\nf\ng\n", "a\nb\nx\nd\ny\nf\ng\n"));
}

TEST_CASE("the same change twice is one")
{
    CHECK(three_way("a\nb\n", "a\nc\n", "a\nc\n") == "a\nc\n");
    CHECK(three_way("", "a\n", "a\n") == "a\n");
}

TEST_CASE("changes that overlap or touch are left to people")
{
    CHECK_FALSE(three_way("a\nb\nc\n", "a\nx\nc\n", "a\ny\nc\n"));
    CHECK_FALSE(three_way("a\nb\nc\n", "a\nx\nc\n", "a\nb\ny\n"));
    CHECK_FALSE(three_way("a\n", "a\nx\n", "a\ny\n"));
    CHECK_FALSE(three_way("a\nb\nc\n", "a\nc\n", "a\nx\nb\nc\n"));
    CHECK_FALSE(three_way("a", "b", "c"));
}

TEST_CASE("where one side is preferred, its change stands")
{
    CHECK(three_way("a\nb\nc\nd\ne\n", "a\nx\nc\nd\ne\n", "a\ny\nc\nd\nz\n", crm::Prefer::one) ==
          "a\nx\nc\nd\nz\n");
    CHECK(three_way("a\nb\nc\nd\ne\n", "a\nx\nc\nd\ne\n", "a\ny\nc\nd\nz\n", crm::Prefer::other) ==
          "a\ny\nc\nd\nz\n");
}
