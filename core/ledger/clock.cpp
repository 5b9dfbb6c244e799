#include "core/ledger/clock.hpp"

#include "core/base/parallel.hpp"
#include "core/ledger/clock_month.hpp"
#include "core/ledger/files.hpp"
#include "core/ledger/layout.hpp"
#include "core/ledger/ledger.hpp"

#include <algorithm>
#include <atomic>
#include <mutex>
#include <optional>
#include <set>
#include <unordered_map>
#include <utility>

namespace crm {
namespace {

class Clock {
public:
    Clock(const Folder& folder, Roster& roster)
        : m_roster(roster), m_words(roster), m_subfolder(open(folder))
    {
    }

    void run()
    {
        if (!m_subfolder) {
            return;
        }
        for (const ListedFile& file : months_in(*m_subfolder, m_roster.findings)) {
            m_months.emplace_back().path = file.path;
            m_names.push_back(file.name);
        }
        const std::size_t workers = workers_for(m_months.size(), 2);
        std::vector<std::string> texts(workers);
        for_each_of(m_months.size(), workers,
                    [&](std::size_t worker, std::size_t i) { read(i, texts[worker], false); });
        while (read_again()) {
        }
        resolve_shared();
        std::vector<std::span<const Participation>> parts;
        for (ClockMonth& month : m_months) {
            m_roster.findings.insert(m_roster.findings.end(), month.findings.begin(),
                                     month.findings.end());
            parts.emplace_back(month.clock.parts);
            for (auto& [line, entry] : month.follow_ups) {
                m_roster.follow_ups.push_back(std::move(entry));
            }
        }
        if (!m_roster.settings.goals.empty()) {
            gather();
        }
        m_roster.arrange(parts);
    }

private:
    struct At {
        std::size_t month = 0;
        std::size_t line = 0;
    };

    std::optional<Subfolder> open(const Folder& folder)
    {
        try {
            return std::optional<Subfolder>(std::in_place, folder, std::string(layout::journal));
        } catch (const Error& error) {
            m_roster.findings.push_back(left_out(error));
            return std::nullopt;
        }
    }

    /// Reads a month into a fresh one. `room` is for its text; `keep`: whatever it says.
    void read(std::size_t i, std::string& room, bool keep)
    {
        ClockMonth month;
        month.path = m_months[i].path;
        try {
            if (m_subfolder->read(m_names[i], room)) {
                month.take(room, keep, m_words, m_roster.settings.touches);
            }
        } catch (const Error& error) {
            month.findings.push_back(left_out(error));
        }
        m_months[i] = std::move(month);
    }

    /// Calls `visit(key, At)` for each id and ref of a month's lines, and each id of a finding
    /// there (of no line).
    template <typename Visit>
    void for_each_key(std::size_t m, const Visit& visit) const
    {
        const ClockLines& clock = m_months[m].clock;
        for (std::size_t i = 0; i < clock.lines.size(); ++i) {
            if (clock.lines[i].id != 0) {
                visit(clock.lines[i].id, At{m, i});
            }
        }
        for (std::size_t i = 0; i + 1 < clock.refs.size(); i += 2) {
            visit(clock.refs[i], At{m, static_cast<std::size_t>(clock.refs[i + 1])});
        }
        for (const Finding& finding : m_months[m].findings) {
            if (!finding.entry.empty()) {
                visit(id_key(finding.entry), At{m, no_line});
            }
        }
    }

    /// Where keys stand that stand more than once.
    [[nodiscard]] std::vector<At> shared() const
    {
        std::size_t count = 0;
        for (const ClockMonth& month : m_months) {
            count += month.clock.lines.size() + month.clock.refs.size() + month.findings.size();
        }
        constexpr std::size_t least_for_a_worker = 5'000;
        const std::size_t workers =
            std::min(workers_for(count, least_for_a_worker), workers_for(m_months.size(), 1));

        // First the keys whose bit another one has set before: those that stand twice, and one in
        // 64 that does not.
        constexpr std::size_t bits_a_key = 32;
        std::size_t words = 64;
        while (words * 64 < bits_a_key * count) {
            words *= 2;
        }
        std::vector<std::atomic<std::uint64_t>> bits(words);
        std::vector<std::vector<std::uint64_t>> doubtful(workers);
        for_each_of(m_months.size(), workers, [&](std::size_t worker, std::size_t month) {
            for_each_key(month, [&](std::uint64_t key, At) {
                const std::uint64_t bit = std::uint64_t{1} << ((key >> 1U) & 63U);
                if ((bits[(key >> 7U) & (words - 1)].fetch_or(bit, std::memory_order_relaxed) &
                     bit) != 0) {
                    doubtful[worker].push_back(key);
                }
            });
        });
        std::unordered_map<std::uint64_t, std::vector<At>> found;
        std::vector<bool> filter(std::size_t{1} << 20U); // nearly every key stops here
        const auto filter_bit = [&](std::uint64_t key) {
            return (key >> 40U) & (filter.size() - 1);
        };
        for (const auto& keys : doubtful) {
            for (const std::uint64_t key : keys) {
                filter[filter_bit(key)] = true;
                found.try_emplace(key);
            }
        }
        if (found.empty()) {
            return {};
        }

        // Then where these stand.
        std::mutex mutex;
        for_each_of(m_months.size(), workers, [&](std::size_t, std::size_t month) {
            for_each_key(month, [&](std::uint64_t key, At at) {
                if (filter[filter_bit(key)]) {
                    if (const auto one = found.find(key); one != found.end()) {
                        const std::lock_guard guard(mutex);
                        one->second.push_back(at);
                    }
                }
            });
        });
        std::vector<At> out;
        for (const auto& [key, places] : found) {
            if (places.size() > 1) {
                out.insert(out.end(), places.begin(), places.end());
            }
        }
        return out;
    }

    /// Finds the lines that share an id or a ref with another. True where a month of them had to be
    /// read again, because its text was not kept: it may have changed, so all is to be asked anew.
    bool read_again()
    {
        m_shared.clear();
        std::set<std::size_t> wanted;
        for (const At& at : shared()) {
            if (at.line != no_line) {
                m_shared.push_back(at);
                if (!m_months[at.month].has_text) {
                    wanted.insert(at.month);
                }
            }
        }
        std::string room;
        for (const std::size_t month : wanted) {
            read(month, room, true);
        }
        return !wanted.empty();
    }

    /// Decides which of the lines that share something hold, and drops the others.
    void resolve_shared()
    {
        std::sort(m_shared.begin(), m_shared.end(), [](const At& a, const At& b) {
            return std::pair(a.month, a.line) < std::pair(b.month, b.line);
        });
        m_shared.erase(std::unique(m_shared.begin(), m_shared.end(),
                                   [](const At& a, const At& b) {
                                       return a.month == b.month && a.line == b.line;
                                   }),
                       m_shared.end());
        std::vector<Interaction> entries;
        for (const At& at : m_shared) {
            entries.push_back(m_months[at.month].entry(at.line, m_roster.settings.touches));
        }
        const Resolution found = resolve(entries.size(), [&](std::size_t i) {
            const ClockMonth& month = m_months[m_shared[i].month];
            const Interaction& line = entries[i];
            const std::string_view raw =
                std::string_view(month.text).substr(line.source.offset, line.source.length);
            return Claim{line.id,      line.ref,  line.rev,   raw,
                         line.is_void, line.date, month.path, line.source.offset};
        });
        std::vector<bool> holds(entries.size());
        for (const std::size_t i : found.holding) {
            holds[i] = true;
        }
        for (std::size_t i = 0; i < entries.size(); ++i) {
            if (!holds[i]) {
                m_months[m_shared[i].month].drop(m_shared[i].line);
            }
        }
        for (ClockMonth& month : m_months) {
            drop_moot(month.findings, [&](const std::string& id) {
                const auto highest = found.highest_rev.find(id);
                return highest == found.highest_rev.end() ? 0 : highest->second;
            });
        }
    }

    /// Takes what several contacts took part in.
    void gather()
    {
        for (ClockMonth& month : m_months) {
            for (std::size_t i = 0; i < month.clock.lines.size(); ++i) {
                const auto parts = month.parts_of(i);
                if (parts.size() > 1 && parts[0].contact != Participation::nobody) {
                    Gathering& one = m_roster.gatherings.emplace_back();
                    one.moment = parts[0].moment;
                    for (const Participation& part : parts) {
                        one.contacts.push_back(part.contact);
                    }
                }
            }
        }
    }

    static constexpr std::size_t no_line = SIZE_MAX;

    Roster& m_roster;
    ClockWords m_words;
    std::optional<Subfolder> m_subfolder;
    std::vector<std::string> m_names;
    std::vector<ClockMonth> m_months;
    std::vector<At> m_shared; ///< lines that share an id or a ref with others
};

} // namespace

void read_clock(const Folder& folder, Roster& roster)
{
    Clock(folder, roster).run();
}

} // namespace crm
