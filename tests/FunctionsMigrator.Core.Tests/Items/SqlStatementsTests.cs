using System.Text;
using CsCheck;
using FunctionsMigrator.Core.Items.Scripts;

namespace FunctionsMigrator.Core.Tests.Items;

public sealed class SqlStatementsTests
{
    [Theory]
    [InlineData("")]
    [InlineData(" ;; -- nothing\n/* here */ ;")]
    public void A_script_of_comments_and_semicolons_has_no_statement(string text) => Assert.Empty(SqlStatements.Split(text));

    [Theory]
    [InlineData("SELECT 'a;b'; SELECT 2", "SELECT 'a;b'|SELECT 2")]
    [InlineData("SELECT 'it''s; one'; SELECT 2", "SELECT 'it''s; one'|SELECT 2")]
    [InlineData("SELECT \"a;\"\"b\", `c;``d`, [e;f]; SELECT 2", "SELECT \"a;\"\"b\", `c;``d`, [e;f]|SELECT 2")]
    [InlineData("SELECT 1 -- one; two\n; SELECT 2", "SELECT 1|SELECT 2")]
    [InlineData("SELECT 1 /* ; */ + 1; SELECT 2", "SELECT 1 /* ; */ + 1|SELECT 2")]
    [InlineData("SELECT $$a;b$$; SELECT $x$ $$;$$ $x$", "SELECT $$a;b$$|SELECT $x$ $$;$$ $x$")]
    [InlineData("SELECT E'it\\'s;'; SELECT 2", "SELECT E'it\\'s;'|SELECT 2")]
    [InlineData("SELECT v[1], ARRAY [2;3] FROM [t;]; SELECT 2", "SELECT v[1], ARRAY [2|3] FROM [t;]|SELECT 2")]
    [InlineData("SELECT a$1;SELECT $1;", "SELECT a$1|SELECT $1")]
    public void A_semicolon_in_quotes_or_comments_ends_nothing(string text, string statements) =>
        Assert.Equal(statements.Split('|'), SqlStatements.Split(text).Select(statement => statement.Text));

    [Fact]
    public void Block_comments_nest_where_the_database_lets_them()
    {
        const string Text = "/* a /* b */ SELECT 1; /* c */ */ SELECT 2";

        Assert.Equal(["SELECT 2"], Texts(Text, SqlDialect.PostgreSql));
        Assert.Equal(["SELECT 1", "*/ SELECT 2"], Texts(Text, SqlDialect.Sqlite));
    }

    [Fact]
    public void Dollars_and_backslashes_quote_nothing_in_SQLite()
    {
        Assert.Equal(["SELECT $$a", "b$$"], Texts("SELECT $$a;b$$", SqlDialect.Sqlite));
        Assert.Equal(["SELECT E'\\'", "SELECT ';'"], Texts("SELECT E'\\';SELECT ';'", SqlDialect.Sqlite));
    }

    [Fact]
    public void Brackets_and_backticks_quote_nothing_in_PostgreSQL() =>
        Assert.Equal(["SELECT [a", "b]", "SELECT `c", "d`"], Texts("SELECT [a;b];SELECT `c;d`", SqlDialect.PostgreSql));

    [Theory]
    [InlineData("CREATE TRIGGER t AFTER INSERT ON a BEGIN UPDATE b SET n = CASE WHEN 1 THEN 2 END; DELETE FROM c; END")]
    [InlineData("create temp trigger if not exists t after insert on a begin select 1; end")]
    [InlineData("CREATE OR REPLACE FUNCTION f() RETURNS int BEGIN ATOMIC SELECT CASE WHEN true THEN 1 END; SELECT 2; END")]
    [InlineData("CREATE TRIGGER t BEFORE UPDATE ON a FOR EACH ROW EXECUTE FUNCTION f()")]
    public void The_body_of_a_trigger_or_function_stays_whole(string statement) =>
        Assert.Equal([statement, "SELECT 3"], Texts($"{statement};\nSELECT 3;", SqlDialect.Generic));

    [Fact]
    public void A_transaction_is_no_body() => Assert.Equal(["BEGIN", "DELETE FROM a", "END"], Texts("BEGIN; DELETE FROM a; END;", SqlDialect.Sqlite));

    [Fact]
    public void A_statement_knows_where_it_starts()
    {
        var statements = SqlStatements.Split("-- first\nCREATE TABLE a\n(id int);\n\n  /* x\n y */ DROP TABLE b");

        Assert.Equal([(2, 1), (6, 7)], statements.Select(statement => (statement.Line, statement.Column)));
    }

    [Theory]
    [InlineData("SELECT 'a; SELECT 2")]
    [InlineData("SELECT \"a; SELECT 2")]
    [InlineData("SELECT $$a; SELECT 2")]
    [InlineData("CREATE TRIGGER t AFTER INSERT ON a BEGIN SELECT 1; SELECT 2")]
    public void What_is_not_closed_reaches_to_the_end(string text) => Assert.Equal([text], Texts(text, SqlDialect.Generic));

    [Fact]
    public void Statements_and_what_lies_between_them_are_the_script() =>
        Script.Sample(text =>
        {
            var (joined, at) = (new StringBuilder(), 0);
            foreach (var statement in SqlStatements.Split(text))
            {
                var between = text[at..statement.Start];
                Assert.Empty(SqlStatements.Split(between));
                joined.Append(between).Append(text.AsSpan(statement.Start..statement.End));
                at = statement.End;
            }

            Assert.Empty(SqlStatements.Split(text[at..]));
            Assert.Equal(text, joined.Append(text[at..]).ToString());
        });

    [Fact]
    public void Splitting_a_joined_list_of_statements_gives_the_list() =>
        Statement.Array[0, 6].Sample(statements => SqlStatements.Split(string.Join(" ;\n", statements)).Select(statement => statement.Text).SequenceEqual(statements));

    private static readonly Gen<string> Piece = Gen.OneOf(
        Gen.Const("'a;''b'"), Gen.Const("\"q;\""), Gen.Const("`q;`"), Gen.Const("$t$ ; $$ $t$"), Gen.Const("E'\\';'"), Gen.Const("/* ; /* ' */ */"), Gen.Const("-- ' ;\n"),
        Gen.Const("+ 1"), Gen.Const("x"));

    private static readonly Gen<string> Statement = Piece.Array[0, 5].Select(pieces => $"SELECT {string.Concat(pieces.Select(piece => piece + " "))}END");

    private static readonly Gen<string> Script = Gen.OneOf(
        Gen.OneOf(Piece, Gen.Const(";"), Gen.Const("'"), Gen.Const("CREATE TRIGGER "), Gen.Const("BEGIN "), Gen.Const("END;"), Gen.Const("\n"), Gen.Const("[")).Array[0, 12]
            .Select(string.Concat),
        Gen.String);

    private static string[] Texts(string text, SqlDialect dialect) => [.. SqlStatements.Split(text, dialect).Select(statement => statement.Text)];
}
