#include "core/ledger/import_keys.hpp"

#include <fmt/format.h>

#include <string>
#include <utility>
#include <vector>

namespace crm {
namespace {

const std::vector<std::string> import_rule_keys{"from",  "title", "folder", "category",
                                                "touch", "class", "skip"};

void read_import_touch(Fields& fields, const yaml::Node::Entry& entry, const Touches& touches,
                       ImportRule& out)
{
    const auto found = fields.touches(entry, touches);
    if (!found.empty()) {
        out.touch = found.front();
    }
}

} // namespace

void read_import_rule(Fields& fields, const yaml::Node& rule, Settings& settings)
{
    ImportRule out;
    for (const yaml::Node::Entry entry : rule.entries()) {
        const auto key = entry.key.text();
        if (key == "from") {
            out.from = fields.word(entry, {"calendar", "mail", "calls"}).value_or("");
        } else if (key == "title") {
            out.title = fields.text(entry).value_or("");
        } else if (key == "folder") {
            out.folder = fields.text(entry).value_or("");
        } else if (key == "category") {
            out.category = fields.text(entry).value_or("");
        } else if (key == "touch") {
            read_import_touch(fields, entry, settings.touches, out);
        } else if (key == "class") {
            if (const auto word = fields.word(entry, {"major", "minor", "service", "signal"})) {
                out.touch_class = parse_class(*word);
            }
        } else if (key == "skip") {
            out.skip = fields.truth(entry).value_or(false);
        } else {
            fields.remark_unknown_key(entry.key, import_rule_keys);
        }
    }
    if (out.touch.empty() && !out.touch_class && !out.skip) {
        fields.remark(rule, "this rule changes nothing",
                      "it needs 'touch', 'class' or 'skip: true'");
    }
    settings.import_rules.push_back(std::move(out));
}

} // namespace crm
