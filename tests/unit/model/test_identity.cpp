#include "core/model/identity.hpp"

#include <doctest/doctest.h>

using namespace crm;

TEST_CASE("a telephone number by the digits that all ways of writing it have")
{
    CHECK(phone_key("+44 20 7946 0000") == "079460000");
    CHECK(phone_key("(020) 7946-0000") == "079460000");
    CHECK(phone_key("+1 555 010 0153 ext. 12") == phone_key("555.010.0153"));
    CHECK(phone_key("5550153") == "5550153");
    CHECK(phone_key("112").empty());
    CHECK(phone_key("no number").empty());
    CHECK(phone_key("").empty());
}

TEST_CASE("a mail address without case and brackets")
{
    CHECK(email_key(" <Ada@Engines.example> ") == "ada@engines.example");
    CHECK(email_key("").empty());
}

TEST_CASE("an identity with and without urn:uuid:")
{
    CHECK(uid_key("URN:UUID:abc") == "abc");
    CHECK(uid_key("abc") == "abc");
    CHECK(uid_key("hubspot:12") == "hubspot:12");
}

TEST_CASE("a name by its words in any order")
{
    CHECK(name_key("Lovelace, Ada") == name_key("Ada  LOVELACE"));
    CHECK(name_key("José Ångström") == name_key("Jose Angstrom"));
    CHECK(name_key("山田太郎") == "山田太郎");
}

TEST_CASE("names that can be one person's")
{
    CHECK(is_same_name("Ada Lovelace", "Lovelace, Ada"));
    CHECK(is_same_name("Ada Lovelace", "Ada King Lovelace"));
    CHECK(is_same_name("A. Lovelace", "Ada Lovelace"));
    CHECK(is_same_name("Ada", "Ada Lovelace"));
    CHECK_FALSE(is_same_name("Ada Lovelace", "Bob Lovelace"));
    CHECK_FALSE(is_same_name("A. L.", "Ada Lovelace"));
    CHECK_FALSE(is_same_name("", "Ada"));
}
