#include "core/check/check.hpp"

#include <algorithm>
#include <iterator>
#include <string_view>
#include <tuple>
#include <utility>

namespace crm {

Findings check_all(const Ledger& ledger, const Folder& folder, Date today)
{
    Findings out = ledger.findings;
    for (const Findings& more :
         {check_references(ledger), check_journal(ledger, today), check_contacts(ledger, today),
          check_promises(ledger, today), check_files(ledger, folder)}) {
        std::copy(more.begin(), more.end(), std::back_inserter(out));
    }
    std::stable_sort(out.begin(), out.end(), [](const Finding& a, const Finding& b) {
        return std::tuple(std::string_view(a.place.file), a.place.line, a.place.column) <
               std::tuple(std::string_view(b.place.file), b.place.line, b.place.column);
    });
    return out;
}

} // namespace crm
