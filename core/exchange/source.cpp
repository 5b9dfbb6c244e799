#include "core/exchange/source.hpp"

#include "core/exchange/charset.hpp"
#include "core/exchange/contact_columns.hpp"

#include <algorithm>
#include <array>
#include <cctype>
#include <string>

namespace crm {
namespace {

constexpr std::array<SourceName, 6> source_table{{
    {"vcard", SourceKind::vcard},
    {"contacts", SourceKind::contacts},
    {"interactions", SourceKind::interactions},
    {"calls", SourceKind::calls},
    {"calendar", SourceKind::calendar},
    {"mail", SourceKind::mail},
}};

bool begins_folded(std::string_view text, std::string_view beginning)
{
    return text.size() >= beginning.size() &&
           std::equal(beginning.begin(), beginning.end(), text.begin(), [](char a, char b) {
               return std::toupper(static_cast<unsigned char>(a)) ==
                      std::toupper(static_cast<unsigned char>(b));
           });
}

/// `Received: ...`: the first line of a message, or of one in an mbox.
bool is_mail(std::string_view text)
{
    if (text.substr(0, 5) == "From ") {
        return true;
    }
    constexpr std::array<std::string_view, 14> headers{"Return-Path:",
                                                       "Received:",
                                                       "Delivered-To:",
                                                       "From:",
                                                       "To:",
                                                       "Subject:",
                                                       "Date:",
                                                       "Message-ID:",
                                                       "X-",
                                                       "MIME-Version:",
                                                       "Cc:",
                                                       "Reply-To:",
                                                       "Content-Type:",
                                                       "DKIM-Signature:"};
    const bool first = std::any_of(headers.begin(), headers.end(), [&](std::string_view header) {
        return begins_folded(text, header);
    });
    const std::string_view colon = text.substr(0, std::min(text.find('\n'), text.size()));
    return first && colon.find(':') != std::string_view::npos;
}

} // namespace

std::span<const SourceName> source_names()
{
    return source_table;
}

std::optional<SourceKind> find_source_kind(std::string_view word)
{
    for (const SourceName& name : source_table) {
        if (name.word == word) {
            return name.kind;
        }
    }
    return std::nullopt;
}

std::optional<SourceKind> recognise(std::string_view beginning)
{
    const std::string decoded = to_utf8(beginning);
    std::string_view text = decoded;
    text.remove_prefix(std::min(text.find_first_not_of(" \t\r\n"), text.size()));
    if (begins_folded(text, "BEGIN:VCARD")) {
        return SourceKind::vcard;
    }
    if (begins_folded(text, "BEGIN:VCALENDAR")) {
        return SourceKind::calendar;
    }
    if (is_mail(text)) {
        return SourceKind::mail;
    }
    switch (recognise_table(beginning)) {
    case TableKind::contacts: return SourceKind::contacts;
    case TableKind::interactions: return SourceKind::interactions;
    case TableKind::calls: return SourceKind::calls;
    case TableKind::neither: break;
    }
    if (text.find("\nBEGIN:VCARD") != std::string_view::npos) {
        return SourceKind::vcard; // behind something else
    }
    return std::nullopt;
}

} // namespace crm
