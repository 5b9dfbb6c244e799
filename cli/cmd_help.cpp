#include "cli/command_line.hpp"
#include "cli/commands.hpp"
#include "cli/help.hpp"
#include "cli/manual.hpp"
#include "core/base/text.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace crm::cli {
namespace {

/// The topic in what was typed: crm-due, crm-due.1 and due(1) are due.
std::string topic_of(const std::string& word)
{
    const std::string folded = fold(word);
    const std::string_view prefix = "crm-";
    const std::size_t begin = folded.substr(0, prefix.size()) == prefix ? prefix.size() : 0;
    return folded.substr(begin, folded.find_first_of(".(", begin) - begin);
}

const ManualPage& choose_page(const std::string& word)
{
    const auto pages = manual_pages();
    std::vector<std::string_view> topics;
    for (const ManualPage& page : pages) {
        topics.push_back(page.topic);
    }
    if (const auto topic = choose_name(topic_of(word), topics)) {
        return *std::find_if(pages.begin(), pages.end(),
                             [&](const ManualPage& page) { return page.topic == *topic; });
    }
    const std::vector<std::string> names(topics.begin(), topics.end());
    const auto guess = nearest(topic_of(word), names);
    const std::string all = fmt::format("there are {}", enumerate(names));
    throw Error(Fault::usage, fmt::format("the manual has no page '{}'", word),
                guess ? fmt::format("did you mean 'crm help {}'? {}", *guess, all) : all);
}

int help(Context& context, const Words& words)
{
    context.wants_pager = true;
    context.print(words.empty() ? overview()
                                : with_styles(choose_page(words.front()).text, context.terminal));
    return exit_code::done;
}

} // namespace

Action set_up_help(CLI::App&)
{
    return [](Context& context, const Words& words) { return help(context, words); };
}

} // namespace crm::cli
