#include "core/exchange/source.hpp"

#include <doctest/doctest.h>

using namespace crm;

TEST_CASE("what a file is, by how it begins")
{
    CHECK(recognise("BEGIN:VCARD\r\nVERSION:3.0\r\n") == SourceKind::vcard);
    CHECK(recognise("\xEF\xBB\xBF\n\nbegin:vcard\n") == SourceKind::vcard);
    CHECK(recognise("# my cards\nBEGIN:VCARD\n") == SourceKind::vcard);
    CHECK(recognise("Name,Notes\nAda,\"\nBEGIN:VCARD\"\n") == SourceKind::contacts);
    CHECK(recognise(std::string_view("B\0E\0G\0I\0N\0:\0V\0C\0A\0R\0D\0\n\0", 24)) ==
          SourceKind::vcard);
    CHECK(recognise("BEGIN:VCALENDAR\r\n") == SourceKind::calendar);
    CHECK(recognise("From ada@x.example Mon Nov 23 10:00:00 2026\n") == SourceKind::mail);
    CHECK(recognise("Return-Path: <ada@x.example>\nFrom: ada\n") == SourceKind::mail);
    CHECK(recognise("received: from x\n") == SourceKind::mail);
    CHECK_FALSE(recognise("Dear Ada,\n"));
    CHECK_FALSE(recognise(""));
    CHECK(recognise("Full Name,E-mail,Phone\n") == SourceKind::contacts);
    CHECK(recognise("date;who;touch;note\n") == SourceKind::interactions);
    CHECK(recognise("Date,Number,Type,Duration\n") == SourceKind::calls);
    CHECK_FALSE(recognise("\x7F"
                          "ELF"));
}

TEST_CASE("the words for it on the command line")
{
    for (const SourceName& name : source_names()) {
        CHECK(find_source_kind(name.word) == name.kind);
    }
    CHECK_FALSE(find_source_kind("vcf"));
}
