using FunctionsMigrator.Core.Items.Scripts;

namespace FunctionsMigrator.Core.Tests.Items;

/// <summary>Which scripts may share a transaction because nobody else has seen what they lock.</summary>
public sealed class NewThingsTests
{
    [Theory]
    [InlineData("CREATE TABLE a (id int); CREATE UNIQUE INDEX i ON a (id); INSERT INTO a VALUES (1); UPDATE a SET id = 2; DELETE FROM a; COMMENT ON TABLE a IS 'x';")]
    [InlineData("CREATE TABLE a (id int PRIMARY KEY, parent int REFERENCES a (id)); ALTER TABLE ONLY a ADD CONSTRAINT f FOREIGN KEY (id) REFERENCES A (id);")]
    [InlineData("CREATE VIEW v AS SELECT id FROM somebody_elses; CREATE SEQUENCE s; CREATE TYPE mood AS ENUM ('sad'); CREATE FUNCTION f() RETURNS int LANGUAGE sql AS $$ SELECT 1 $$;")]
    [InlineData("CREATE TABLE \"A b\" (id int); INSERT INTO \"A b\" VALUES (1);")]
    public void A_script_that_works_on_what_it_makes_may_share(string sql) => Assert.True(new NewThings(SqlDialect.PostgreSql).TryAdd(sql));

    [Theory]
    [InlineData("INSERT INTO old VALUES (1);")]
    [InlineData("ALTER TABLE old ADD COLUMN a int;")]
    [InlineData("CREATE INDEX i ON old (id);")]
    [InlineData("CREATE INDEX CONCURRENTLY i ON old (id);")]
    [InlineData("CREATE TABLE a (id int); CREATE INDEX CONCURRENTLY i ON a (id);")]
    [InlineData("CREATE TABLE a (id int REFERENCES old (id));")]
    [InlineData("CREATE TABLE a (id int); ALTER TABLE a ADD CONSTRAINT f FOREIGN KEY (id) REFERENCES old (id);")]
    [InlineData("CREATE TABLE a PARTITION OF old FOR VALUES IN (1);")]
    [InlineData("CREATE TABLE a (id int) INHERITS (old);")]
    [InlineData("CREATE TABLE IF NOT EXISTS a (id int); INSERT INTO a VALUES (1);")]
    [InlineData("CREATE OR REPLACE VIEW v AS SELECT 1;")]
    [InlineData("CREATE TRIGGER t AFTER INSERT ON old EXECUTE FUNCTION f();")]
    [InlineData("CREATE TABLE a (id int); ALTER TABLE a RENAME TO b;")]
    [InlineData("CREATE TABLE a (id int); ALTER TABLE a SET SCHEMA other;")]
    [InlineData("CREATE TABLE a (id int); CREATE TABLE a (id int);")]
    [InlineData("CREATE TEMP TABLE a (id int);")]
    [InlineData("DROP TABLE old;")]
    [InlineData("GRANT SELECT ON old TO bo;")]
    [InlineData("DO $$ BEGIN DELETE FROM old; END $$;")]
    [InlineData("SELECT setval('s', 1);")]
    [InlineData("SET search_path TO other;")]
    [InlineData("CREATE TABLE a (id int); COPY a FROM stdin;\n1\n\\.\n")]
    [InlineData("CREATE TABLE a (t text DEFAULT 'open);")]
    public void A_script_that_may_lock_what_others_use_runs_alone(string sql) => Assert.False(new NewThings(SqlDialect.PostgreSql).TryAdd(sql));

    [Fact]
    public void Scripts_work_on_what_those_before_them_made_and_a_refused_one_adds_nothing()
    {
        var group = new NewThings(SqlDialect.Sqlite);

        Assert.True(group.TryAdd("CREATE TABLE a (id INTEGER PRIMARY KEY);"));
        Assert.True(group.TryAdd("INSERT INTO A VALUES (1); CREATE TABLE b (a INTEGER REFERENCES a);"));
        Assert.False(group.TryAdd("CREATE TABLE c (id INTEGER); INSERT INTO old VALUES (1);"));
        Assert.False(group.TryAdd("INSERT INTO c VALUES (1);"));
        Assert.True(group.TryAdd("INSERT INTO b VALUES (1);"));
    }
}
