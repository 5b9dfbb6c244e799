#include "core/cadence/agenda.hpp"
#include "core/cadence/ceilings.hpp"
#include "core/check/check.hpp"
#include "core/ledger/layout.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <string>

namespace crm {
namespace {

bool is_letter(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '-' || (c & 0x80) != 0;
}

/// The requirement in the line that Promise::rule names, `file:line`.
Place place_of(const Ledger& ledger, const Promise& promise)
{
    const std::string& rule = promise.rule;
    const std::size_t colon = rule.rfind(':');
    const std::string path = rule.substr(0, colon);
    std::size_t line = 1;
    std::from_chars(rule.data() + colon + 1, rule.data() + rule.size(), line);
    for (const SourceFile& file : ledger.files) {
        if (file.path == path) {
            std::size_t offset = 0;
            for (; line > 1; --line) {
                offset = std::min(file.text.find('\n', offset), file.text.size() - 1) + 1;
            }
            std::size_t word = file.text.find(promise.requirement + ":", offset);
            while (word != std::string::npos && word > offset && is_letter(file.text[word - 1])) {
                word = file.text.find(promise.requirement + ":", word + 1);
            }
            const bool same_line = word < file.text.find('\n', offset);
            return file.place(same_line ? word : offset);
        }
    }
    return whole_file(path);
}

bool any_touch(const Touches& touches, TouchClass touch_class)
{
    return std::any_of(touches.declared.begin(), touches.declared.end(),
                       [&](const Touch& touch) { return touch.touch_class == touch_class; });
}

/// Whether everything that keeps the promise counts for the ceiling.
bool is_under(const Promise& promise, const Ceiling& ceiling, const Touches& touches)
{
    const Touch* touch = touches.find(promise.requirement);
    return ceiling.of == promise.requirement ||
           (touch != nullptr && ceiling.of == class_name(touch->touch_class));
}

/// What is promised to a contact more often than is not too much.
void check_ceilings(const Ledger& ledger, const Contact& contact, Date today, Findings& out)
{
    for (const Promise& promise : promises_to(contact, ledger.settings, today)) {
        for (const Ceiling& ceiling : ceilings_for(contact, ledger.settings, today)) {
            if (is_under(promise, ceiling, ledger.settings.touches) &&
                promise.cadence.share() < ceiling.cadence.share()) {
                out.push_back(
                    {Finding::Weight::remark, place_of(ledger, promise),
                     fmt::format("'{}' is promised {} to {}, and more than {} is too much ({})",
                                 promise.requirement, promise.cadence.text, contact.id,
                                 ceiling.cadence.text, ceiling.rule),
                     "promise less, or allow more"});
            }
        }
    }
}

} // namespace

Findings check_promises(const Ledger& ledger, Date today)
{
    Findings out;
    const Touches& touches = ledger.settings.touches;
    const auto require_possible = [&](const Promise& promise) {
        if (promise.cadence.form == Cadence::Form::none) {
            return;
        }
        const Touch* touch = touches.find(promise.requirement);
        if (touch != nullptr && (touch->touch_class == TouchClass::service ||
                                 touch->touch_class == TouchClass::signal)) {
            out.push_back({Finding::Weight::remark, place_of(ledger, promise),
                           fmt::format("nothing satisfies '{}: {}': the class of '{}' is {}",
                                       promise.requirement, promise.cadence.text, touch->name,
                                       class_name(touch->touch_class)),
                           "only majors and minors keep promises"});
        }
        const bool major = any_touch(touches, TouchClass::major);
        if ((promise.requirement == "major" && !major) ||
            (promise.requirement == "minor" && !major && !any_touch(touches, TouchClass::minor))) {
            out.push_back({Finding::Weight::remark, place_of(ledger, promise),
                           fmt::format("nothing satisfies '{}: {}': no touch has that class",
                                       promise.requirement, promise.cadence.text),
                           "declare one under 'touches' in crm.yaml"});
        }
    };
    for (const Rule& rule : ledger.settings.rules) {
        std::for_each(rule.promises.begin(), rule.promises.end(), require_possible);
    }
    for (const Contact& contact : ledger.contacts) {
        std::for_each(contact.cadence.begin(), contact.cadence.end(), require_possible);
        if (contact.status == Status::active && !contact.merged_into) {
            check_ceilings(ledger, contact, today, out);
        }
    }
    return out;
}

} // namespace crm
