using System.Text;
using CsCheck;
using FunctionsMigrator.Core.Items.Scripts;

namespace FunctionsMigrator.Core.Tests.Items;

/// <summary>How scripts for PostgreSQL fall into statements.</summary>
public sealed class PostgresStatementsTests
{
    [Theory]
    [InlineData("SELECT U&'\\0041;' UESCAPE '!', U&\"a;b\", u&'x'", 1)]
    [InlineData("SELECT E'a'\n  'b\\';c', E'a' -- ;\n '\\';'", 1)]
    [InlineData("SELECT 'a\\'; SELECT ';'", 2)]
    [InlineData("SELECT 'a'\n'b\\'; SELECT 2", 2)]
    [InlineData("SELECT $a$ $b$ ; $b$ $a$, $ä1$;$ä1$; SELECT $1, $2", 2)]
    [InlineData("/* a /* ; */ ; */ SELECT 1", 1)]
    [InlineData("CREATE RULE r AS ON UPDATE TO t DO ALSO (INSERT INTO l VALUES (1); DELETE FROM m); SELECT 2", 2)]
    [InlineData("CREATE TRIGGER t BEFORE UPDATE OF begin ON a EXECUTE FUNCTION f(); SELECT 2", 2)]
    [InlineData("SELECT 1 -- x\r; SELECT 2", 2)]
    [InlineData("CREATE FUNCTION f(a int DEFAULT (CASE WHEN true THEN 1 END)) RETURNS int BEGIN ATOMIC INSERT INTO t SELECT CASE WHEN a > 1 THEN (CASE a WHEN 1 THEN 2 END) END; RETURN 1; END; SELECT 2", 2)]
    [InlineData("CREATE OR REPLACE PROCEDURE p() LANGUAGE sql BEGIN ATOMIC END; SELECT 2", 2)]
    [InlineData("CREATE FUNCTION f() RETURNS int LANGUAGE sql RETURN 1; BEGIN", 2)]
    public void A_semicolon_ends_a_statement_where_the_server_would_end_it(string text, int statements) =>
        Assert.Equal(statements, SqlStatements.Split(text, SqlDialect.PostgreSql).Count);

    [Theory]
    [InlineData("SET standard_conforming_strings = off; SELECT 'a\\'; b'; SET standard_conforming_strings TO on; SELECT '\\'; SELECT 2", 5)]
    [InlineData("set local Standard_Conforming_Strings to 'off'; SELECT 'a\\'; b'; RESET ALL; SELECT '\\'; SELECT 2", 5)]
    [InlineData("SET standard_conforming_strings = off; SELECT 'a'\n '\\';'; SELECT 2", 3)]
    [InlineData("SET search_path = off; SELECT '\\'; SELECT 2", 3)]
    public void Backslashes_escape_where_the_script_turns_that_on(string text, int statements) =>
        Assert.Equal(statements, SqlStatements.Split(text, SqlDialect.PostgreSql).Count);

    [Fact]
    public void The_lines_behind_copy_from_stdin_are_its_rows()
    {
        const string Text = "COPY a (x, y) FROM stdin WITH (FORMAT csv); -- rows\n1,'\n;,$$\n\\.\nSELECT 1;\ncopy b from STDIN;\r\n\\.\r\nCOPY c FROM '/tmp/x';";

        var statements = SqlStatements.Split(Text, SqlDialect.PostgreSql);

        Assert.Equal(["COPY a (x, y) FROM stdin WITH (FORMAT csv)", "SELECT 1", "copy b from STDIN", "COPY c FROM '/tmp/x'"], statements.Select(statement => statement.Text));
        Assert.Equal(["1,'\n;,$$\n", null, "", null], statements.Select(statement => statement.Rows is { } rows ? Text.Substring(rows.Start, rows.Length) : null));
        Assert.Equal([1, 5, 6, 8], statements.Select(statement => statement.Line));
    }

    [Fact]
    public void Splitting_and_joining_gives_the_text() => Script.Sample(text =>
    {
        var (joined, at) = (new StringBuilder(), 0);
        foreach (var statement in SqlStatements.Read(text, SqlDialect.PostgreSql))
        {
            Assert.Equal(statement.Text, text.Substring(statement.Start, statement.Text.Length));
            joined.Append(text.AsSpan(at..statement.End));
            Assert.DoesNotContain(SqlTokenizer.Read(text[at..statement.Start], SqlDialect.PostgreSql), token => token.Kind != SqlTokenKind.Comment && text[at + token.Start] != ';');
            at = statement.End;
        }

        Assert.DoesNotContain(SqlTokenizer.Read(text[at..], SqlDialect.PostgreSql), token => token.Kind != SqlTokenKind.Comment && text[at + token.Start] != ';');
        Assert.Equal(text, joined.Append(text[at..]).ToString());
    });

    [Fact]
    public void Statements_of_any_nesting_stay_whole() => Statement.Array[0, 6].Sample(statements =>
    {
        var text = string.Join(";\n-- it's ; here\n", statements.Select(statement => statement.Rows is null ? statement.Sql : $"{statement.Sql};\n{statement.Rows}\\.\n"));
        var found = SqlStatements.Split(text, SqlDialect.PostgreSql);

        Assert.Equal(statements.Select(statement => statement.Sql), found.Select(statement => statement.Text));
        Assert.Equal(statements.Select(statement => statement.Rows), found.Select(statement => statement.Rows is { } rows ? text.Substring(rows.Start, rows.Length) : null));
        Assert.Empty(SqlStatements.Check(text, SqlDialect.PostgreSql, "x.sql"));
    });

    [Theory]
    [InlineData("CREATE UNIQUE INDEX CONCURRENTLY IF NOT EXISTS s.\"I x\" ON ONLY s.t (a)", LoneStatementKind.CreateIndex, "s.\"I x\"", "s.t")]
    [InlineData("create index concurrently on t (a)", LoneStatementKind.CreateIndex, null, "t")]
    [InlineData("DROP INDEX CONCURRENTLY IF EXISTS s.i CASCADE", LoneStatementKind.DropIndex, "s.i", null)]
    [InlineData("REINDEX (VERBOSE, CONCURRENTLY) TABLE t", LoneStatementKind.Reindex, null, "t")]
    [InlineData("REINDEX INDEX CONCURRENTLY i", LoneStatementKind.Reindex, "i", null)]
    [InlineData("REINDEX SCHEMA s", LoneStatementKind.Reindex, null, null)]
    [InlineData("VACUUM (ANALYZE) t", LoneStatementKind.Vacuum, null, null)]
    [InlineData("CLUSTER", LoneStatementKind.Vacuum, null, null)]
    [InlineData("ALTER TABLE IF EXISTS m DETACH PARTITION s.p CONCURRENTLY", LoneStatementKind.DetachPartition, "s.p", "m")]
    [InlineData("DO $$ BEGIN LOOP DELETE FROM t; COMMIT; END LOOP; END $$", LoneStatementKind.Block, null, null)]
    [InlineData("CALL s.p(1)", LoneStatementKind.Procedure, "s.p", null)]
    public void Statements_that_need_a_transaction_of_their_own_are_known(string sql, LoneStatementKind kind, string? name, string? table)
    {
        var lone = LoneStatement.Of(Assert.Single(SqlStatements.Split("\n  " + sql, SqlDialect.PostgreSql)), SqlDialect.PostgreSql)!;

        Assert.Equal((kind, name, table, 2, 3), (lone.Kind, lone.Name, lone.Table, lone.Line, lone.Column));
        Assert.Equal(kind != LoneStatementKind.Procedure, SqlStatements.NeedsNoTransaction("SELECT 1;" + sql, SqlDialect.PostgreSql).Count == 1);
    }

    [Theory]
    [InlineData("CREATE INDEX i ON concurrently (a)")]
    [InlineData("DROP INDEX i")]
    [InlineData("REINDEX (CONCURRENTLY false) TABLE t")]
    [InlineData("REFRESH MATERIALIZED VIEW CONCURRENTLY v")]
    [InlineData("CLUSTER t USING i")]
    [InlineData("ALTER TABLE m DETACH PARTITION p")]
    [InlineData("DO $$ BEGIN EXECUTE 'COMMIT'; END $$")]
    [InlineData("COMMENT ON TABLE t IS 'VACUUM'")]
    public void Everything_else_shares_a_transaction(string sql) => Assert.Empty(SqlStatements.NeedsNoTransaction(sql, SqlDialect.PostgreSql));

    [Fact]
    public void A_value_added_to_a_type_needs_a_commit_where_a_later_statement_uses_it()
    {
        const string Add = "ALTER TYPE mood ADD VALUE IF NOT EXISTS 'glad';";

        Assert.Empty(SqlStatements.NeedsNoTransaction("INSERT INTO t VALUES ('glad');" + Add + "SELECT 'sad'", SqlDialect.PostgreSql));
        Assert.Equal(
            ["'glad'"], SqlStatements.NeedsNoTransaction(Add + "ALTER TABLE t ALTER m SET DEFAULT 'glad'; SELECT 'glad'", SqlDialect.PostgreSql).Select(lone => lone.Value));
    }

    private static readonly Gen<string> Leaf = Gen.OneOf(
        Gen.Const("'a;''b'"), Gen.Const("\"q;\""), Gen.Const("E'\\';'"), Gen.Const("U&';'"), Gen.Const("/* ; /* ' */ */ 1"), Gen.Const("1 -- ' ;\n"), Gen.Const("x[1]"), Gen.Const("$1"));

    // Each level wraps what it holds in quotes of its own, a body or parentheses.
    private static readonly Gen<string> Nested = Gen.Recursive<string>((depth, inner) => depth > 4
        ? Leaf
        : Gen.OneOf(
            Leaf,
            inner.Select(text => $"({text} ; {text})"),
            inner.Select(text => $"$q{depth}$ {text} ; ' $q{depth}$"),
            inner.Select(text => $"CASE WHEN true THEN ({text}) END"),
            Gen.Select(inner, inner, (left, right) => $"{left} + {right}")));

    private static readonly Gen<(string Sql, string? Rows)> Statement = Gen.OneOf(
        Nested.Select(text => ($"SELECT {text} END", (string?)null)),
        Nested.Select(text => ($"CREATE FUNCTION f() RETURNS int BEGIN ATOMIC SELECT {text} ; SELECT {text}\n; END", (string?)null)),
        Gen.Char["ab;'$\t"].Array[0, 5].Select(rows => ("COPY t FROM stdin", (string?)string.Concat(rows.Select(unit => $"{unit}\n")))));

    private static readonly Gen<string> Script = Gen.OneOf(
        Gen.OneOf(
            Leaf, Nested, Gen.Const(";"), Gen.Const("'"), Gen.Const("("), Gen.Const(")"), Gen.Const("$a$"), Gen.Const("COPY t FROM stdin;\n"), Gen.Const("\\.\n"), Gen.Const("\\connect x\n"),
            Gen.Const("CREATE FUNCTION f() BEGIN ATOMIC "), Gen.Const("END;"), Gen.Const("SET standard_conforming_strings = off;"), Gen.Const("\n")).Array[0, 12].Select(string.Concat),
        Gen.String);
}
