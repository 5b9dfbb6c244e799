#include "core/exchange/import_rules.hpp"

#include "core/base/text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace crm {
namespace {

bool fits_folded(std::string_view pattern, std::string_view text)
{
    std::size_t at = 0;
    std::size_t in_text = 0;
    std::size_t star = std::string_view::npos;
    std::size_t from = 0;
    while (in_text < text.size()) {
        if (at < pattern.size() && pattern[at] == '*') {
            star = at++;
            from = in_text;
        } else if (at < pattern.size() && pattern[at] == text[in_text]) {
            ++at;
            ++in_text;
        } else if (star != std::string_view::npos) {
            at = star + 1;
            in_text = ++from;
        } else {
            return false;
        }
    }
    return pattern.find_first_not_of('*', at) == std::string_view::npos;
}

bool fits_rule(const ImportRule& rule, const Happening& happening)
{
    const bool fits_from = rule.from.empty() || rule.from == history_kind_name(happening.kind);
    const bool fits_category =
        rule.category.empty() ||
        std::any_of(happening.categories.begin(), happening.categories.end(),
                    [&](const std::string& one) { return fits_pattern(rule.category, one); });
    return fits_from && fits_category &&
           (rule.title.empty() || fits_pattern(rule.title, without_reply_marks(happening.title))) &&
           (rule.folder.empty() || fits_pattern(rule.folder, happening.folder));
}

std::string_view usual_touch(HistoryKind kind)
{
    switch (kind) {
    case HistoryKind::calendar: return "meeting";
    case HistoryKind::mail: return "email";
    case HistoryKind::calls: return "call";
    case HistoryKind::table: break;
    }
    return {};
}

} // namespace

bool fits_pattern(std::string_view pattern, std::string_view text)
{
    const std::string folded = fold(pattern);
    if (folded.find('*') == std::string::npos) {
        return fold(text).find(folded) != std::string::npos;
    }
    return fits_folded(folded, fold(text));
}

std::string_view without_reply_marks(std::string_view subject)
{
    static constexpr std::array<std::string_view, 11> marks{"re", "fw",   "fwd", "aw", "wg", "sv",
                                                            "vs", "antw", "tr",  "rv", "res"};
    while (true) {
        const std::size_t colon = subject.find(':');
        if (colon == std::string_view::npos || colon > 8) {
            return subject;
        }
        std::string word = fold(subject.substr(0, colon));
        word.resize(std::min(word.find_first_of("[( "), word.size())); // Re[2]:
        if (std::find(marks.begin(), marks.end(), word) == marks.end()) {
            return subject;
        }
        subject.remove_prefix(colon + 1);
        subject.remove_prefix(std::min(subject.find_first_not_of(' '), subject.size()));
    }
}

ImportedAs imported_as(const Happening& happening, const Settings& settings)
{
    ImportedAs out;
    const bool is_table = happening.kind == HistoryKind::table;
    const auto rule =
        std::find_if(settings.import_rules.begin(), settings.import_rules.end(),
                     [&](const ImportRule& one) { return !is_table && fits_rule(one, happening); });
    const bool has_rule = rule != settings.import_rules.end();
    if (has_rule && rule->skip) {
        out.skip = true;
        return out;
    }
    out.touch =
        !happening.touch.empty() ? happening.touch : std::string(usual_touch(happening.kind));
    if (has_rule && !rule->touch.empty()) {
        out.touch = rule->touch;
    }
    const Touch* touch = settings.touches.find(out.touch);
    if (touch == nullptr) {
        out.fault = out.touch.empty()
                        ? std::string("no touch")
                        : fmt::format("touch '{}' is not declared in crm.yaml", visible(out.touch));
        return out;
    }
    out.touch = touch->name;
    out.touch_class = touch->touch_class;
    const auto own = happening.touch_class ? parse_class(*happening.touch_class) : std::nullopt;
    if (happening.touch_class && !own) {
        out.fault = fmt::format("'{}' is no class", visible(*happening.touch_class));
        return out;
    }
    const bool is_service =
        happening.kind == HistoryKind::mail || happening.kind == HistoryKind::calendar;
    if (own) {
        out.touch_class = *own;
    } else if (has_rule && rule->touch_class) {
        out.touch_class = *rule->touch_class;
    } else if (is_service && (!has_rule || rule->touch.empty())) {
        out.touch_class = TouchClass::service;
    }
    out.class_given = out.touch_class != touch->touch_class;
    return out;
}

} // namespace crm
