using CsCheck;
using FunctionsMigrator.Adapters.Targets.SqlServer;
using FunctionsMigrator.Core;
using FunctionsMigrator.Core.Findings;
using FunctionsMigrator.Core.Items.Scripts;
using Microsoft.SqlServer.TransactSql.ScriptDom;

namespace FunctionsMigrator.Adapters.Tests.Targets.SqlServer;

public sealed class SqlServerBatchesTests
{
    private static readonly string[] Pieces =
    [
        "SELECT 1", " ", "\n", "\nGO\n", "\n  go 3\n", "\nGO -- c\n", "GO", "'a\nGO\n'", "N'x''y'", "[b]]\nGO\nc]", "\"d\nGO\n\"", "-- e\n", "/* f\nGO\n/* g */ */", ";", "(", ")", "@v", "#t", "go_on", "AS", "1.5", "$2",
    ];

    // As they stand in scripts of people; none needs a semicolon in front.
    private static readonly string[] Statements =
    [
        "CREATE TABLE dbo.a (id int NOT NULL PRIMARY KEY, b nvarchar(10) NULL DEFAULT N'x', c AS (id * 2))", "INSERT INTO a (id) VALUES (1), (2)", "INSERT a SELECT id FROM b WHERE id > 1 UNION SELECT 2",
        "UPDATE a SET b = N'y' FROM a JOIN c ON c.id = a.id WHERE a.id IN (SELECT id FROM d)", "DELETE TOP (10) FROM a WHERE id = 1", "TRUNCATE TABLE a", "DROP TABLE IF EXISTS a, b",
        "ALTER TABLE a ADD d int NULL, CONSTRAINT k CHECK (d > 0)", "ALTER TABLE a DROP CONSTRAINT k, COLUMN d", "ALTER TABLE a ALTER COLUMN b nvarchar(20) NOT NULL", "ALTER TABLE a NOCHECK CONSTRAINT ALL",
        "ALTER TABLE a WITH CHECK ADD CONSTRAINT f FOREIGN KEY (b) REFERENCES c (d) ON DELETE CASCADE ON UPDATE SET NULL", "ALTER INDEX ALL ON a REBUILD WITH (ONLINE = ON)", "ALTER INDEX i ON a SET (ALLOW_ROW_LOCKS = ON)",
        "CREATE UNIQUE NONCLUSTERED INDEX i ON a (b DESC) INCLUDE (c) WHERE b IS NOT NULL WITH (FILLFACTOR = 90)", "DROP INDEX i ON a", "CREATE SEQUENCE s AS bigint START WITH 1", "ALTER SEQUENCE s RESTART WITH 5",
        "DECLARE @x int = 1, @y nvarchar(max)", "DECLARE @t TABLE (a int)", "SET @x = (SELECT MAX(id) FROM a)", "SET NOCOUNT ON", "SET IDENTITY_INSERT a ON", "PRINT N'done'", "RAISERROR (N'x', 10, 1) WITH NOWAIT",
        "EXEC sp_rename N'a.b', N'c', N'COLUMN'", "EXECUTE p @x = 1, @y = DEFAULT", "EXEC (N'select 1')", "SELECT a, CASE WHEN b = 1 THEN 2 ELSE 3 END FROM c ORDER BY a OFFSET 5 ROWS", "SELECT * INTO e FROM a",
        "GRANT SELECT, INSERT, UPDATE, DELETE, EXECUTE ON SCHEMA::dbo TO r", "DENY ALTER ON a TO r", "REVOKE SELECT ON a FROM r", "UPDATE STATISTICS a", "CREATE TYPE t FROM nvarchar(5) NOT NULL", "CREATE SYNONYM y FOR dbo.a",
        "ALTER AUTHORIZATION ON SCHEMA::s TO dbo", "ALTER ROLE r ADD MEMBER u", "DBCC CHECKIDENT (N'a', RESEED, 1)", "ALTER SCHEMA s TRANSFER dbo.a", "ALTER PARTITION FUNCTION pf() MERGE RANGE (5)",
        "SELECT id FROM a EXCEPT SELECT id FROM b", "INSERT INTO a EXEC p", "INSERT INTO a DEFAULT VALUES", "CREATE STATISTICS st ON a (b)", "DISABLE TRIGGER tr ON a",
    ];

    [Fact]
    public void Batches_end_at_lines_of_GO_and_run_as_often_as_they_say()
    {
        var batches = SqlServerBatches.Read("-- head\nCREATE TABLE a (b int)\nGO\n\n  /* kept */ CREATE VIEW v AS SELECT 'GO' AS b -- too\n GO 5 -- times\n-- nothing here\nGO\nSELECT 1").ToList();

        Assert.Equal(
            [
                new SqlServerBatch("-- head\nCREATE TABLE a (b int)", 0, 1, 1, 1),
                new SqlServerBatch("/* kept */ CREATE VIEW v AS SELECT 'GO' AS b -- too", 37, 5, 3, 5),
                new SqlServerBatch("SELECT 1", 123, 9, 1, 1),
            ],
            batches);
    }

    [Fact]
    public void The_parser_and_the_reader_of_Core_find_the_same_lines_of_GO() =>
        Gen.Int[0, Pieces.Length - 1].Array[0, 25].Select(picks => string.Concat(picks.Select(pick => Pieces[pick]))).Sample(script =>
        {
            // What is not closed, or no line of GO, is refused before anything is split.
            if (SqlStatements.Check(script, SqlDialect.TransactSql, "a.sql").Count == 0)
            {
                using var reader = new StringReader(script);
                var theirs = SqlServerBatches.Parser().GetTokenStream(reader, out var errors).Where(token => token.TokenType == TSqlTokenType.Go).Select(token => token.Offset);
                var ours = SqlTokenizer.Read(script, SqlDialect.TransactSql).Where(token => token.Kind == SqlTokenKind.Separator).Select(token => token.Start);

                Assert.Empty(errors);
                Assert.Equal(theirs, ours);
            }
        });

    [Fact]
    public void The_parser_and_the_reader_of_Core_find_the_same_statements() =>
        Gen.Int[0, Statements.Length - 1].Array[1, 8].Sample(picks =>
        {
            var script = string.Join('\n', picks.Select(pick => Statements[pick]));
            using var reader = new StringReader(script);
            var parsed = (TSqlScript)SqlServerBatches.Parser().Parse(reader, out var errors);

            // DISABLE is no reserved word: behind another statement it may be the name of something.
            if (errors.Count == 0 && !script.Contains("DISABLE", StringComparison.Ordinal))
            {
                Assert.Equal(
                    parsed.Batches.SelectMany(batch => batch.Statements).Select(statement => statement.StartOffset), SqlStatements.Split(script, SqlDialect.TransactSql).Select(statement => statement.Start));
            }
        });

    [Fact]
    public void Every_statement_of_these_tests_is_one_that_the_parser_knows()
    {
        Assert.All(Statements, statement => Assert.NotNull(SqlServerStatements.Parse(statement)));
    }

    [Theory]
    [InlineData(0, 3, 5, "SELECT 1")]
    [InlineData(1, 3, 5, "SELECT 1")]
    [InlineData(2, 4, 1, "SELECT\n  2")]
    [InlineData(3, 4, 1, "SELECT\n  2")]
    [InlineData(4, 6, 16, "DELETE a")]
    [InlineData(9, 6, 16, "DELETE a")]
    public void A_line_of_the_server_leads_to_the_statement_in_the_file(int line, int expected, int column, string text)
    {
        var batch = new SqlServerBatch("SELECT 1\nSELECT\n  2\nIF 1 = 1 BEGIN DELETE a END", 100, 3, 5, 1);

        var statement = SqlServerStatements.At(batch, line);

        Assert.Equal((expected, column, text), (statement.Line, statement.Column, statement.Text));
    }

    [Theory]
    [InlineData("BEGIN TRANSACTION", "BEGIN")]
    [InlineData("COMMIT", "COMMIT")]
    [InlineData("IF 1 = 1 ROLLBACK", "ROLLBACK")]
    [InlineData("SAVE TRANSACTION a", "SAVE")]
    [InlineData("USE master", "USE")]
    [InlineData("CREATE DATABASE other", "CREATE")]
    [InlineData("DROP DATABASE other", "DROP")]
    [InlineData("ALTER DATABASE other SET RECOVERY SIMPLE", "ALTER")]
    [InlineData("BACKUP DATABASE a TO DISK = N'x'", "BACKUP")]
    [InlineData("RESTORE DATABASE a FROM DISK = N'x'", "RESTORE")]
    [InlineData("SHUTDOWN", "SHUTDOWN")]
    [InlineData("KILL 55", "KILL")]
    [InlineData("RECONFIGURE", "RECONFIGURE")]
    [InlineData("SET IMPLICIT_TRANSACTIONS ON", "IMPLICIT_TRANSACTIONS")]
    [InlineData("SET NOEXEC ON", "NOEXEC")]
    [InlineData("SET XACT_ABORT OFF", "XACT_ABORT")]
    [InlineData("DELETE FROM fm.history", "Schema fm")]
    [InlineData("DELETE FROM [FM].[history]", "Schema fm")]
    [InlineData("CREATE VIEW v AS SELECT 1 AS a FROM \"fm\".target", "Schema fm")]
    [InlineData("SELECT 1\nALTER DATABASE CURRENT SET RECURSIVE_TRIGGERS ON", "batch of its own")]
    public void A_statement_that_cannot_be_part_of_a_script_is_refused_with_its_place(string statement, string words)
    {
        var check = SqlServerScriptCheck.Of($"SELECT 0\nGO\n\n  {statement}", new Place("a.sql"), "fm", new TargetAddress("test", "local", "orders"));

        var finding = Assert.Single(check.Findings);
        Assert.Equal("TGT035", finding.Code);
        Assert.Contains(words, finding.Message, StringComparison.Ordinal);
        Assert.True(finding.Place!.Line >= 4, finding.ToString());
    }

    [Theory]
    [InlineData("CREATE PROCEDURE p AS BEGIN TRANSACTION; COMMIT;", false, 1)]
    [InlineData("CREATE TRIGGER t ON a AFTER INSERT AS ROLLBACK", false, 1)]
    [InlineData("SELECT fm FROM a; SELECT a.fm.b FROM a", false, 1)]
    [InlineData("ALTER DATABASE CURRENT SET RECURSIVE_TRIGGERS ON\nGO\nSELECT 1\nGO 3", true, 4)]
    [InlineData("this is no T-SQL at all", false, 1)]
    public void What_a_script_may_hold_is_counted(string script, bool lone, int batches)
    {
        var check = SqlServerScriptCheck.Of(script, new Place("a.sql"), "fm", new TargetAddress("test", "local", "orders"));

        Assert.Empty(check.Findings);
        Assert.Equal((lone, batches), (check.Lone, check.Batches));
    }

    [Fact]
    public void What_is_not_closed_is_refused_with_line_and_column()
    {
        var check = SqlServerScriptCheck.Of("SELECT 1\nGO\n  SELECT N'open\nGO\n", new Place("a.sql"), "fm", new TargetAddress("test", "local", "orders"));

        var finding = Assert.Single(check.Findings);
        Assert.Equal(("VAL174", 3, 10), (finding.Code, finding.Place!.Line, finding.Place.Column));
    }
}
