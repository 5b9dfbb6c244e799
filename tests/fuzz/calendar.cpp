// Any bytes as a calendar: nothing that is read can act, lies outside of the span, or takes long;
// and reading it twice gives the same.

#include "history.hpp"

#include "core/exchange/foreign/calendar.hpp"

namespace crm::fuzz {

void run(std::string_view input)
{
    const CalendarSpan span{make_date(2000, 1, 1), make_date(2026, 11, 22), std::nullopt, {}};
    const std::string bytes(input);
    const Happenings once = read_calendar(bytes, "a.ics", span);
    for (const Happening& one : once.happenings) {
        require_sound(one);
        require(one.date >= span.since && one.date <= span.until, "a day outside of the span");
    }
    const Happenings again = read_calendar(bytes, "a.ics", span);
    require(once.happenings.size() == again.happenings.size(), "read twice, it is another one");
    for (std::size_t i = 0; i < once.happenings.size(); ++i) {
        require(once.happenings[i].ref == again.happenings[i].ref, "read twice, a ref is another");
    }
}

} // namespace crm::fuzz
