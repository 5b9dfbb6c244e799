#include "core/base/parallel.hpp"

#include <algorithm>
#include <atomic>
#include <exception>
#include <mutex>
#include <sched.h>
#include <system_error>
#include <thread>
#include <vector>

namespace crm {
namespace {

std::size_t processors()
{
    constexpr std::size_t most = 8; // beyond it the memory, not the processors, sets the pace
    cpu_set_t allowed;
    if (::sched_getaffinity(0, sizeof allowed, &allowed) != 0) {
        return 1;
    }
    return std::clamp<std::size_t>(static_cast<std::size_t>(CPU_COUNT(&allowed)), 1, most);
}

} // namespace

std::size_t workers_for(std::size_t count, std::size_t least_each)
{
    return count < 2 * least_each ? 1 : std::min(processors(), count / least_each);
}

void for_each_of(std::size_t count, std::size_t workers,
                 const std::function<void(std::size_t, std::size_t)>& work)
{
    std::atomic<std::size_t> next = 0;
    std::mutex mutex;
    std::exception_ptr failure;
    std::size_t failed_at = count;
    const auto run = [&](std::size_t worker) {
        for (;;) {
            const std::size_t index = next.fetch_add(1, std::memory_order_relaxed);
            if (index >= count) {
                return;
            }
            try {
                work(worker, index);
            } catch (...) {
                const std::lock_guard guard(mutex);
                if (index < failed_at) {
                    failed_at = index;
                    failure = std::current_exception();
                }
                next = count;
            }
        }
    };
    std::vector<std::thread> threads;
    threads.reserve(workers);
    for (std::size_t worker = 1; worker < workers; ++worker) {
        try {
            threads.emplace_back(run, worker);
        } catch (const std::system_error&) {
            break; // no more threads to be had: those that run do it all
        }
    }
    run(0);
    for (std::thread& thread : threads) {
        thread.join();
    }
    if (failure) {
        std::rethrow_exception(failure);
    }
}

} // namespace crm
