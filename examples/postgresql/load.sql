-- Loads what several advisors exported with `crm export jsonl` into one PostgreSQL database, for a
-- firm that wants to look over all of them. Each advisor keeps a ledger; this is a copy to ask
-- questions of, loaded again whenever one likes:
--
--     crm export jsonl -o ruth.jsonl          each advisor, in the own ledger
--     createdb firm                           once
--     psql firm -v advisor=ruth -f load.sql < ruth.jsonl
--     psql firm -v advisor=jo -f load.sql < jo.jsonl
--     psql firm -c 'SELECT * FROM crm.everyones_overdue LIMIT 20'
--
-- `advisor` is any short name; loading it again replaces what it had, in one transaction. Tables and
-- views stand in the schema crm. Promises are those of the day on which the file was written. The
-- views beside the tables:
--
--     crm.everyones_overdue     what is overdue, of all advisors, the latest first
--     crm.who_knows_whom        people whom several advisors know: one email, or one card (uid)
--     crm.load_by_advisor       contacts, what is owed, and what was done in the last 90 days
--     crm.last_contact          when each was last reached
--
-- Names and notes are whatever advisors typed: show them as text, never as a part of a statement.

\set ON_ERROR_STOP on
\set QUIET on

BEGIN;

-- Two who load at once wait for each other, or both would make the tables.
SELECT pg_advisory_xact_lock(hashtext('crm.load')) \g /dev/null
SET LOCAL client_min_messages = warning;

CREATE SCHEMA IF NOT EXISTS crm;

CREATE TABLE IF NOT EXISTS crm.ledgers (
    advisor text PRIMARY KEY, today date NOT NULL, name text NOT NULL, email text NOT NULL,
    firm text NOT NULL);

CREATE TABLE IF NOT EXISTS crm.contacts (
    advisor text NOT NULL REFERENCES crm.ledgers ON DELETE CASCADE, id text NOT NULL,
    name text NOT NULL, kind text NOT NULL, tier text NOT NULL, status text NOT NULL, since date,
    org text NOT NULL, role text NOT NULL, household text NOT NULL, emails text[] NOT NULL,
    phones text[] NOT NULL, tags text[] NOT NULL, uid text NOT NULL, whole jsonb NOT NULL,
    PRIMARY KEY (advisor, id));

CREATE TABLE IF NOT EXISTS crm.interactions (
    advisor text NOT NULL REFERENCES crm.ledgers ON DELETE CASCADE, number bigint NOT NULL,
    id text NOT NULL, rev integer NOT NULL, date date NOT NULL, contacts text[] NOT NULL,
    touch text NOT NULL, class text NOT NULL, attempt boolean NOT NULL, inbound boolean NOT NULL,
    minutes integer, note text NOT NULL, follow_up text NOT NULL, by date, done date,
    PRIMARY KEY (advisor, number));
CREATE INDEX IF NOT EXISTS interactions_by_id ON crm.interactions (advisor, id);
CREATE INDEX IF NOT EXISTS interactions_by_date ON crm.interactions (date);

CREATE TABLE IF NOT EXISTS crm.participants (
    advisor text NOT NULL, interaction bigint NOT NULL, contact text NOT NULL,
    PRIMARY KEY (advisor, interaction, contact),
    FOREIGN KEY (advisor, interaction) REFERENCES crm.interactions (advisor, number)
        ON DELETE CASCADE);
CREATE INDEX IF NOT EXISTS participants_by_contact ON crm.participants (advisor, contact);

CREATE TABLE IF NOT EXISTS crm.promises (
    advisor text NOT NULL REFERENCES crm.ledgers ON DELETE CASCADE, contact text NOT NULL,
    requirement text NOT NULL, cadence text NOT NULL, state text NOT NULL, due date,
    days_overdue integer, last date, last_touch text, covered_by text,
    PRIMARY KEY (advisor, contact, requirement));

-- The lines as they come. JSON has no tabulator and no line break of its own, and with these three
-- choices COPY takes a line as it is. A NUL in a text cannot be kept by PostgreSQL: it is left out.
CREATE TEMPORARY TABLE lines (number bigserial, line text) ON COMMIT DROP;
\copy lines (line) FROM pstdin WITH (FORMAT csv, DELIMITER E'\x01', QUOTE E'\x02')
CREATE TEMPORARY TABLE objects ON COMMIT DROP AS
    SELECT number, regexp_replace(line, '(?<!\\)((\\\\)*)\\u0000', '\1', 'g')::jsonb AS o
    FROM lines;

-- A file that is no export, or only a part of one, replaces nothing.
SELECT coalesce(bool_and(o->>'schema' = 'crm.export/1'), false) AS is_export
FROM objects WHERE o->>'type' = 'ledger' \gset
\if :is_export
\else
    \warn 'this is not what crm export jsonl writes; nothing was loaded'
    SELECT 1 / 0 AS "not an export";
\endif

DELETE FROM crm.ledgers WHERE advisor = :'advisor';

INSERT INTO crm.ledgers
SELECT :'advisor', (o->>'today')::date, o->>'advisor', o->>'email', o->>'firm'
FROM objects WHERE o->>'type' = 'ledger';

INSERT INTO crm.contacts
SELECT :'advisor', o->>'id', o->>'name', o->>'kind', o->>'tier', o->>'status',
    (o->>'since')::date, o->>'org', o->>'role', o->>'household',
    ARRAY(SELECT jsonb_array_elements_text(o->'email')),
    ARRAY(SELECT jsonb_array_elements_text(o->'phone')),
    ARRAY(SELECT jsonb_array_elements_text(o->'tags')), o->>'uid', o - 'type'
FROM objects WHERE o->>'type' = 'contact';

INSERT INTO crm.interactions
SELECT :'advisor', number, o->>'id', (o->>'rev')::integer, (o->>'date')::date,
    ARRAY(SELECT jsonb_array_elements_text(o->'with')), o->>'touch', o->>'class',
    (o->>'attempt')::boolean, (o->>'inbound')::boolean, (o->>'minutes')::integer, o->>'note',
    o->>'follow_up', (o->>'by')::date, (o->>'done')::date
FROM objects WHERE o->>'type' = 'interaction';

INSERT INTO crm.participants
SELECT DISTINCT :'advisor', number, who
FROM objects, jsonb_array_elements_text(o->'with') AS who WHERE o->>'type' = 'interaction';

INSERT INTO crm.promises
SELECT :'advisor', o->>'contact', o->>'requirement', o->>'cadence', o->>'state',
    (o->>'due')::date, (o->>'days_overdue')::integer, (o->>'last')::date, o->>'last_touch',
    o->>'covered_by'
FROM objects WHERE o->>'type' = 'promise';

CREATE OR REPLACE VIEW crm.last_contact AS
    SELECT c.advisor, c.id, c.name, max(i.date) AS last, l.today - max(i.date) AS days_since
    FROM crm.contacts c JOIN crm.ledgers l USING (advisor)
        LEFT JOIN crm.participants p ON p.advisor = c.advisor AND p.contact = c.id
        LEFT JOIN crm.interactions i ON i.advisor = p.advisor AND i.number = p.interaction
            AND NOT i.attempt AND i.class IN ('major', 'minor', 'service') AND i.date <= l.today
    GROUP BY c.advisor, c.id, c.name, l.today;

CREATE OR REPLACE VIEW crm.everyones_overdue AS
    SELECT p.advisor, c.name, c.org, c.tier, p.requirement, p.due, p.days_overdue, p.last,
        p.last_touch
    FROM crm.promises p JOIN crm.contacts c ON c.advisor = p.advisor AND c.id = p.contact
    WHERE p.state = 'overdue' ORDER BY p.days_overdue DESC, p.advisor, c.name, p.requirement;

CREATE OR REPLACE VIEW crm.who_knows_whom AS
    WITH known AS (
        SELECT advisor, id, lower(email) AS person
        FROM crm.contacts, unnest(emails) AS email WHERE status NOT IN ('archived', 'deceased')
        UNION
        SELECT advisor, id, uid FROM crm.contacts c
        WHERE status NOT IN ('archived', 'deceased') AND c.whole->'uids' ? uid)
    SELECT k.person, array_agg(DISTINCT k.advisor ORDER BY k.advisor) AS advisors,
        min(l.name) AS name, max(l.last) AS last,
        (array_agg(k.advisor ORDER BY l.last DESC NULLS LAST, k.advisor))[1] AS nearest
    FROM known k JOIN crm.last_contact l ON l.advisor = k.advisor AND l.id = k.id
    GROUP BY k.person HAVING count(DISTINCT k.advisor) > 1 ORDER BY k.person;

CREATE OR REPLACE VIEW crm.load_by_advisor AS
    SELECT l.advisor,
        (SELECT count(*) FROM crm.contacts c WHERE c.advisor = l.advisor AND status = 'active')
            AS contacts,
        (SELECT count(*) FROM crm.promises p WHERE p.advisor = l.advisor) AS promises,
        (SELECT count(*) FROM crm.promises p WHERE p.advisor = l.advisor AND state = 'overdue')
            AS overdue,
        (SELECT count(*) FROM crm.promises p
            WHERE p.advisor = l.advisor AND state IN ('due', 'soon')) AS soon,
        count(i.number) FILTER (WHERE i.class = 'major') AS majors_90_days,
        count(i.number) FILTER (WHERE i.class = 'minor') AS minors_90_days,
        coalesce(sum(i.minutes), 0) AS minutes_90_days
    FROM crm.ledgers l LEFT JOIN crm.interactions i ON i.advisor = l.advisor AND NOT i.attempt
        AND i.date > l.today - 90 AND i.date <= l.today
    GROUP BY l.advisor ORDER BY overdue DESC, l.advisor;

COMMIT;
