namespace FunctionsMigrator.Integration.Tests.Flyway;

/// <summary>A project in the styles of many: every kind of object that the dump knows, versions with dots and underscores, sub-folders, a repeatable script, callbacks, quotes of all kinds, rows of COPY.</summary>
internal static class EveryKind
{
    /// <summary>The scripts by path.</summary>
    public static IReadOnlyDictionary<string, string> Files { get; } = new Dictionary<string, string>(StringComparer.Ordinal)
    {
        ["V1__types.sql"] =
            """
            CREATE SCHEMA "Side; show";
            CREATE EXTENSION IF NOT EXISTS pg_trgm;
            CREATE TYPE mood AS ENUM ('happy', 'so; so');
            ALTER TYPE mood ADD VALUE 'sad';
            CREATE DOMAIN mail AS text CHECK (VALUE LIKE '%@%');
            CREATE TYPE spot AS (x int, y numeric(8, 2));
            CREATE TYPE hours AS RANGE (SUBTYPE = time);
            CREATE SEQUENCE invoice_number START 1000 INCREMENT 5 CYCLE MAXVALUE 9000;
            """,
        ["V1_1__tables.sql"] =
            """
            /* outer /* inner; */ still a comment; */
            CREATE TABLE customers (
              id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
              name text COLLATE "C" NOT NULL DEFAULT E'no\'name;',
              mail mail, mood mood, spot spot, open hours,
              upper_name text GENERATED ALWAYS AS (upper(name)) STORED,
              CONSTRAINT named CHECK (name <> '')
            );
            CREATE TABLE "Side; show".invoices (number int DEFAULT nextval('invoice_number') PRIMARY KEY, customer bigint NOT NULL REFERENCES customers (id) ON DELETE CASCADE DEFERRABLE, day date NOT NULL);
            CREATE TABLE readings (day date NOT NULL, value int) PARTITION BY RANGE (day);
            CREATE TABLE readings_2026 PARTITION OF readings FOR VALUES FROM ('2026-01-01') TO ('2027-01-01');
            CREATE TABLE old_customers (left_on date) INHERITS (customers);
            CREATE UNLOGGED TABLE noted (id int, note text);
            """,
        ["V1.2__rows.sql"] =
            """
            COPY noted (id, note) FROM stdin;
            1	it's; $$
            2	\N
            \.
            INSERT INTO customers (name) VALUES ($$ada; $$), (U&'d\00f6ra');
            """,
        ["deep/er/V2__code.sql"] =
            """
            CREATE FUNCTION cheer() RETURNS trigger LANGUAGE plpgsql AS $body$
            BEGIN
              UPDATE customers SET mood = 'happy' WHERE id = NEW.customer; -- one; two
              EXECUTE $inner$ SELECT 1; $inner$;
              RETURN NEW;
            END $body$;
            CREATE TRIGGER cheered AFTER INSERT ON "Side; show".invoices FOR EACH ROW EXECUTE FUNCTION cheer();
            CREATE AGGREGATE total(int) (SFUNC = int4pl, STYPE = int, INITCOND = '0');
            CREATE PROCEDURE tidy() LANGUAGE sql AS 'DELETE FROM noted; DELETE FROM readings;';
            CREATE FUNCTION watched() RETURNS event_trigger LANGUAGE plpgsql AS 'BEGIN NULL; END';
            CREATE EVENT TRIGGER watching ON ddl_command_end WHEN TAG IN ('DROP AGGREGATE') EXECUTE FUNCTION watched();
            CREATE FUNCTION spot_text(spot) RETURNS text IMMUTABLE LANGUAGE sql AS 'SELECT ($1).x::text';
            CREATE CAST (spot AS text) WITH FUNCTION spot_text(spot);
            CREATE OPERATOR %%% (LEFTARG = int, RIGHTARG = int, PROCEDURE = int4pl);
            CREATE TEXT SEARCH CONFIGURATION plain (COPY = simple);
            DO $$ BEGIN PERFORM 1; END; $$;
            """,
        ["V2.0.1__rest.sql"] =
            """
            CREATE INDEX by_name ON customers USING gin (name gin_trgm_ops) WHERE mood IS NOT NULL;
            CREATE STATISTICS pairs (dependencies) ON name, mood FROM customers;
            CREATE RULE forgotten AS ON DELETE TO noted DO ALSO (INSERT INTO readings VALUES (now(), OLD.id); SELECT 1);
            ALTER TABLE customers ENABLE ROW LEVEL SECURITY;
            CREATE POLICY own ON customers FOR SELECT USING (name = current_user);
            CREATE PUBLICATION told FOR TABLE readings_2026;
            GRANT SELECT (name) ON customers TO PUBLIC;
            COMMENT ON TABLE customers IS 'People who $buy; things';
            COMMENT ON COLUMN customers.mail IS $$where; it goes$$;
            """,
        ["V2_0_2__body.sql"] = "CREATE FUNCTION half(a int) RETURNS int IMMUTABLE BEGIN ATOMIC SELECT CASE a WHEN 1 THEN 0 END; SELECT a / 2; END;\n",
        ["V2.1__concurrent.sql"] =
            """
            -- Alone, outside a transaction
            CREATE INDEX CONCURRENTLY by_day ON "Side; show".invoices (day);
            CREATE UNIQUE INDEX CONCURRENTLY one_note ON noted (id);
            """,
        ["R__01_totals.sql"] = "CREATE OR REPLACE VIEW totals WITH (security_barrier) AS SELECT customer, count(*) AS n FROM \"Side; show\".invoices GROUP BY customer;\n",
        ["afterMigrateApplied__grants.sql"] = "GRANT SELECT ON ALL TABLES IN SCHEMA public TO PUBLIC;\n",
    };

    /// <summary>For each kind of line a statement that changes one.</summary>
    public static TheoryData<string, string> Changes { get; } = new()
    {
        { "schema", "CREATE SCHEMA more" },
        { "extension", "DROP EXTENSION pg_trgm CASCADE" },
        { "type", "ALTER TYPE mood RENAME VALUE 'sad' TO 'blue'" },
        { "sequence", "ALTER SEQUENCE invoice_number CACHE 7" },
        { "table", "ALTER TABLE noted SET (fillfactor = 70)" },
        { "column", "ALTER TABLE customers ALTER name SET DEFAULT 'x'" },
        { "constraint", "ALTER TABLE customers DROP CONSTRAINT named" },
        { "index", "DROP INDEX by_name" },
        { "statistics", "DROP STATISTICS pairs" },
        { "view", "CREATE OR REPLACE VIEW totals AS SELECT customer, count(*) + 1 AS n FROM \"Side; show\".invoices GROUP BY customer" },
        { "rule", "DROP RULE forgotten ON noted" },
        { "function", "CREATE OR REPLACE PROCEDURE tidy() LANGUAGE sql AS 'DELETE FROM noted'" },
        { "trigger", "ALTER TABLE \"Side; show\".invoices DISABLE TRIGGER cheered" },
        { "event trigger", "ALTER EVENT TRIGGER watching DISABLE" },
        { "policy", "ALTER POLICY own ON customers USING (true)" },
        { "operator", "DROP OPERATOR %%% (int, int)" },
        { "cast", "DROP CAST (spot AS text)" },
        { "text search", "ALTER TEXT SEARCH CONFIGURATION plain RENAME TO fancy" },
        { "publication", "ALTER PUBLICATION told SET (publish = 'insert')" },
        { "grant", "REVOKE SELECT (name) ON customers FROM PUBLIC" },
        { "comment", "COMMENT ON COLUMN customers.mail IS 'else'" },
        { "rows", "INSERT INTO noted VALUES (3)" },
    };
}
