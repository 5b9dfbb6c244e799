#include "core/cadence/slots.hpp"

#include <algorithm>
#include <functional>
#include <numeric>
#include <queue>
#include <utility>

namespace crm {

std::vector<int> earliest_due_first(const std::vector<Window>& windows,
                                    const std::vector<int>& room)
{
    std::vector<std::size_t> by_first(windows.size());
    std::iota(by_first.begin(), by_first.end(), std::size_t{0});
    std::stable_sort(by_first.begin(), by_first.end(), [&](std::size_t a, std::size_t b) {
        return windows[a].first < windows[b].first;
    });
    using Waiting = std::pair<int, std::size_t>; // its last cell, which job
    std::priority_queue<Waiting, std::vector<Waiting>, std::greater<>> waiting;
    std::vector<int> out(windows.size(), nowhere);
    auto next = by_first.begin();
    for (int cell = 0; cell < static_cast<int>(room.size()); ++cell) {
        for (; next != by_first.end() && windows[*next].first <= cell; ++next) {
            waiting.emplace(windows[*next].last, *next);
        }
        for (int left = room[static_cast<std::size_t>(cell)]; left > 0 && !waiting.empty();) {
            const auto [last, job] = waiting.top();
            waiting.pop();
            if (last >= cell) {
                out[job] = cell;
                --left;
            }
        }
    }
    return out;
}

std::vector<int> as_late_as_possible(const std::vector<Window>& windows,
                                     const std::vector<int>& room)
{
    const int end = static_cast<int>(room.size()) - 1;
    std::vector<Window> mirrored;
    for (const Window& window : windows) {
        mirrored.push_back({end - window.last, end - window.first});
    }
    std::vector<int> out = earliest_due_first(mirrored, {room.rbegin(), room.rend()});
    for (int& cell : out) {
        cell = cell == nowhere ? nowhere : end - cell;
    }
    return out;
}

std::vector<int> counts(const std::vector<int>& placed, std::size_t cells)
{
    std::vector<int> out(cells, 0);
    for (const int cell : placed) {
        if (cell != nowhere) {
            ++out[static_cast<std::size_t>(cell)];
        }
    }
    return out;
}

bool Filled::complete() const
{
    const auto placed = [](int cell) { return cell != nowhere; };
    return std::all_of(in_time.begin(), in_time.end(), placed) &&
           std::all_of(tardy.begin(), tardy.end(), placed);
}

std::vector<int> left_of(std::vector<int> room, const std::vector<int>& used)
{
    for (std::size_t i = 0; i < room.size(); ++i) {
        room[i] -= room[i] == unlimited ? 0 : used[i];
    }
    return room;
}

namespace {

std::size_t placed(const std::vector<int>& cells)
{
    return cells.size() - static_cast<std::size_t>(std::count(cells.begin(), cells.end(), nowhere));
}

/// Those in time as late as they can, the late ones in what that leaves free. As good as any way
/// where the late ones can go anywhere.
Filled fill_around(const Filling& jobs, const std::vector<int>& room, bool early)
{
    const std::vector<int> reserved = counts(as_late_as_possible(jobs.in_time, room), room.size());
    Filled out;
    out.tardy = earliest_due_first(jobs.tardy, left_of(room, reserved));
    out.in_time = earliest_due_first(
        jobs.in_time, early ? left_of(room, counts(out.tardy, room.size())) : reserved);
    return out;
}

/// The late ones with the smallest due date in common that they can all hold.
class Hurried {
public:
    Hurried(const Filling& jobs, const std::vector<int>& room) : m_jobs(jobs), m_room(room)
    {
        for (std::size_t i = 0; i < jobs.tardy.size(); ++i) {
            m_chosen.push_back(i);
        }
        // Of equal due dates the first listed goes first: no late one is in the way of another job.
        const auto cells = place(static_cast<int>(room.size()) - 1, room);
        m_chosen.clear();
        for (std::size_t i = 0; i < jobs.tardy.size(); ++i) {
            if (cells[jobs.in_time.size() + i] != nowhere) {
                m_chosen.push_back(i);
            }
        }
        int most = static_cast<int>(room.size()) - 1;
        while (m_last < most) {
            const int middle = (m_last + most) / 2;
            if (placed(place(middle, room)) == jobs.in_time.size() + m_chosen.size()) {
                most = middle;
            } else {
                m_last = middle + 1;
            }
        }
    }

    /// True where `filled` has as many of them, and none later.
    [[nodiscard]] bool is_no_better_than(const Filled& filled) const
    {
        return placed(filled.tardy) == m_chosen.size() &&
               std::all_of(filled.tardy.begin(), filled.tardy.end(),
                           [&](int cell) { return cell <= m_last; });
    }

    [[nodiscard]] Filled fill(bool early) const
    {
        const auto late = as_late_as_possible(windows(m_last), m_room);
        const auto cells = place(m_last, early ? m_room : counts(late, m_room.size()));
        const auto middle = cells.begin() + static_cast<std::ptrdiff_t>(m_jobs.in_time.size());
        Filled out;
        out.in_time = {cells.begin(), middle};
        out.tardy.assign(m_jobs.tardy.size(), nowhere);
        for (std::size_t i = 0; i < m_chosen.size(); ++i) {
            out.tardy[m_chosen[i]] = *(middle + static_cast<std::ptrdiff_t>(i));
        }
        return out;
    }

private:
    [[nodiscard]] std::vector<Window> windows(int last) const
    {
        std::vector<Window> out = m_jobs.in_time;
        for (const std::size_t i : m_chosen) {
            out.push_back({m_jobs.tardy[i].first, std::min(last, m_jobs.tardy[i].last)});
        }
        return out;
    }

    [[nodiscard]] std::vector<int> place(int last, const std::vector<int>& room) const
    {
        return earliest_due_first(windows(last), room);
    }

    const Filling& m_jobs;
    const std::vector<int>& m_room;
    std::vector<std::size_t> m_chosen; ///< of the late ones those that get a slot
    int m_last = 0;
};

} // namespace

Filled fill(const Filling& jobs, const std::vector<int>& room, bool early)
{
    Filled out = fill_around(jobs, room, early);
    const bool anywhere = std::all_of(jobs.tardy.begin(), jobs.tardy.end(),
                                      [](const Window& window) { return window.first == 0; });
    if (anywhere || placed(out.in_time) < jobs.in_time.size()) {
        return out;
    }
    const Hurried hurried(jobs, room);
    return hurried.is_no_better_than(out) ? out : hurried.fill(early);
}

Filled fill_evenly(const Filling& jobs, std::size_t cells, bool early)
{
    int least = 1;
    int enough = std::max(1, static_cast<int>(jobs.in_time.size() + jobs.tardy.size()));
    while (least < enough) {
        const int middle = (least + enough) / 2;
        if (fill(jobs, std::vector<int>(cells, middle), early).complete()) {
            enough = middle;
        } else {
            least = middle + 1;
        }
    }
    return fill(jobs, std::vector<int>(cells, enough), early);
}

} // namespace crm
