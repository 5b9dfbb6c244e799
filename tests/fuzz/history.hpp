#pragma once

// What holds of everything that is read from calendars and mail, whatever the bytes.

#include "target.hpp"

#include "core/base/text.hpp"
#include "core/exchange/happening.hpp"

#include <string>

namespace crm::fuzz {

inline void require_harmless(const std::string& text, const char* what)
{
    require(visible(text) == text, std::string(what) + " could act: " + escaped(text));
}

inline void require_sound(const Happening& one)
{
    require(one.ref.size() > 5 && one.ref.size() < 400, "a ref is empty or endless: " + one.ref);
    require_harmless(one.ref, "a ref");
    require_harmless(one.title, "a title");
    require_harmless(one.note, "a note");
    require_harmless(one.folder, "a folder");
    require_harmless(one.thread, "a thread");
    for (const std::string& category : one.categories) {
        require_harmless(category, "a category");
    }
    for (const Person& person : one.with) {
        require_harmless(person.name, "a name");
        require_harmless(person.email, "an address");
    }
    require_harmless(one.from.name, "a name");
    require_harmless(one.from.email, "an address");
}

} // namespace crm::fuzz
