#include "core/exchange/vcard_writer.hpp"

#include "../cadence/build.hpp"

#include <doctest/doctest.h>

#include <string>
#include <string_view>

using build::Book;
using build::day;
using crm::CardVersion;

namespace {

std::string cards(const Book& book, CardVersion version = CardVersion::v3,
                  std::string_view filter = "")
{
    const auto ledger = book.ledger();
    std::string out;
    crm::write_vcards(
        crm::select(ledger, crm::Filter::parse(filter, book.settings), day("2026-11-23")), version,
        [&](std::string_view text) { out += text; });
    return out;
}

/// The value of the first line that begins so.
std::string value(const std::string& text, const std::string& name)
{
    const std::size_t at = text.find("\r\n" + name + ":");
    if (at == std::string::npos) {
        return "(none)";
    }
    const std::size_t begin = at + name.size() + 3;
    return text.substr(begin, text.find("\r\n", begin) - begin);
}

std::string name_of(const std::string& name)
{
    Book book;
    book.contact("x").name = name;
    return value(cards(book), "N");
}

crm::YearlyDate yearly(std::string_view text)
{
    return crm::YearlyDate::parse(text).value();
}

} // namespace

TEST_CASE("a card holds what the contact does")
{
    Book book;
    crm::Contact& ada = book.contact("ada-lovelace");
    ada.name = "Ada Lovelace";
    ada.kind = "client";
    ada.tier = "A";
    ada.org = "Engines; Analytical, Ltd";
    ada.role = "CFO";
    ada.email = {"ada@engines.example", "ada@home.example"};
    ada.phone = {"+44 20 7946 0000"};
    ada.address = {"1 St James's Square, London"};
    ada.url = {"https://engines.example/?a=1,2"};
    ada.aliases = {"Countess", "A, L"};
    ada.tags = {"tax", "two words"};
    ada.interests = {"sailing"};
    ada.household = "lovelace";
    ada.since = day("2024-03-01");
    ada.promised_from = day("2026-01-01");
    ada.referred_by = crm::Reference{"colleen", {}};
    ada.avoid = {"call"};
    ada.dates = {{"birthday", yearly("12-10")},
                 {"anniversary", yearly("2010-06-01")},
                 {"graduation", yearly("1999-07-02")}};
    ada.notes = "Prefers mornings.\nNever Mondays.\n";
    CHECK(cards(book) == "BEGIN:VCARD\r\n"
                         "VERSION:3.0\r\n"
                         "PRODID:-//crm//EN\r\n"
                         "UID:urn:uuid:d8f4826b-5ee8-523c-a31a-e922c8a48c9f\r\n"
                         "FN:Ada Lovelace\r\n"
                         "N:Lovelace;Ada;;;\r\n"
                         "NICKNAME:Countess,A\\, L\r\n"
                         "ORG:Engines\\; Analytical\\, Ltd\r\n"
                         "TITLE:CFO\r\n"
                         "EMAIL:ada@engines.example\r\n"
                         "EMAIL:ada@home.example\r\n"
                         "TEL:+44 20 7946 0000\r\n"
                         "ADR:;;1 St James's Square\\, London;;;;\r\n"
                         "URL:https://engines.example/?a=1,2\r\n"
                         "BDAY;X-APPLE-OMIT-YEAR=1604:1604-12-10\r\n"
                         "X-ANNIVERSARY:2010-06-01\r\n"
                         "item1.X-ABDATE:1999-07-02\r\n"
                         "item1.X-ABLABEL:graduation\r\n"
                         "CATEGORIES:tax,two words\r\n"
                         "NOTE:Prefers mornings.\\nNever Mondays.\r\n"
                         "X-CRM-ID:ada-lovelace\r\n"
                         "X-CRM-KIND:client\r\n"
                         "X-CRM-TIER:A\r\n"
                         "X-CRM-HOUSEHOLD:lovelace\r\n"
                         "X-CRM-INTEREST:sailing\r\n"
                         "X-CRM-SINCE:2024-03-01\r\n"
                         "X-CRM-PROMISED-FROM:2026-01-01\r\n"
                         "X-CRM-REFERRED-BY:colleen\r\n"
                         "X-CRM-AVOID:call\r\n"
                         "END:VCARD\r\n");
    const std::string four = cards(book, CardVersion::v4);
    CHECK(value(four, "VERSION") == "4.0");
    CHECK(value(four, "BDAY") == "--1210");
    CHECK(value(four, "ANNIVERSARY") == "20100601");
    CHECK(value(four, "item1.X-ABDATE") == "19990702");
}

TEST_CASE("a name in its parts")
{
    CHECK(name_of("Ada Lovelace") == "Lovelace;Ada;;;");
    CHECK(name_of("Juniper") == ";Juniper;;;");
    CHECK(name_of("陈美玲") == ";陈美玲;;;");
    CHECK(name_of("Anne Marie  Cole") == "Cole;Anne Marie;;;");
    CHECK(name_of("Hugh Bellamy Jr.") == "Bellamy;Hugh;;;Jr.");
    CHECK(name_of("Hugh Bellamy, Ph.D.") == "Bellamy;Hugh;;;Ph.D.");
    CHECK(name_of("Hugh Bellamy III CPA") == "Bellamy;Hugh;;;III CPA");
    CHECK(name_of("Smith, Ltd") == "Ltd;Smith\\,;;;");
    CHECK(name_of("Jo MD") == "MD;Jo;;;");
    CHECK(name_of("Ada\x01 \n Lovelace") == "Lovelace;Ada;;;");
    CHECK(name_of("\xE2\x80\x8F") == ";x;;;");
    CHECK(name_of(";;") == ";\\;\\;;;;");
}

TEST_CASE("an identity that is no URN is text in 4.0")
{
    Book book;
    book.contact("x").uid = {"4711@phone"};
    CHECK(value(cards(book), "UID") == "4711@phone");
    CHECK(value(cards(book, CardVersion::v4), "UID;VALUE=text") == "4711@phone");
}

TEST_CASE("who is written: all but those merged, or those asked for")
{
    Book book;
    book.contact("ada").kind = "client";
    book.contact("bob").merged_into = crm::Reference{"ada", {}};
    book.contact("eve").status = crm::Status::archived;
    CHECK(cards(book).find("FN:bob") == std::string::npos);
    CHECK(value(cards(book), "X-CRM-STATUS") == "archived");
    CHECK(cards(book, CardVersion::v3, "kind:client").find("FN:eve") == std::string::npos);
}

TEST_CASE("nothing in a contact forges a property or a card")
{
    Book book;
    crm::Contact& eve = book.contact("eve");
    const std::string evil = "x\r\nEND:VCARD\r\nBEGIN:VCARD\r\nFN:Forged\r\n \\n;,:\"";
    eve.name = eve.kind = eve.tier = eve.org = eve.role = eve.household = eve.notes = evil;
    eve.email = eve.phone = eve.address = eve.url = eve.aliases = eve.tags = eve.interests =
        eve.avoid = eve.uid = {evil, std::string(500, 'w'), "\xF0\x9F\x8E\x89"};
    eve.dates = {{evil, yearly("01-02")}};
    eve.referred_by = crm::Reference{evil, {}};
    for (const CardVersion version : {CardVersion::v3, CardVersion::v4}) {
        const std::string text = cards(book, version);
        std::size_t lines = 0;
        for (std::size_t at = 0; at < text.size(); ++lines) {
            const std::size_t end = text.find("\r\n", at);
            const std::string line = text.substr(at, end - at);
            CHECK(line.find_first_of("\r\n") == std::string::npos);
            CHECK(((line.compare(0, 2, "FN") == 0) == (line.find("FN:x END") == 0)));
            CHECK(((line.find("END:VCARD") == 0) == (end + 2 == text.size())));
            CHECK(((line.find("BEGIN:VCARD") == 0) == (at == 0)));
            at = end + 2;
        }
        CHECK(lines > 30);
    }
}
