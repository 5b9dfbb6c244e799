#include "core/check/check.hpp"

#include <fmt/format.h>

namespace crm {

Findings check_files(const Ledger& ledger, const Folder& folder)
{
    Findings out;
    for (const SourceFile& file : ledger.files) {
        if (!file.text.empty() && file.text.back() != '\n') {
            out.push_back({Finding::Weight::remark,
                           place_at(file.path, file.text, file.text.size()),
                           "the file does not end in a line feed",
                           "was it cut off? if not, add an empty line at its end"});
        }
    }
    if (const unsigned others = folder.mode() & 077U; others != 0) {
        out.push_back(
            {Finding::Weight::remark, whole_file("."),
             fmt::format("others on this computer can read the ledger (its folder has mode {:04o})",
                         folder.mode()),
             fmt::format("'chmod 700 {}' keeps it to yourself", folder.path())});
    }
    for (const Leftover& leftover : doubtful_leftovers(folder)) {
        out.push_back(
            {Finding::Weight::remark, whole_file(leftover.path),
             leftover.target.empty()
                 ? "an interrupted write left this, and it may hold an edit"
                 : fmt::format("a write of '{}' was interrupted, and this may hold an edit of it",
                               leftover.target),
             leftover.target.empty()
                 ? "look into it, then delete it"
                 : "compare the two, put right what is missing, then delete this one"});
    }
    return out;
}

} // namespace crm
