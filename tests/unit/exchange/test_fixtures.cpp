// Files of other programs and other people, which are no part of this project: the folder named by
// CRM_FIXTURES, else ../shared/fixtures beside the source. Skipped, and said, where it is missing.

#include "core/exchange/contact_table.hpp"
#include "core/exchange/vcard.hpp"

#include "core/base/text.hpp"

#include <doctest/doctest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <set>
#include <string>
#include <vector>

namespace {

namespace fs = std::filesystem;

struct Fixture {
    std::string file;
    std::vector<std::string> names;    ///< of the contacts it gives
    std::vector<std::string> left_out; ///< of all cards and of the file, and what is bad
};

const std::vector<Fixture>& fixtures()
{
    static const std::vector<Fixture> table{
        {"vcard/all-properties-4.0.vcf",
         {"J. Doe"},
         {"GENDER 'M;Fellow'", "IMPP 'xmpp:alice@example.com'", "a key", "a logo",
          "department 'North American Division'", "department 'Marketing'", "a photo",
          "relation 'urn:uuid:f81d4fae-7dec-11d0-a765-00a0c91e6bf6'", "a sound",
          "another role 'Project Leader'"}},
        {"vcard/android-multi-2.1.vcf",
         {"john.doe@company.com", "jane.doe@company.com", "Ñ Ñ Ñ Ñ Ñ", "Ñ Ñ Ñ Ñ Ñ Ñ Ñ Ñ Ñ Ñ Ñ",
          "Ñ Ñ Ñ Ñ", "ÑÑÑÑ"},
         {"fax number '123456'", "mail address 'ÑÑÑÑÑÑÑÑÑÑÑÑÑÑ'", "a photo",
          "another firm 'ÑÑÑÑÑÑÑÑÑÑÑÑÑÑÑÑÑÑÑÑÑÑÑÑÑÑÑÑÑÑÑÑÑÑÑÑÑÑÑÑÑÑÑÑ€'"}},
        {"vcard/cp1252-2.1.vcf", {"John Doë"}, {}},
        {"vcard/full-4.0.vcf",
         {"Sherlock Holmes"},
         {"GENDER 'M'", "IMPP 'xmpp:detective@sherlockholmes.com'", "a key"}},
        {"vcard/google-groups-3.0.vcf",
         {"Greg Dartmouth"},
         {"X-ICQ '123456789'", "relation 'MySpouse' (spouse)",
          "relation 'MyCustom' (CustomRelationship)"}},
        {"vcard/google-many-types-3.0.vcf",
         {"VCard Test"},
         {"X-GTALK 'IM2'",
          "X-AIM 'IM3'",
          "X-YAHOO 'IM4'",
          "X-SKYPE 'IM5'",
          "X-QQ 'IM6'",
          "X-MSN 'IM7'",
          "X-ICQ 'IM8'",
          "X-JABBER 'IM9'",
          "fax number '5555551117'",
          "fax number '5555551118'",
          "pager '5555551120'",
          "relation 'Name1'",
          "relation 'Name2' (spouse)",
          "relation 'Name3' (child)",
          "relation 'Name4' (mother)",
          "relation 'Name5' (father)",
          "relation 'Name6' (parent)",
          "relation 'Name7' (brother)",
          "relation 'Name8' (sister)",
          "relation 'Name9' (friend)",
          "7 more"}},
        {"vcard/multi-empty-lines-2.1.vcf", {"John Doe", "Jane Doe"}, {}},
        {"vcard/note-capital-n-3.0.vcf", {"test"}, {}},
        {"vcard/outlook-2003-2.1.vcf",
         {"John Doe III"},
         {"department 'TheDepartment'", "fax number 'BusinessFaxPhone'", "a key",
          "another role 'TheProfession'"}},
        {"vcard/photo-base64-3.0.vcf", {"Good Looking"}, {"a photo"}},
        {"vcard/photo-datauri-4.0.vcf", {"with photo v4"}, {"a photo"}},
        {"vcard/qp-no-charset-2.1.vcf", {"Piotr Iksiñski"}, {"X-GENDER 'Male'"}},
        {"vcard/qp-utf8-2.1.vcf",
         {"Bike Shop", "Field after Address broken", "Field after Address not broken",
          "Dr. med. Surname Name", "Second Doctor"},
         {}},
        {"vcard/text-bday-4.0.vcf", {"text birthday"}, {"birthday 'circa 1800'"}},
        {"vcard/thunderbird-export-4.0.vcf",
         {"contact number one", "contact number two"},
         {"X-CUSTOM1 'custom, 1'", "X-CUSTOM2 'custom 2'", "X-CUSTOM3 'custom 3'",
          "X-CUSTOM4 'custom 4'"}},
        {"vcard/utf8-folding-3.0.vcf",
         {"βγδεαβγδ1βγδεαβγδ1βγδεαβγδ1βγδεαβγδ1βγδεαβγδ1βγδεαβγδ1βγδεαβγδ1βγδεαβγδ1βγδεαβγδ1βγδεαβγ"
          "δ1βγδεαβγδ1"},
         {}},
        {"vcard/without-uid-3.0.vcf", {"Foo Bar"}, {"X-CUSTOM 'foobarbaz'"}},
        {"csv/google-new-subset.csv", {"John Doe", "Jane Smith", "Bob Wilson", "Alice Brown"}, {}},
        {"csv/google-old-2.csv",
         {"Ando family", "Anna family", "Anne family", "axel gert", "Bus Winsen family"},
         {}},
        {"csv/google-old.csv",
         {"Prefix Firstname Middle Lastname Suffix"},
         {"pager 'pager'", "home fax 'homefax'", "work fax 'workfax'",
          "relation 'spouse' (Spouse)"}},
        {"csv/linkedin-connections.csv",
         {"Ada Lovelace", "Jane Doe", "John Smith", "Alice Chen", "Bob Lee", "Carol Nguyen",
          "Dan Park", "Eve Kim", "Frank Wu", "Grace Zhao"},
         {}},
        {"csv/linkedin-unquoted-notes.csv",
         {"Alice Johnson", "Bob Williams", "Carol Davis", "David Brown", "Eve Wilson",
          "Frank Miller", "Grace Lee", "Henry Taylor", "Ivy Martinez", "Jack Anderson"},
         {}},
        {"csv/semicolon.csv", {"John Doe", "Jane Doe"}, {}},
        {"csv/thunderbird-export.csv",
         {"contact number one", "contact number two"},
         {"the column 'Custom 1'", "the column 'Custom 2'", "the column 'Custom 3'",
          "the column 'Custom 4'"}},
        {"csv/utf16le-bom.csv", {"John Doe"}, {}},
        {"csv/utf8-bom-all-columns.csv",
         {"Display Name"},
         {"department 'Department'", "home fax '700'", "business fax '800'", "pager '111'",
          "assistant's phone '333'", "relation 'Manager' (manager's name)",
          "relation 'Assistant' (assistant's name)", "relation 'Spouse' (spouse)",
          "the column 'Phone Video'", "the column 'Gender'", "the column 'IM Aim'",
          "the column 'IM Icq'", "the column 'IM Jabber'", "the column 'IM Msn'",
          "the column 'IM Skype'", "the column 'IM Yahoo'"}},
    };
    return table;
}

fs::path folder()
{
    const char* named = std::getenv("CRM_FIXTURES");
    return named != nullptr ? fs::path(named) : fs::path(CRM_SOURCE_DIR) / "../shared/fixtures";
}

crm::Cards read(const fs::path& path)
{
    std::ifstream in(path, std::ios::binary);
    const std::string bytes(std::istreambuf_iterator<char>(in), {});
    return path.extension() == ".csv" ? crm::read_contact_table(bytes, path.string(), {})
                                      : crm::read_vcards(bytes, path.string());
}

void check_text(const std::string& text, bool may_have_lines = false)
{
    CHECK_FALSE(crm::invalid_utf8(text));
    CHECK((may_have_lines ? crm::visible_lines(text) : crm::visible(text)) == text);
}

} // namespace

TEST_CASE("files of other programs give their contacts, and no name is lost")
{
    if (!fs::is_directory(folder())) {
        MESSAGE("SKIPPED: no folder " << folder().string() << "; CRM_FIXTURES names another");
        return;
    }
    for (const Fixture& fixture : fixtures()) {
        CAPTURE(fixture.file);
        REQUIRE(fs::exists(folder() / fixture.file));
        const crm::Cards cards = read(folder() / fixture.file);
        std::vector<std::string> names;
        std::vector<std::string> left_out;
        for (const crm::Card& card : cards.cards) {
            names.push_back(card.name);
            left_out.insert(left_out.end(), card.left_out.begin(), card.left_out.end());
            check_text(card.name);
            check_text(card.notes, true);
        }
        left_out.insert(left_out.end(), cards.left_out.begin(), cards.left_out.end());
        for (const crm::BadRecord& bad : cards.bad) {
            left_out.push_back(std::to_string(bad.place.line) + ": " + bad.text);
        }
        CHECK(names == fixture.names);
        CHECK(left_out == fixture.left_out);
    }
}

TEST_CASE("each file of other programs stands in the table")
{
    std::set<std::string> known;
    for (const Fixture& fixture : fixtures()) {
        known.insert(fixture.file);
    }
    for (const auto* kind : {"vcard", "csv"}) {
        if (!fs::is_directory(folder() / kind)) {
            MESSAGE("SKIPPED: no folder " << (folder() / kind).string());
            continue;
        }
        for (const auto& entry : fs::directory_iterator(folder() / kind)) {
            CHECK(known.contains(kind + ("/" + entry.path().filename().string())));
        }
    }
}
