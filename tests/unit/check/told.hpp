#pragma once

// What the tests of check share: a ledger made of texts, and its findings as text.

#include "core/check/check.hpp"
#include "tests/unit/base/file_fixture.hpp"
#include "tests/unit/cadence/build.hpp"

#include <doctest/doctest.h>

#include <map>
#include <string>
#include <vector>

namespace crm_test {

using Files = std::map<std::string, std::string>; ///< by path

/// The ledger of these files, with a crm.yaml that sets nothing unless they have one.
inline crm::Ledger read(const Files& files)
{
    const TempFolder temp;
    put(temp / "crm.yaml", "crm: 1\n");
    for (const auto& [path, text] : files) {
        fs::create_directories(fs::path(temp / path).parent_path());
        put(temp / path, text);
    }
    return crm::read_ledger(crm::Folder(temp.str()), build::day("2026-11-23"));
}

/// Each finding as `place: text; remedy`, in a line of its own.
inline std::string told(const crm::Findings& findings)
{
    std::string out;
    for (const crm::Finding& finding : findings) {
        CHECK(finding.weight == crm::Finding::Weight::remark);
        out += finding.place.str() + ": " + finding.text + "; " + finding.remedy + "\n";
    }
    return out;
}

struct Case {
    std::string what;
    Files files;
    std::string expected; ///< what is told
};

/// Checks what `topic`, a function from a Ledger to its Findings, tells of each case.
template <class Topic>
void check(const std::vector<Case>& cases, Topic&& topic)
{
    for (const Case& c : cases) {
        CAPTURE(c.what);
        CHECK(told(topic(read(c.files))) == c.expected);
    }
}

} // namespace crm_test
