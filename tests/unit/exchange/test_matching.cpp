#include "core/exchange/matching.hpp"

#include <doctest/doctest.h>

using namespace crm;

TEST_CASE("contacts are found by whatever identifies them")
{
    Contact ada;
    ada.id = "ada-lovelace";
    ada.name = "Ada Lovelace";
    ada.aliases = {"Countess"};
    ada.email = {"ada@engines.example"};
    ada.phone = {"+44 20 7946 0000"};
    ada.uid = {"abc"};
    Contact bob = ada;
    bob.id = "bob";
    bob.name = "Bob Lovelace";
    bob.aliases.clear();
    bob.email.clear();
    bob.uid.clear();
    PeopleIndex index;
    index.add(ada, 0);
    index.add(bob, 1);
    index.add(ada, 0);
    CHECK(index.by_uid("abc") == PeopleIndex::Found{0});
    CHECK(index.by_email("ADA@engines.example") == PeopleIndex::Found{0});
    CHECK(index.by_phone("020 7946 0000") == PeopleIndex::Found{0, 1});
    CHECK(index.by_name("countess") == PeopleIndex::Found{0});
    CHECK(index.by_name("eve").empty());
    CHECK(index.by_uid("").empty());
}
