#pragma once

// Which touch and class something imported gets: by the rules of the user's under `import` in
// crm.yaml, the first that fits, else by what it comes from: a meeting of a calendar is `meeting`,
// class service; a mail `email`, class service, for a promise that every routine mail keeps would
// say nothing; a call `call`, of that touch's own class.
//
// A pattern without `*` fits where its text stands anywhere; one with `*` has to fit the whole,
// `*` standing for anything. Case and accents are folded. Of a subject, what answers and forwards
// put before it ("Re: ", "Fwd: ", "AW: ") does not count.

#include "core/exchange/happening.hpp"
#include "core/model/settings.hpp"

#include <optional>
#include <string>
#include <string_view>

namespace crm {

struct ImportedAs {
    std::string touch;
    TouchClass touch_class = TouchClass::service;
    bool class_given = false; ///< it is not the touch's own
    bool skip = false;        ///< a rule says that nothing is written
    std::string fault;        ///< why it cannot be written: "touch 'fax' is not declared"
};

[[nodiscard]] bool fits_pattern(std::string_view pattern, std::string_view text);

/// The subject without "Re: " and the like.
[[nodiscard]] std::string_view without_reply_marks(std::string_view subject);

[[nodiscard]] ImportedAs imported_as(const Happening& happening, const Settings& settings);

} // namespace crm
