using FunctionsMigrator.Core.Items;
using FunctionsMigrator.Core.Items.Scripts;

namespace FunctionsMigrator.Core.Tests.Items;

public sealed class ScriptAnalysisTests
{
    [Theory]
    [InlineData("CREATE TABLE a (id int)", "DROP TABLE a")]
    [InlineData("CREATE TABLE main.\"order lines\" (id int)", "DROP TABLE main.\"order lines\"")]
    [InlineData("CREATE VIRTUAL TABLE f USING fts5(x)", "DROP TABLE f")]
    [InlineData("CREATE INDEX ix ON a (id)", "DROP INDEX ix")]
    [InlineData("CREATE UNIQUE INDEX ix ON a (id) WHERE id > 0", "DROP INDEX ix")]
    [InlineData("CREATE VIEW v AS SELECT 1 AS a", "DROP VIEW v")]
    [InlineData("CREATE SEQUENCE s START 5", "DROP SEQUENCE s")]
    [InlineData("CREATE TRIGGER t AFTER INSERT ON a BEGIN DELETE FROM b; END", "DROP TRIGGER t")]
    [InlineData("ALTER TABLE a ADD COLUMN b int DEFAULT (1 + 2)", "ALTER TABLE a DROP COLUMN b")]
    [InlineData("ALTER TABLE a ADD b int", "ALTER TABLE a DROP COLUMN b")]
    [InlineData("ALTER TABLE a ADD CONSTRAINT c CHECK (b > 0)", "ALTER TABLE a DROP CONSTRAINT c")]
    [InlineData("ALTER TABLE a RENAME TO b", "ALTER TABLE b RENAME TO a")]
    [InlineData("ALTER TABLE s.a RENAME TO b", "ALTER TABLE s.b RENAME TO a")]
    [InlineData("ALTER TABLE a RENAME COLUMN b TO c", "ALTER TABLE a RENAME COLUMN c TO b")]
    [InlineData("ALTER TABLE a RENAME b TO \"c d\"", "ALTER TABLE a RENAME COLUMN \"c d\" TO b")]
    [InlineData("ALTER TABLE a RENAME CONSTRAINT b TO c", "ALTER TABLE a RENAME CONSTRAINT c TO b")]
    [InlineData("ALTER INDEX s.a RENAME TO b", "ALTER INDEX s.b RENAME TO a")]
    [InlineData("create /* x */ table [a b] (id int) -- y", "DROP TABLE [a b]")]
    public void A_statement_that_adds_is_taken_back_by_its_opposite(string sql, string undo) => Assert.Equal(undo + ";\n", Of(sql).Undo);

    [Theory]
    [InlineData("CREATE INDEX ix ON s.a (id)", "DROP INDEX s.ix")]
    [InlineData("CREATE MATERIALIZED VIEW v AS SELECT 1", "DROP MATERIALIZED VIEW v")]
    [InlineData("CREATE TRIGGER t BEFORE UPDATE ON s.a FOR EACH ROW EXECUTE FUNCTION f()", "DROP TRIGGER t ON s.a")]
    [InlineData("CREATE FUNCTION f(a int, b text DEFAULT 'x, y') RETURNS int LANGUAGE sql AS $$ SELECT 1; $$", "DROP FUNCTION f(a int, b text)")]
    [InlineData("CREATE PROCEDURE p() LANGUAGE sql AS $$ DELETE FROM a; $$", "DROP PROCEDURE p()")]
    [InlineData("CREATE SCHEMA s", "DROP SCHEMA s")]
    [InlineData("CREATE EXTENSION pgcrypto", "DROP EXTENSION pgcrypto")]
    [InlineData("CREATE POLICY p ON s.a USING (true)", "DROP POLICY p ON s.a")]
    [InlineData("CREATE RULE r AS ON INSERT TO s.a DO ALSO SELECT 1", "DROP RULE r ON s.a")]
    [InlineData("ALTER TYPE t RENAME VALUE 'a' TO 'b'", "ALTER TYPE t RENAME VALUE 'b' TO 'a'")]
    [InlineData("ALTER FUNCTION s.f(a int) RENAME TO g", "ALTER FUNCTION s.g(a int) RENAME TO f")]
    [InlineData("ALTER TRIGGER t ON a RENAME TO u", "ALTER TRIGGER u ON a RENAME TO t")]
    [InlineData("CREATE TEMP TABLE x AS SELECT 1; INSERT INTO x VALUES (2); CREATE TABLE a (id int); DROP TABLE x", "DROP TABLE a")]
    [InlineData("ALTER TABLE a ADD b int, ADD COLUMN c numeric(10, 2)", "ALTER TABLE a DROP COLUMN c;\nALTER TABLE a DROP COLUMN b")]
    [InlineData("SET LOCAL lock_timeout = '5s'; CREATE TABLE a (id int)", "DROP TABLE a")]
    public void PostgreSQL_has_opposites_of_its_own(string sql, string undo) => Assert.Equal(undo + ";\n", Of(sql, SqlDialect.PostgreSql).Undo);

    [Theory]
    [InlineData("CREATE TABLE IF NOT EXISTS s.a (id int)", "-- the table s.a as it stands before the script runs; where there is none: DROP TABLE s.a")]
    [InlineData("CREATE INDEX IF NOT EXISTS i ON s.a (b)", "-- the index s.i as it stands before the script runs; where there is none: DROP INDEX s.i")]
    [InlineData("CREATE OR REPLACE VIEW v AS SELECT 1", "-- the view v as it stands before the script runs; where there is none: DROP VIEW v")]
    [InlineData("CREATE OR REPLACE FUNCTION f(IN a int DEFAULT 1, OUT b text, c double precision, timestamp with time zone, \"d e\" character varying, VARIADIC int[]) LANGUAGE sql AS ''",
        "-- the function f(int, double precision, timestamp with time zone, character varying, int[]) as it stands before the script runs; where there is none: DROP FUNCTION f(IN a int, OUT b text, c double precision, timestamp with time zone, \"d e\" character varying, VARIADIC int[])")]
    [InlineData("CREATE OR REPLACE TRIGGER t BEFORE INSERT ON s.a EXECUTE FUNCTION f()", "-- the trigger t on s.a as it stands before the script runs; where there is none: DROP TRIGGER t ON s.a")]
    [InlineData("ALTER TABLE a ADD COLUMN IF NOT EXISTS b int", "-- the column a.b as it stands before the script runs; where there is none: ALTER TABLE a DROP COLUMN b")]
    [InlineData("ALTER TABLE a ALTER b SET DEFAULT 1, ALTER COLUMN c DROP NOT NULL", "-- the NOT NULL of a.c as it stands before the script runs\n-- the default of a.b as it stands before the script runs")]
    [InlineData("ALTER TABLE a DROP CONSTRAINT c", "-- the constraint c on a as it stands before the script runs")]
    [InlineData("DROP VIEW v, w", "-- the view w as it stands before the script runs\n-- the view v as it stands before the script runs")]
    [InlineData("DROP FUNCTION f(a int), g", "-- the function g as it stands before the script runs\n-- the function f(int) as it stands before the script runs")]
    [InlineData("COMMENT ON COLUMN s.a.b IS 'x'", "-- the comment on column s.a.b as it stands before the script runs")]
    [InlineData("GRANT SELECT, UPDATE ON a TO GROUP x, PUBLIC WITH GRANT OPTION", "-- the privileges of x, PUBLIC on table a as it stands before the script runs")]
    [InlineData("CREATE TABLE a (id int); CREATE OR REPLACE VIEW v AS SELECT 1; CREATE OR REPLACE VIEW v AS SELECT 2; COMMENT ON TABLE a IS 'x'; GRANT SELECT ON a TO b; CREATE INDEX ON a (id)",
        "-- the view v as it stands before the script runs; where there is none: DROP VIEW v\nDROP TABLE a;")]
    public void What_depends_on_what_stood_before_is_asked_of_PostgreSQL(string sql, string undo) => Assert.Equal(undo + "\n", Of(sql, SqlDialect.PostgreSql).Undo);

    [Theory]
    [InlineData("INSERT INTO a VALUES (1)", "line 1, INSERT INTO a VALUES (1): it changes rows, and what they held is not kept")]
    [InlineData("CREATE TABLE a (id int);\n\nUPDATE\n  b SET c = 1", "line 3, UPDATE b SET c = 1: it changes rows, and what they held is not kept")]
    [InlineData("CREATE INDEX ON a (id)", "line 1, CREATE INDEX ON a (id): it has no name that an undo could use; give it one")]
    [InlineData("ALTER TABLE a ADD UNIQUE (b)", "line 1, ALTER TABLE a ADD UNIQUE (b): the constraint has no name that an undo could use; write ADD CONSTRAINT with one")]
    [InlineData("ALTER TYPE a ADD VALUE 'b'", "line 1, ALTER TYPE a ADD VALUE 'b': PostgreSQL cannot take a value away from a type")]
    [InlineData("DO $$ BEGIN PERFORM 1; END $$", "line 1, DO $$ BEGIN PERFORM 1; END $$: what a block changes its text does not tell")]
    [InlineData("SELECT f()", "line 1, SELECT f(): what it changes its text does not tell")]
    [InlineData("DROP VIEW v CASCADE", "line 1, DROP VIEW v CASCADE: what CASCADE takes along is not told")]
    [InlineData("ALTER TABLE a RENAME TO b; COMMENT ON TABLE b IS 'x'", "line 1, COMMENT ON TABLE b IS 'x': something was renamed before it, and what stood before the script is not found by its new name")]
    [InlineData("SET search_path = s; CREATE TABLE a (id int)", "line 1, SET search_path = s: the names behind it mean something else in its undo")]
    [InlineData("CREATE VIEW v AS SELECT 1; DROP VIEW v", "line 1, DROP VIEW v: it drops what the script itself made")]
    [InlineData("CREATE OR REPLACE FUNCTION f(a t.b%TYPE) LANGUAGE sql AS ''", "line 1, CREATE OR REPLACE FUNCTION f(a t.b%TYPE) LANGUAGE sql AS '': what it replaces is not in the text")]
    [InlineData("GRANT SELECT ON ALL TABLES IN SCHEMA s TO b", "line 1, GRANT SELECT ON ALL TABLES IN SCHEMA s TO b: which objects it is about the text does not tell")]
    [InlineData("DROP TABLE a", "line 1, DROP TABLE a: it loses data")]
    [InlineData("REINDEX TABLE a", "line 1, REINDEX TABLE a: no statement is known that takes it back")]
    public void What_cannot_be_derived_is_told_with_the_statement_and_the_reason(string sql, string why)
    {
        var analysis = Of(sql, SqlDialect.PostgreSql);

        Assert.Null(analysis.Undo);
        Assert.Equal(why, $"{analysis.Underived}");
    }

    [Theory]
    [InlineData("CREATE TABLE IF NOT EXISTS a (id int)")]
    [InlineData("CREATE OR REPLACE VIEW v AS SELECT 1")]
    [InlineData("CREATE INDEX ON a (id)")]
    [InlineData("ALTER TABLE IF EXISTS a ADD b int")]
    [InlineData("ALTER TABLE a ADD COLUMN IF NOT EXISTS b int")]
    [InlineData("ALTER TABLE a ADD UNIQUE (b)")]
    [InlineData("ALTER TABLE a ADD b int, ALTER COLUMN c SET NOT NULL")]
    [InlineData("ALTER TABLE a DROP CONSTRAINT c")]
    [InlineData("INSERT INTO a VALUES (1)")]
    [InlineData("SELECT f()")]
    [InlineData("PRAGMA user_version = 5")]
    [InlineData("GRANT SELECT ON a TO b")]
    [InlineData("DROP VIEW v")]
    [InlineData("DROP VIEW IF EXISTS v")]
    [InlineData("CREATE TABLE a (id int); INSERT INTO b SELECT id FROM a")]
    [InlineData("CREATE TABLE a (id int); DROP TABLE a")]
    public void One_statement_without_an_opposite_leaves_the_script_without_undo(string sql)
    {
        var analysis = Of(sql);

        Assert.Null(analysis.Undo);
        Assert.False(analysis.Facts.LosesData, analysis.Facts.LosesDataReason);
    }

    [Fact]
    public void The_undo_goes_backwards_and_what_filled_a_new_table_goes_with_it()
    {
        const string Sql = """
            CREATE TABLE a (id int, b int);
            INSERT INTO a SELECT id, 0 FROM old;
            UPDATE a SET b = 1;
            DELETE FROM a WHERE id = 2;
            ALTER TABLE a ADD COLUMN c int REFERENCES x (y);
            CREATE INDEX ix ON a (b);
            ALTER TABLE a RENAME TO z;
            INSERT OR REPLACE INTO Z VALUES (1, 2, 3);
            WITH q AS (SELECT 1 AS n) INSERT INTO z SELECT n, n, n FROM q;
            ALTER TABLE o ADD COLUMN name TEXT;
            UPDATE o SET name = trim(first || ' ' || last), "name" = name WHERE id IN (SELECT id FROM z), 1;
            """;

        var analysis = Of(Sql, SqlDialect.Sqlite);

        Assert.Equal("ALTER TABLE o DROP COLUMN name;\nALTER TABLE z RENAME TO a;\nDROP INDEX ix;\nDROP TABLE a;\n", analysis.Undo);
        Assert.False(analysis.Facts.LosesData, analysis.Facts.LosesDataReason);
        Assert.Equal(["a", "ix"], analysis.Facts.Creates);
        Assert.Equal(["a", "z", "o"], analysis.Facts.Touches);
    }

    [Theory]
    [InlineData("DROP TABLE a", "line 1: DROP TABLE a")]
    [InlineData("DROP TABLE IF EXISTS a, b", "line 1: DROP TABLE a")]
    [InlineData("DROP SCHEMA s CASCADE", "line 1: DROP SCHEMA s")]
    [InlineData("DROP SEQUENCE s", "line 1: DROP SEQUENCE s")]
    [InlineData("DROP TYPE t CASCADE", "line 1: DROP TYPE t")]
    [InlineData("TRUNCATE TABLE a", "line 1: TRUNCATE a")]
    [InlineData("TRUNCATE a, b", "line 1: TRUNCATE a")]
    [InlineData("-- why\nDELETE FROM \"a b\" WHERE id = 1", "line 2: DELETE FROM a b")]
    [InlineData("UPDATE a SET b = 1 WHERE c = 2", "line 1: UPDATE a")]
    [InlineData("ALTER TABLE a ADD n int; UPDATE a SET n = 1, (c, d) = (2, 3)", "line 1: UPDATE a")]
    [InlineData("UPDATE OR IGNORE a SET b = 1", "line 1: UPDATE a")]
    [InlineData("REPLACE INTO a VALUES (1)", "line 1: REPLACE INTO a")]
    [InlineData("INSERT OR REPLACE INTO a VALUES (1)", "line 1: REPLACE INTO a")]
    [InlineData("INSERT INTO a VALUES (1) ON CONFLICT (id) DO UPDATE SET b = 1", "line 1: INSERT INTO a ... DO UPDATE")]
    [InlineData("MERGE INTO a USING b ON a.id = b.id WHEN MATCHED THEN DELETE", "line 1: MERGE INTO a")]
    [InlineData("WITH q AS (DELETE FROM a RETURNING *) SELECT * FROM q", "line 1: DELETE FROM a")]
    [InlineData("WITH q AS (SELECT 1) UPDATE a SET b = 1", "line 1: UPDATE a")]
    [InlineData("ALTER TABLE a DROP COLUMN b", "line 1: ALTER TABLE a DROP COLUMN b")]
    [InlineData("ALTER TABLE a ADD c int, DROP IF EXISTS b", "line 1: ALTER TABLE a DROP COLUMN b")]
    [InlineData("ALTER TABLE a ALTER COLUMN b TYPE smallint", "line 1: ALTER TABLE a ALTER COLUMN b TYPE")]
    [InlineData("ALTER TABLE a ALTER b SET DATA TYPE varchar(5)", "line 1: ALTER TABLE a ALTER COLUMN b TYPE")]
    [InlineData("ALTER TABLE a MODIFY b smallint", "line 1: ALTER TABLE a MODIFY")]
    [InlineData("DO $$ BEGIN EXECUTE 'DROP ' || 'TABLE a'; END $$", "line 1: DO ... EXECUTE")]
    [InlineData("CREATE TABLE a2 (id int); INSERT INTO a2 SELECT id FROM a; DROP TABLE a; ALTER TABLE a2 RENAME TO a", "line 1: DROP TABLE a")]
    [InlineData("ALTER TABLE a RENAME TO b; DROP TABLE b", "line 1: DROP TABLE b")]
    [InlineData("CREATE TABLE IF NOT EXISTS a (id int); DELETE FROM a", "line 1: DELETE FROM a")]
    public void A_statement_that_drops_or_overwrites_what_was_there_loses_data(string sql, string reason)
    {
        var analysis = Of(sql);

        Assert.True(analysis.Facts.LosesData);
        Assert.Equal(reason, analysis.Facts.LosesDataReason);
        Assert.Null(analysis.Undo);
    }

    [Theory]
    [InlineData("CREATE TRIGGER t AFTER INSERT ON a BEGIN DELETE FROM b; UPDATE c SET d = 1; END")]
    [InlineData("CREATE FUNCTION f() RETURNS void LANGUAGE sql AS $$ TRUNCATE a; $$")]
    [InlineData("CREATE TABLE b (a int REFERENCES a ON DELETE CASCADE ON UPDATE SET NULL)")]
    [InlineData("INSERT INTO a (note) VALUES ('DELETE FROM b')")]
    [InlineData("/* DROP TABLE a */ SELECT 1 FROM a FOR UPDATE")]
    [InlineData("ALTER TABLE a ALTER COLUMN b DROP DEFAULT")]
    [InlineData("DROP INDEX ix")]
    public void What_only_mentions_a_loss_loses_nothing(string sql) => Assert.False(Of(sql).Facts.LosesData, Of(sql).Facts.LosesDataReason);

    [Fact]
    public void Names_are_one_object_as_the_database_sees_it()
    {
        Assert.Equal(["Orders"], Of("CREATE TABLE Orders (id int); INSERT INTO \"orders\" VALUES (1); INSERT INTO main.ORDERS VALUES (2)", SqlDialect.Sqlite).Facts.Touches);
        Assert.Equal(["orders", "Orders"], Of("CREATE TABLE Orders (id int); INSERT INTO \"Orders\" VALUES (1)", SqlDialect.PostgreSql).Facts.Touches);
    }

    [Theory]
    [InlineData("DROP VIEW IF EXISTS v; CREATE VIEW v AS SELECT 1", "DROP VIEW v;\n")]
    [InlineData("CREATE OR REPLACE FUNCTION f() RETURNS int LANGUAGE sql AS $$ SELECT 1 $$", "DROP FUNCTION f();\n")]
    [InlineData("DROP VIEW IF EXISTS a; CREATE VIEW a AS SELECT 1; DROP VIEW IF EXISTS b; CREATE VIEW b AS SELECT * FROM a", "DROP VIEW b;\nDROP VIEW a;\n")]
    [InlineData("DROP VIEW IF EXISTS v; DROP VIEW IF EXISTS w; CREATE VIEW v AS SELECT 1", null)]
    [InlineData("DROP VIEW IF EXISTS v", null)]
    [InlineData("CREATE OR REPLACE VIEW v AS SELECT 1; GRANT SELECT ON v TO b", null)]
    [InlineData("INSERT OR IGNORE INTO a VALUES (1)", null)]
    public void The_first_run_of_a_repeatable_script_is_taken_back_by_dropping_what_it_creates(string sql, string? undo)
    {
        var analysis = ScriptAnalysis.Of(sql, ScriptKind.Repeatable, SqlDialect.Generic, "R__x.sql");

        Assert.Equal(undo, analysis.Undo);
        Assert.False(analysis.Facts.LosesData, analysis.Facts.LosesDataReason);
    }

    [Theory]
    [InlineData("BEGIN; CREATE TABLE a (id int); COMMIT", "VAL175 1:1, VAL175 1:33")]
    [InlineData("START TRANSACTION", "VAL175 1:1")]
    [InlineData("SAVEPOINT s", "VAL175 1:1")]
    [InlineData("SELECT 1;\n  VACUUM INTO 'x'", "VAL175 2:3")]
    [InlineData("ATTACH 'other.db' AS o", "VAL175 1:1")]
    [InlineData("CREATE DATABASE d", "VAL175 1:1")]
    [InlineData("SELECT 1;\n SELECT 'x", "VAL174 2:9")]
    [InlineData("SELECT 1 /* x", "VAL174 1:10")]
    [InlineData("CREATE TRIGGER t AFTER INSERT ON a BEGIN SELECT 1;", "VAL174 1:36")]
    [InlineData("SELECT 1;\n/* a /* b */ SELECT 2", "VAL174 2:1")]
    [InlineData("-- nothing yet\n;", "")]
    [InlineData(" \n", "VAL173 0:0")]
    [InlineData("", "VAL173 0:0")]
    public void What_cannot_run_as_a_script_is_found_with_its_place(string sql, string found) =>
        Assert.Equal(found, string.Join(", ", Of(sql).Findings.Select(finding => $"{finding.Code} {finding.Place!.Line}:{finding.Place.Column}")));

    [Theory]
    [InlineData("SELECT 1;\nCREATE FUNCTION f() RETURNS int AS $body$ BEGIN; END $bodi$;", "VAL174 2:36 The text in dollar quotes $body$")]
    [InlineData("SELECT 1;\nDO $$ BEGIN; END; $", "VAL174 2:4 The text in dollar quotes $$")]
    [InlineData("SELECT E'it\\'s;\nSELECT 2;", "VAL174 1:8 The text in quotes")]
    [InlineData("SELECT 1;\n SELECT \"a; SELECT 2;", "VAL174 2:9 The quoted name")]
    [InlineData("SELECT 1;\n /* a /* b */ ; SELECT 2;", "VAL174 2:2 The comment")]
    [InlineData("CREATE FUNCTION f() RETURNS int BEGIN ATOMIC SELECT CASE 1 WHEN 1 THEN 2 END; SELECT 1;", "VAL174 1:39 The body")]
    [InlineData("SELECT (1;\nSELECT 2;", "VAL174 1:8 The parenthesis")]
    [InlineData("COPY t FROM stdin;\n1\n", "VAL174 1:1 The COPY")]
    [InlineData("COPY t FROM stdin", "VAL174 1:1 The COPY")]
    [InlineData("COPY t FROM stdin; SELECT 1;\n1\n\\.\n", "VAL179 1:20 'SELECT'")]
    [InlineData("\\connect shop\nSELECT 1;", "VAL179 1:1 \\connect is")]
    [InlineData("SELECT 1\n\\gexec\n", "VAL179 2:1 \\gexec is")]
    [InlineData("SELECT '\\connect'; -- \\i x\nSELECT $$ \\q $$;", "")]
    public void PostgreSQL_texts_that_no_server_can_read_are_found_with_their_place(string sql, string found)
    {
        var finding = Of(sql, SqlDialect.PostgreSql).Findings.SingleOrDefault();

        Assert.StartsWith(found, finding is null ? "" : $"{finding.Code} {finding.Place!.Line}:{finding.Place.Column} {finding.Message}", StringComparison.Ordinal);
        Assert.Equal(found.Length == 0, finding is null);
    }

    [Theory]
    [InlineData("CREATE UNIQUE INDEX CONCURRENTLY ix ON s.a (b)", "DROP INDEX CONCURRENTLY s.ix;\n")]
    [InlineData("VACUUM a", null)]
    public void Statements_that_run_in_no_transaction_are_scripts_too(string sql, string? undo)
    {
        var analysis = Of(sql, SqlDialect.PostgreSql);

        Assert.Empty(analysis.Findings);
        Assert.Equal(undo, analysis.Undo);
    }

    [Fact]
    public void A_script_of_many_statements_is_read_in_time_that_grows_with_its_length()
    {
        var sql = "CREATE TABLE a (id int);\n" + string.Concat(Enumerable.Range(0, 200_000).Select(id => $"INSERT INTO a VALUES ({id});\n"));

        var analysis = Of(sql, SqlDialect.PostgreSql);

        Assert.Equal("DROP TABLE a;\n", analysis.Undo);
        Assert.Equal(["a"], analysis.Facts.Touches);
    }

    private static ScriptAnalysis Of(string sql, SqlDialect dialect = SqlDialect.Generic) => ScriptAnalysis.Of(sql, ScriptKind.Versioned, dialect, "V1__x.sql");
}
