#include "core/git/config_file.hpp"

#include <doctest/doctest.h>

#include <string>
#include <utility>
#include <vector>

using Settings = std::vector<std::pair<std::string, std::string>>;

TEST_CASE("git's configuration is read as git reads it")
{
    // Each was compared with `git config --list -z --file`.
    const std::vector<std::pair<std::string, Settings>> cases{
        {"", {}},
        {"[core]\n\tbare = false\n", {{"core.bare", "false"}}},
        {"[Core]\nFSMonitor=x", {{"core.fsmonitor", "x"}}},
        {"[a]b=1\nc\n", {{"a.b", "1"}, {"a.c", "true"}}},
        {"[filter \"A.b=C\"]\n clean = x y  \n", {{"filter.A.b=C.clean", "x y"}}},
        {"[a \"q\\\"\\\\\"] b = 1", {{"a.q\"\\.b", "1"}}},
        {"[Sec.Sub]\nk = v\n", {{"sec.sub.k", "v"}}},
        {"# x\n; y\n[a] ; z\nb = 1 # c\nd = \"# e\" ; f\n", {{"a.b", "1"}, {"a.d", "# e"}}},
        {"[a]\nb = one \\\n two\nc = \"x\\ty\\nz\"\n", {{"a.b", "one  two"}, {"a.c", "x\ty\nz"}}},
        {"[a]\r\nb = 1\r\nc = 2\r\n", {{"a.b", "1"}, {"a.c", "2"}}},
        {"[a]\nb = x\" y \"z \n", {{"a.b", "x y z"}}},
        {"[a]\nb =\n", {{"a.b", ""}}},
        {"[a]\nb = 1\n=\nc = 2\n", {{"a.b", "1"}}}, // git refuses the file
    };
    for (const auto& [text, settings] : cases) {
        CAPTURE(text);
        CHECK(crm::read_git_config(text) == settings);
    }
}
