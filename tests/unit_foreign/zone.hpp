#pragma once

// The time zone of the user, for the length of a test.

#include <cstdlib>
#include <ctime>
#include <string>

namespace crm::test {

class Zone {
public:
    explicit Zone(const char* name)
    {
        if (const char* was = std::getenv("TZ")) {
            m_was = was;
            m_had = true;
        }
        ::setenv("TZ", name, 1);
        ::tzset();
    }
    Zone(const Zone&) = delete;
    Zone& operator=(const Zone&) = delete;
    ~Zone()
    {
        if (m_had) {
            ::setenv("TZ", m_was.c_str(), 1);
        } else {
            ::unsetenv("TZ");
        }
        ::tzset();
    }

private:
    std::string m_was;
    bool m_had = false;
};

} // namespace crm::test
