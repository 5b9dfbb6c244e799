#include "core/exchange/uid.hpp"

#include <doctest/doctest.h>

#include <string>

TEST_CASE("a named UUID is that of RFC 9562, version 5")
{
    // As Python's uuid.uuid5 gives them; the lengths lie around a block of the hash.
    CHECK(crm::named_uuid("contact/ada-lovelace") == "d8f4826b-5ee8-523c-a31a-e922c8a48c9f");
    CHECK(crm::named_uuid("") == "f9b37d1d-4d12-5074-9a06-70bb96d821d2");
    CHECK(crm::named_uuid(std::string(35, 'y')) == "4cfea9b6-8e71-5633-9414-688da6d8792a");
    CHECK(crm::named_uuid(std::string(36, 'y')) == "07041e19-8a5b-57e8-8af2-bd189ef60176");
    CHECK(crm::named_uuid(std::string(40, 'y')) == "8b5b3020-5648-5df5-8a15-b6f41822e414");
    CHECK(crm::named_uuid(std::string(47, 'y')) == "84b4ab20-e4d4-5b7b-abb4-7ac52322ca21");
    CHECK(crm::named_uuid(std::string(48, 'y')) == "82e4c5a6-7d53-55f0-8cad-d24921edc88f");
    CHECK(crm::named_uuid(std::string(200, 'x')) == "bd85e7b2-4920-59dc-88f4-861640beaf52");
}

TEST_CASE("a contact keeps its identity when it is renamed")
{
    crm::Contact contact;
    contact.id = "ada-lovelace";
    const std::string before = crm::stable_uid(contact);
    CHECK(before == "urn:uuid:d8f4826b-5ee8-523c-a31a-e922c8a48c9f");
    contact.id = "ada-king";
    contact.formerly.push_back({"ada-lovelace", {}});
    CHECK(crm::stable_uid(contact) == before);
    CHECK(crm::known_uids(contact).size() == 2);
    CHECK(crm::known_uids(contact).back() == before);
}

TEST_CASE("an address book's own identity comes first")
{
    crm::Contact contact;
    contact.id = "ada-lovelace";
    contact.uid = {"abc@phone", "other"};
    CHECK(crm::stable_uid(contact) == "abc@phone");
    CHECK(crm::known_uids(contact).size() == 3);
}
