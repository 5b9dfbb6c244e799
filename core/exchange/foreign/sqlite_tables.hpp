#pragma once

// The tables and views of an exported database. Everything that can have several values has a table
// of its own; `place` keeps their order.

#include <string_view>

namespace crm {

inline constexpr std::string_view sqlite_tables = R"sql(
CREATE TABLE ledger (
    today TEXT NOT NULL, advisor TEXT NOT NULL, email TEXT NOT NULL, firm TEXT NOT NULL);
CREATE TABLE contacts (
    id TEXT PRIMARY KEY, name TEXT NOT NULL, kind TEXT NOT NULL, tier TEXT NOT NULL,
    status TEXT NOT NULL, since TEXT, promised_from TEXT, org TEXT, role TEXT, household TEXT,
    referred_by TEXT, snooze TEXT, notes TEXT, uid TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE contact_emails (contact TEXT NOT NULL, place INTEGER NOT NULL, email TEXT NOT NULL,
    PRIMARY KEY (contact, place)) WITHOUT ROWID;
CREATE TABLE contact_phones (contact TEXT NOT NULL, place INTEGER NOT NULL, phone TEXT NOT NULL,
    PRIMARY KEY (contact, place)) WITHOUT ROWID;
CREATE TABLE contact_addresses (contact TEXT NOT NULL, place INTEGER NOT NULL,
    address TEXT NOT NULL, PRIMARY KEY (contact, place)) WITHOUT ROWID;
CREATE TABLE contact_urls (contact TEXT NOT NULL, place INTEGER NOT NULL, url TEXT NOT NULL,
    PRIMARY KEY (contact, place)) WITHOUT ROWID;
CREATE TABLE contact_aliases (contact TEXT NOT NULL, place INTEGER NOT NULL, alias TEXT NOT NULL,
    PRIMARY KEY (contact, place)) WITHOUT ROWID;
CREATE TABLE contact_tags (contact TEXT NOT NULL, place INTEGER NOT NULL, tag TEXT NOT NULL,
    PRIMARY KEY (contact, place)) WITHOUT ROWID;
CREATE TABLE contact_interests (contact TEXT NOT NULL, place INTEGER NOT NULL,
    interest TEXT NOT NULL, PRIMARY KEY (contact, place)) WITHOUT ROWID;
CREATE TABLE contact_avoids (contact TEXT NOT NULL, place INTEGER NOT NULL, touch TEXT NOT NULL,
    PRIMARY KEY (contact, place)) WITHOUT ROWID;
CREATE TABLE contact_dates (contact TEXT NOT NULL, name TEXT NOT NULL, month INTEGER NOT NULL,
    day INTEGER NOT NULL, year INTEGER, PRIMARY KEY (contact, name)) WITHOUT ROWID;
CREATE TABLE interactions (
    number INTEGER PRIMARY KEY, id TEXT, rev INTEGER NOT NULL, date TEXT NOT NULL,
    touch TEXT NOT NULL, class TEXT NOT NULL, attempt INTEGER NOT NULL, inbound INTEGER NOT NULL,
    minutes INTEGER, talk INTEGER, note TEXT, ref TEXT, follow_up TEXT, by TEXT, done TEXT);
CREATE TABLE interaction_contacts (
    interaction INTEGER NOT NULL REFERENCES interactions (number), contact TEXT NOT NULL,
    PRIMARY KEY (interaction, contact)) WITHOUT ROWID;
CREATE TABLE promises (
    contact TEXT NOT NULL, requirement TEXT NOT NULL, cadence TEXT NOT NULL, rule TEXT NOT NULL,
    state TEXT NOT NULL, start TEXT, due TEXT, days_overdue INTEGER,
    before_next_workday INTEGER NOT NULL, last TEXT, last_touch TEXT, covered_by TEXT,
    PRIMARY KEY (contact, requirement)) WITHOUT ROWID;
CREATE TABLE follow_ups (
    interaction INTEGER NOT NULL REFERENCES interactions (number), follow_up TEXT NOT NULL,
    promised TEXT NOT NULL, by TEXT NOT NULL, days_late INTEGER NOT NULL,
    snoozed INTEGER NOT NULL);
)sql";

/// Made when the tables are filled.
inline constexpr std::string_view sqlite_views = R"sql(
CREATE INDEX interactions_by_date ON interactions (date);
CREATE INDEX interactions_by_contact ON interaction_contacts (contact, interaction);
CREATE VIEW last_contact AS
    SELECT c.id, c.name, c.kind, c.tier, c.status, max(i.date) AS last, i.touch,
        CAST(julianday(l.today) - julianday(max(i.date)) AS INTEGER) AS days_since
    FROM contacts c CROSS JOIN ledger l
        LEFT JOIN interaction_contacts w ON w.contact = c.id
        LEFT JOIN interactions i ON i.number = w.interaction AND i.attempt = 0
            AND i.class IN ('major', 'minor', 'service') AND i.date <= l.today
    GROUP BY c.id;
CREATE VIEW overdue AS
    SELECT c.id, c.name, c.tier, p.requirement, p.due, p.days_overdue, p.last, p.last_touch,
        p.cadence, (SELECT email FROM contact_emails e WHERE e.contact = c.id AND e.place = 1)
            AS email, (SELECT phone FROM contact_phones t WHERE t.contact = c.id AND t.place = 1)
            AS phone
    FROM promises p JOIN contacts c ON c.id = p.contact
    WHERE p.state = 'overdue' ORDER BY p.days_overdue DESC, c.id;
CREATE VIEW by_month AS
    SELECT substr(date, 1, 7) AS month, sum(class = 'major' AND NOT attempt) AS major,
        sum(class = 'minor' AND NOT attempt) AS minor,
        sum(class = 'service' AND NOT attempt) AS service, sum(attempt) AS attempts,
        sum(minutes) AS minutes
    FROM interactions GROUP BY month ORDER BY month;
CREATE VIEW who_met_whom AS
    SELECT a.contact AS one, b.contact AS other, count(*) AS times, max(i.date) AS last
    FROM interaction_contacts a
        JOIN interaction_contacts b ON b.interaction = a.interaction AND a.contact < b.contact
        JOIN interactions i ON i.number = a.interaction AND i.attempt = 0
    GROUP BY one, other ORDER BY times DESC, one, other;
CREATE VIEW neglected AS
    SELECT id, name, kind, tier, last, days_since FROM last_contact
    WHERE status = 'active' AND (last IS NULL OR days_since > 180)
    ORDER BY days_since IS NULL DESC, days_since DESC, id;
)sql";

} // namespace crm
