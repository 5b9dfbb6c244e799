#include "core/exchange/foreign/sqlite.hpp"

#include "core/base/error.hpp"
#include "core/exchange/foreign/sqlite_tables.hpp"
#include "core/exchange/uid.hpp"

#include <fmt/format.h>
#include <sqlite3.h>

#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <memory>
#include <unordered_map>
#include <variant>

namespace crm {
namespace {

/// What goes into a field; monostate: nothing.
using Field = std::variant<std::monostate, std::int64_t, std::string_view>;

Field text_or_null(std::string_view text)
{
    return text.empty() ? Field{} : Field{text};
}

template <typename T>
Field number(T value)
{
    return static_cast<std::int64_t>(value);
}

Field number_or_null(const std::optional<int>& value)
{
    return value ? number(*value) : Field{};
}

class Database {
public:
    explicit Database(const std::string& path)
    {
        sqlite3* opened = nullptr;
        const int result = sqlite3_open_v2(path.c_str(), &opened, SQLITE_OPEN_READWRITE, nullptr);
        m_handle.reset(opened);
        require(result);
    }

    void run(std::string_view statements)
    {
        require(sqlite3_exec(m_handle.get(), std::string(statements).c_str(), nullptr, nullptr,
                             nullptr));
    }

    [[nodiscard]] sqlite3* handle() const { return m_handle.get(); }

    void require(int result) const
    {
        if (result != SQLITE_OK && result != SQLITE_DONE) {
            throw Error(Fault::ledger, fmt::format("the database cannot be written: {}",
                                                   sqlite3_errmsg(m_handle.get())));
        }
    }

private:
    struct Close {
        void operator()(sqlite3* handle) const { sqlite3_close_v2(handle); }
    };
    std::unique_ptr<sqlite3, Close> m_handle;
};

/// Rows for one table. What is written is bound, never a part of a statement.
class Rows {
public:
    Rows(Database& database, std::string_view table, std::size_t fields) : m_database(database)
    {
        std::string marks;
        for (std::size_t i = 0; i < fields; ++i) {
            marks += i == 0 ? "?" : ", ?";
        }
        const std::string insert = fmt::format("INSERT INTO {} VALUES ({})", table, marks);
        sqlite3_stmt* made = nullptr;
        database.require(sqlite3_prepare_v2(database.handle(), insert.c_str(), -1, &made, nullptr));
        m_statement.reset(made);
    }

    void add(std::initializer_list<Field> fields)
    {
        int place = 0;
        for (const Field& field : fields) {
            ++place;
            m_database.require(bind(place, field));
        }
        m_database.require(sqlite3_step(m_statement.get()));
        m_database.require(sqlite3_reset(m_statement.get()));
    }

private:
    int bind(int place, const Field& field)
    {
        if (const auto* text = std::get_if<std::string_view>(&field)) {
            return sqlite3_bind_text64(m_statement.get(), place, text->data(), text->size(),
                                       SQLITE_TRANSIENT, SQLITE_UTF8); // NOLINT
        }
        if (const auto* whole = std::get_if<std::int64_t>(&field)) {
            return sqlite3_bind_int64(m_statement.get(), place, *whole);
        }
        return sqlite3_bind_null(m_statement.get(), place);
    }

    struct Finalize {
        void operator()(sqlite3_stmt* statement) const { sqlite3_finalize(statement); }
    };
    Database& m_database;
    std::unique_ptr<sqlite3_stmt, Finalize> m_statement;
};

/// A date as text, which lives as long as this.
class DateText {
public:
    explicit DateText(const std::optional<Date>& date) : m_text(date ? iso(*date) : "") {}
    [[nodiscard]] Field field() const { return text_or_null(m_text); }

private:
    std::string m_text;
};

void add_each(Database& database, std::string_view table, const Selection& selection,
              std::vector<std::string> Contact::*values)
{
    Rows rows(database, table, 3);
    for (const Contact* contact : selection.contacts) {
        int place = 0;
        for (const std::string& value : contact->*values) {
            ++place;
            rows.add({contact->id, number(place), value});
        }
    }
}

void add_contacts(Database& database, const Selection& selection)
{
    Rows rows(database, "contacts", 14);
    Rows dates(database, "contact_dates", 5);
    for (const Contact* contact : selection.contacts) {
        const Contact& c = *contact;
        const DateText since(c.since);
        const DateText promised_from(c.promised_from);
        const DateText snooze(c.snooze);
        const std::string uid = stable_uid(c);
        rows.add({c.id, c.name, c.kind, c.tier, status_name(c.status), since.field(),
                  promised_from.field(), text_or_null(c.org), text_or_null(c.role),
                  text_or_null(c.household),
                  c.referred_by ? Field(current_id(selection.roster, *c.referred_by)) : Field{},
                  snooze.field(), text_or_null(c.notes), uid});
        for (const NamedDate& named : c.dates) {
            dates.add({c.id, named.name, number(named.date.month), number(named.date.day),
                       number_or_null(named.date.year)});
        }
    }
    add_each(database, "contact_emails", selection, &Contact::email);
    add_each(database, "contact_phones", selection, &Contact::phone);
    add_each(database, "contact_addresses", selection, &Contact::address);
    add_each(database, "contact_urls", selection, &Contact::url);
    add_each(database, "contact_aliases", selection, &Contact::aliases);
    add_each(database, "contact_tags", selection, &Contact::tags);
    add_each(database, "contact_interests", selection, &Contact::interests);
    add_each(database, "contact_avoids", selection, &Contact::avoid);
}

void add_follow_up(Rows& rows, const FollowUp& one, std::int64_t interaction)
{
    const DateText promised(one.entry->date);
    const DateText by(one.by);
    rows.add({interaction, one.entry->follow_up, promised.field(), by.field(),
              number(one.days_late), number(one.snoozed)});
}

void add_interactions(Database& database, const Ledger& ledger, const Selection& selection)
{
    Rows rows(database, "interactions", 15);
    Rows with(database, "interaction_contacts", 2);
    Rows follow_ups(database, "follow_ups", 6);
    std::unordered_map<std::size_t, const FollowUp*> open; ///< by where the entry stands
    const auto place_of = [](const Interaction& entry) {
        return (entry.source.file << 40U) ^ entry.source.offset;
    };
    for (const FollowUp& one : selection.follow_ups) {
        open.emplace(place_of(*one.entry), &one);
    }
    std::int64_t count = 0;
    for_each_interaction(ledger, selection, [&](const Interaction& i) {
        ++count;
        const DateText date(i.date);
        const DateText by(i.by);
        const DateText done(i.done);
        rows.add({count, text_or_null(i.id), number(i.rev), date.field(), i.touch,
                  class_name(i.touch_class), number(i.attempt), number(i.inbound),
                  number_or_null(i.minutes), number_or_null(i.talk), text_or_null(i.note),
                  text_or_null(i.ref), text_or_null(i.follow_up), by.field(), done.field()});
        for (const std::string& id : current_ids(ledger, i.with)) {
            with.add({count, id});
        }
        const auto found = i.follow_up.empty() ? open.end() : open.find(place_of(i));
        if (found != open.end()) {
            add_follow_up(follow_ups, *found->second, count);
        }
    });
}

void add_promises(Database& database, const Selection& selection)
{
    Rows rows(database, "promises", 12);
    for (const Item& item : selection.items) {
        const DateText start(item.start);
        const DateText due(item.due);
        const DateText last(item.last ? std::optional(item.last->date) : std::nullopt);
        rows.add({item.contact->id, item.promise.requirement, item.promise.cadence.text,
                  item.promise.rule, state_name(item.state), start.field(), due.field(),
                  number_or_null(item.days_overdue), number(item.before_next_workday), last.field(),
                  item.last ? text_or_null(item.last_touch) : Field{},
                  item.covered_by_major ? Field("major") : Field{}});
    }
}

} // namespace

void write_sqlite(const Ledger& ledger, const Selection& selection, const std::string& path)
{
    Database database(path);
    // The file is a new one that nobody sees before it is whole: there is nothing to roll back to.
    database.run("PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF;"
                 "PRAGMA application_id = 0x63726d31; PRAGMA user_version = 1; BEGIN");
    database.run(sqlite_tables);
    const Advisor& advisor = ledger.settings.advisor;
    const DateText today(selection.today);
    Rows(database, "ledger", 4).add({today.field(), advisor.name, advisor.email, advisor.firm});
    add_contacts(database, selection);
    add_interactions(database, ledger, selection);
    add_promises(database, selection);
    database.run(sqlite_views);
    database.run("COMMIT");
}

} // namespace crm
