#include "core/exchange/vcard.hpp"

#include <doctest/doctest.h>

#include <string>
#include <string_view>
#include <vector>

namespace {

using Texts = std::vector<std::string>;

crm::Cards read(std::string_view text)
{
    return crm::read_vcards(text, "a.vcf");
}

/// The one card with these lines.
crm::Card card(std::string_view lines)
{
    const crm::Cards cards = read("BEGIN:VCARD\n" + std::string(lines) + "END:VCARD\n");
    REQUIRE(cards.bad.empty());
    REQUIRE(cards.cards.size() == 1);
    return cards.cards.front();
}

std::string birthday(std::string_view line)
{
    const crm::Card one = card("FN:A\n" + std::string(line) + "\n");
    if (one.dates.empty()) {
        return one.left_out.empty() ? "" : one.left_out.front();
    }
    return one.dates.front().name + " " + one.dates.front().date.str();
}

Texts names(const crm::Cards& cards)
{
    Texts out;
    for (const crm::Card& one : cards.cards) {
        out.push_back(one.name);
    }
    return out;
}

Texts bad(const crm::Cards& cards)
{
    Texts out;
    for (const crm::BadRecord& one : cards.bad) {
        out.push_back(std::to_string(one.place.line) + " " + one.text);
    }
    return out;
}

} // namespace

TEST_CASE("a vCard has what an address book knows")
{
    const crm::Card ada = card("VERSION:3.0\r\n"
                               "FN:Ada Lovelace\r\n"
                               "N:Lovelace;Ada;;;\r\n"
                               "ORG:Analytical Engines\\, Ltd;Mill\r\n"
                               "TITLE:CFO\r\n"
                               "EMAIL;TYPE=HOME:ada@home.example\r\n"
                               "EMAIL;TYPE=WORK,pref:mailto:ada@engines.example\r\n"
                               "TEL;TYPE=CELL:+44 20 7946 0000\r\n"
                               "TEL;VALUE=uri:tel:+44-20-7946-0001;ext=12\r\n"
                               "TEL;TYPE=WORK,FAX:+44 20 7946 0002\r\n"
                               "ADR;TYPE=HOME:;;12 Mill Lane\\nFlat 2;Leeds;;LS1 4AP;England\r\n"
                               "URL:http\\://engines.example\r\n"
                               "NICKNAME:Countess,Enchantress\r\n"
                               "CATEGORIES:tax,my club,myContacts\r\n"
                               "BDAY:1815-12-10\r\n"
                               "NOTE:One\\nTwo\\, three\r\n"
                               "NOTE:Four\r\n"
                               "PHOTO;ENCODING=b;TYPE=JPEG:/9j/4AAQ\r\n"
                               "UID:urn:uuid:3df403f4\r\n"
                               "REV:20240101T000000Z\r\n");
    CHECK(ada.place.file == "a.vcf");
    CHECK(ada.place.line == 1);
    CHECK(ada.name == "Ada Lovelace");
    CHECK(ada.org == "Analytical Engines, Ltd");
    CHECK(ada.role == "CFO");
    CHECK(ada.email == Texts{"ada@engines.example", "ada@home.example"});
    CHECK(ada.phone == Texts{"+44 20 7946 0000", "+44-20-7946-0001 ext. 12"});
    CHECK(ada.address == Texts{"12 Mill Lane, Flat 2, Leeds, LS1 4AP, England"});
    CHECK(ada.url == Texts{"http://engines.example"});
    CHECK(ada.aliases == Texts{"Countess", "Enchantress"});
    CHECK(ada.tags == Texts{"tax", "my club"});
    CHECK(ada.notes == "One\nTwo, three\nFour");
    CHECK(ada.uid == "urn:uuid:3df403f4");
    CHECK(ada.left_out == Texts{"department 'Mill'", "fax number '+44 20 7946 0002'", "a photo"});
}

TEST_CASE("lines are unfolded before their characters are read")
{
    CHECK(card("FN:Zo\xC3\n \xAB Q\r\n\t.\n").name == "Zoë Q.");
    CHECK(card("FN;X=a\n b:Ada\n").name == "Ada");
    CHECK(card("FN;X=\"a:b\":Ada\n").name == "Ada");
    CHECK(card("FN;X=\"a:Ada\n").name == "Ada");
    CHECK(card("NOTE:a\rb\nFN:Ada\rKing\n").name == "Ada King");
    CHECK(read("BEGIN:VCARD\rFN:Ada\rEND:VCARD\r").cards.size() == 1);
}

TEST_CASE("quoted-printable of vCard 2.1")
{
    CHECK(card("FN;CHARSET=UTF-8;ENCODING=QUOTED-PRINTABLE:Zo=C3=\n=AB=20Q\n").name == "Zoë Q");
    CHECK(card("FN;QUOTED-PRINTABLE:Zo=EB\n").name == "Zoë");
    CHECK(card("FN;CHARSET=ISO-8859-2;QUOTED-PRINTABLE:I=F1\n").name == "Iń");
    CHECK(card("FN:A\nNOTE;ENCODING=QUOTED-PRINTABLE:a=0D=0Ab=0D=\n=0A\n").notes == "a\nb");
    CHECK(card("N;CHARSET=windows-1252:Do\xEB;John;;;\n").name == "John Doë");
    CHECK(card("FN;QUOTED-PRINTABLE:50=25 =ZZ=\n").name == "50% =ZZ");
    // A soft break before the end is no reason to lose the next card.
    CHECK(names(read("BEGIN:VCARD\nFN;QUOTED-PRINTABLE:A=\nEND:VCARD\nBEGIN:VCARD\nFN:B\n"
                     "END:VCARD\n")) == Texts{"A", "B"});
}

TEST_CASE("blocks of base64 are passed over")
{
    const crm::Card one = card("KEY;X509;ENCODING=BASE64:\n    MIIDIT\n    CAoqg==\n\n\n"
                               "PHOTO;BASE64:aaaa\nbbbb\ncc==\n\nFN:Ada\n");
    CHECK(one.name == "Ada");
    CHECK(one.left_out == Texts{"a key", "a photo"});
    CHECK(card("FN;ENCODING=B:QWRh\n").name == "Ada");
    CHECK(card("FN:A\nPHOTO:data:image/png;base64\\,iVBO\nPHOTO:\n").left_out == Texts{"a photo"});
}

TEST_CASE("birthdays in all their forms")
{
    CHECK(birthday("BDAY:19800321") == "birthday 1980-03-21");
    CHECK(birthday("BDAY:1980-03-21") == "birthday 1980-03-21");
    CHECK(birthday("BDAY:19531015T231000Z") == "birthday 1953-10-15");
    CHECK(birthday("BDAY:1980-03-21T00:00:00Z") == "birthday 1980-03-21");
    CHECK(birthday("BDAY:--0203") == "birthday 02-03");
    CHECK(birthday("BDAY:--02-29") == "birthday 02-29");
    CHECK(birthday("BDAY;X-APPLE-OMIT-YEAR=1604:1604-02-03") == "birthday 02-03");
    CHECK(birthday("BDAY;VALUE=date;X-APPLE-OMIT-YEAR=1900:1900-02-03") == "birthday 02-03");
    CHECK(birthday("BDAY:1604-02-03") == "birthday 02-03");
    CHECK(birthday("BDAY:0000-02-03") == "birthday 02-03");
    CHECK(birthday("BDAY;VALUE=text:circa 1800") == "birthday 'circa 1800'");
    CHECK(birthday("BDAY:1980-02-30") == "birthday '1980-02-30'");
    CHECK(birthday("BDAY:1980") == "birthday '1980'");
    CHECK(birthday("BDAY:---") == "birthday '---'");
    CHECK(birthday("BDAY:").empty());
    CHECK(birthday("ANNIVERSARY:19960415") == "anniversary 1996-04-15");
    CHECK(birthday("X-ANNIVERSARY:1996-04-15") == "anniversary 1996-04-15");
}

TEST_CASE("groups give other dates and relations their labels")
{
    const crm::Card one = card("FN:A\n"
                               "item1.X-ABDATE:1970-06-02\n"
                               "item1.X-ABLabel:_$!<Anniversary>!$_\n"
                               "item2.X-ABLabel:First meeting\n"
                               "item2.X-ABDATE:2001-02-03\n"
                               "item3.X-ABDATE:2002-02-03\n"
                               "item3.X-ABLabel:First meeting\n"
                               "X-ABDATE:1776-07-04\n"
                               "item4.X-ABRELATEDNAMES:Bob\n"
                               "item4.X-ABLabel:_$!<Spouse>!$_\n"
                               "item5.TEL:555 1\n"
                               "item5.X-ABLabel:desk\n"
                               "item6.X-CUSTOM:what\n");
    Texts dates;
    for (const crm::NamedDate& date : one.dates) {
        dates.push_back(date.name + " " + date.date.str());
    }
    CHECK(dates == Texts{"date 1776-07-04", "anniversary 1970-06-02", "First meeting 2001-02-03",
                         "First meeting 2 2002-02-03"});
    CHECK(one.phone == Texts{"555 1"});
    CHECK(one.left_out == Texts{"relation 'Bob' (spouse)", "X-CUSTOM 'what'"});
}

TEST_CASE("names where FN is missing, or says less")
{
    CHECK(card("N:Stevenson;John;Philip,Paul;Dr.;Jr.,M.D.\n").name ==
          "Dr. John Philip Paul Stevenson Jr., M.D.");
    CHECK(card("FN:\nN:Lovelace;Ada;;;\n").name == "Ada Lovelace");
    CHECK(card("N:Smith\\, Jones\\; Sons;;;;\n").name == "Smith, Jones; Sons");
    CHECK(card("FN:Ada\nN:Lovelace;Ada;;;\n").name == "Ada Lovelace");
    CHECK(card("FN:J. Doe\nN:Stevenson;John;;;\n").aliases == Texts{"John Stevenson"});
    CHECK(card("FN:Lovelace\\, Ada\nN:Lovelace;Ada;;;\n").aliases.empty());
    CHECK(card("FN:Ada\nFN:Countess\n").aliases == Texts{"Countess"});
    CHECK(card("NICKNAME:Joe\nEMAIL:joe@x.example\n").name == "Joe");
    const crm::Card firm = card("ORG:Bike Shop\nTEL:555 1\n");
    CHECK(firm.name == "Bike Shop");
    CHECK(firm.org == "Bike Shop");
    CHECK(card("EMAIL:joe@x.example\n").name == "joe@x.example");
    CHECK(card("TEL:555 1\n").name == "555 1");
    CHECK(bad(read("BEGIN:VCARD\nN:;;;;\nNOTE:what\nEND:VCARD\n")) == Texts{"1 has no name"});
}

TEST_CASE("each thing once")
{
    const crm::Card one = card("FN:A\nEMAIL:a@x.example\nEMAIL:A@X.example\nEMAIL:\nEMAIL:nobody\n"
                               "TEL:1\nTEL:1\nTITLE:Clerk\nROLE:Clerk\nROLE:x\nNICKNAME:A,,B,B\n"
                               "NOTE:n\nNOTE:n\nADR:;;;;;;\n");
    CHECK(one.email == Texts{"a@x.example"});
    CHECK(one.phone == Texts{"1"});
    CHECK(one.role == "Clerk");
    CHECK(one.aliases == Texts{"B"});
    CHECK(one.notes == "n");
    CHECK(one.address.empty());
    CHECK(one.left_out == Texts{"mail address 'nobody'"});
}

TEST_CASE("an address without its parts is its label")
{
    CHECK(card("FN:A\nADR:;;;;;;\nLABEL;QUOTED-PRINTABLE:12 Mill Lane=0D=0ALeeds\n").address ==
          Texts{"12 Mill Lane, Leeds"});
}

TEST_CASE("several cards, and what is not one")
{
    const crm::Cards cards = read("\xEF\xBB\xBF\n\nbegin:vcard\nfn:A\nend:vcard\n\n"
                                  "\xEF\xBB\xBF"
                                  "BEGIN:VCARD\nFN:B\nEND:VCARD\n"
                                  "X:y\nz\n"
                                  "BEGIN:VCARD\nKIND:group\nFN:Friends\nMEMBER:urn:uuid:1\n"
                                  "END:VCARD\nBEGIN:VCARD\nEND:VCARD\n");
    CHECK(names(cards) == Texts{"A", "B"});
    CHECK(bad(cards) == Texts{"10 stands outside of a card",
                              "12 is the group 'Friends', not a contact", "17 has no name"});
    CHECK(read("").cards.empty());
    CHECK(bad(read("FN:Ada\nEND:VCARD\n")) == Texts{"1 stands outside of a card"});
}

TEST_CASE("cards whose end is missing are kept")
{
    const crm::Cards cards = read("BEGIN:VCARD\nFN:A\nBEGIN:VCARD\nFN:B\nTEL:5\nEM");
    CHECK(names(cards) == Texts{"A", "B"});
    CHECK(cards.cards[0].left_out == Texts{"its end, which is missing"});
    CHECK(cards.cards[1].phone == Texts{"5"});
    CHECK(cards.cards[1].left_out == Texts{"line 6 'EM'", "its end, which is missing"});
}

TEST_CASE("an agent's card is one of its own")
{
    const Texts both{"A", "B"};
    CHECK(names(read("BEGIN:VCARD\nFN:A\nAGENT:\nBEGIN:VCARD\nFN:B\nEND:VCARD\nTEL:1\n"
                     "END:VCARD\n")) == both);
    CHECK(
        names(read("BEGIN:VCARD\nFN:A\nAGENT:BEGIN:VCARD\nFN:B\nEND:VCARD\nTEL:1\nEND:VCARD\n")) ==
        both);
    CHECK(names(read("BEGIN:VCARD\nFN:A\nAGENT:BEGIN:VCARD\\nFN:B\\nEND:VCARD\\n\nEND:VCARD\n")) ==
          both);
}

TEST_CASE("what crm writes of its own is read back")
{
    const crm::Card one = card("FN:Ada\nX-CRM-ID:ada\nX-CRM-KIND:client\nX-CRM-TIER:A\n"
                               "X-CRM-STATUS:paused\nX-CRM-INTEREST:sailing, at sea\n"
                               "X-CRM-INTEREST:chess\nX-CRM-SINCE:2020-01-02\n"
                               "X-CRM-HOUSEHOLD:lovelace\nX-CRM-ALIAS:A\\, B\n"
                               "X-CRM-PROMISED-FROM:2021-01-02\nX-CRM-REFERRED-BY:bob\n"
                               "X-CRM-AVOID:email\n");
    CHECK(one.id == "ada");
    CHECK(one.kind == "client");
    CHECK(one.tier == "A");
    CHECK(one.status == "paused");
    CHECK(one.interests == Texts{"sailing, at sea", "chess"});
    CHECK(one.since == crm::make_date(2020, 1, 2));
    CHECK(one.household == "lovelace");
    CHECK(one.aliases == Texts{"A, B"});
    CHECK(one.promised_from == crm::make_date(2021, 1, 2));
    CHECK(one.referred_by == "bob");
    CHECK(one.avoid == Texts{"email"});
    CHECK(one.left_out.empty());
}

TEST_CASE("a charset without a table is said")
{
    CHECK(card("FN;CHARSET=SHIFT_JIS:Ada\n").left_out ==
          Texts{"its charset, which is not known: 'SHIFT_JIS'"});
}

TEST_CASE("a card in UTF-16")
{
    std::string bytes = "\xFF\xFE";
    for (const char c : std::string_view("BEGIN:VCARD\r\nFN:Ada\r\nEND:VCARD\r\n")) {
        bytes += c;
        bytes += '\0';
    }
    CHECK(names(read(bytes)) == Texts{"Ada"});
}

TEST_CASE("large files take time in line with their size")
{
    std::string empty;
    for (int i = 0; i < 20000; ++i) {
        empty += "BEGIN:VCARD\nEND:VCARD\n";
    }
    CHECK(read(empty).bad.size() == 100);
    CHECK(read(empty).more_bad == 19900);
    std::string folded = "BEGIN:VCARD\nFN:A\nNOTE;X=\"";
    for (int i = 0; i < 100000; ++i) {
        folded += "\n :,;\\";
    }
    CHECK(names(read(folded)) == Texts{"A"});
    std::string parts = "BEGIN:VCARD\nFN:A\n";
    for (const auto* name : {"N", "ADR", "ORG", "CATEGORIES", "NICKNAME", "TEL;"}) {
        parts += name + (":" + std::string(200000, ';') + std::string(200000, ',') + "\n");
    }
    for (int i = 0; i < 20000; ++i) {
        parts += "a.X-ABDATE:2001-01-01\nX-ABDATE:2001-01-02\nb.X:1\nc.X-ABLABEL:x\n";
    }
    CHECK(names(read(parts)) == Texts{"A"});
}

TEST_CASE("cards that begin and never end are one fault")
{
    std::string begins = "BEGIN:VCARD\nFN:A\nEND:VCARD\nBEGIN:VCARD\nEND:VCARD\n";
    for (int i = 0; i < 200000; ++i) {
        begins += "BEGIN:VCARD\n";
    }
    const crm::Cards all = read(begins);
    CHECK(names(all) == Texts{"A"});
    REQUIRE(all.bad.size() == 2);
    CHECK(all.bad[0].text == "has no name");
    CHECK(all.bad[1].place.line == 6);
    CHECK(all.bad[1].text.starts_with("is no card, nor are the 999 behind it"));
    CHECK(all.more_bad == 0);
}

TEST_CASE("of one file a hundred thousand cards are taken, and of one card 200 of a kind")
{
    std::string many;
    for (int i = 0; i < 100100; ++i) {
        many += i % 2 == 0 ? "BEGIN:VCARD\nFN:A\nEND:VCARD\n" : "BEGIN:VCARD\nFN:A\n";
    }
    const crm::Cards all = read(many);
    CHECK(all.cards.size() == crm::most_cards);
    REQUIRE(all.bad.size() == 1);
    CHECK(all.bad[0].place.line == 250001);
    CHECK(all.bad[0].text.starts_with("comes after 100000 others"));

    std::string one = "BEGIN:VCARD\nFN:A\n";
    for (int i = 0; i < 50000; ++i) {
        one += "TEL:" + std::to_string(i) + "\nANNIVERSARY:2001-01-01\nANNIVERSARY:2002-02-02\n";
    }
    const crm::Card card = read(one).cards.at(0);
    CHECK(card.phone.size() == 200);
    CHECK(card.dates.size() == 200);
    CHECK(card.left_out.back().ends_with(" more"));
}
