#pragma once

// Time zones as calendars name them: defined in the file, named as the system's database has them
// (`Europe/Berlin`), or as Windows does (`W. Europe Standard Time`).

#include <libical/ical.h>

#include <map>
#include <memory>
#include <string>
#include <vector>

namespace crm {

class CalendarZones {
public:
    CalendarZones();
    CalendarZones(const CalendarZones&) = delete;
    CalendarZones& operator=(const CalendarZones&) = delete;
    ~CalendarZones();

    /// Takes a VTIMEZONE. One that would take long to work out, or says nothing, is passed over.
    void add(const std::string& vtimezone);

    /// The zone that a TZID means: the file's own, else the system's; nullptr for one that nobody
    /// knows.
    [[nodiscard]] icaltimezone* find(const std::string& tzid);

private:
    std::map<std::string, icaltimezone*> m_known; ///< nullptr: asked for, and unknown
    std::vector<icaltimezone*> m_own;
};

/// The name in the system's database for a zone of Windows; empty for none.
[[nodiscard]] std::string zone_of_windows(const std::string& name);

} // namespace crm
