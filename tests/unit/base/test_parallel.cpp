#include "core/base/parallel.hpp"

#include <doctest/doctest.h>

#include <atomic>
#include <stdexcept>
#include <string>
#include <vector>

TEST_CASE("for_each_of: every piece once, whatever the number of workers")
{
    for (const std::size_t workers : {1U, 2U, 5U}) {
        for (const std::size_t count : {0U, 1U, 7U, 1000U}) {
            std::vector<std::atomic<int>> seen(count);
            std::atomic<bool> in_range = true;
            crm::for_each_of(count, workers, [&](std::size_t worker, std::size_t index) {
                in_range = in_range && worker < workers;
                ++seen[index];
            });
            CHECK(in_range);
            for (const auto& times : seen) {
                REQUIRE(times == 1);
            }
        }
    }
}

TEST_CASE("for_each_of: what a piece throws is thrown once all have stopped")
{
    for (const std::size_t workers : {1U, 3U}) {
        std::string said;
        try {
            crm::for_each_of(100, workers, [](std::size_t, std::size_t index) {
                if (index >= 10) {
                    throw std::runtime_error(std::to_string(index));
                }
            });
        } catch (const std::runtime_error& error) {
            said = error.what();
        }
        CHECK(said == "10");
    }
}

TEST_CASE("workers_for: one for little work, never more than pieces allow")
{
    CHECK(crm::workers_for(0) == 1);
    CHECK(crm::workers_for(1, 1) == 1);
    CHECK(crm::workers_for(31, 16) == 1);
    CHECK(crm::workers_for(32, 16) <= 2);
    CHECK(crm::workers_for(1'000'000) <= 8);
}
