using FunctionsMigrator.Core.Items;
using FunctionsMigrator.Core.Items.Scripts;

namespace FunctionsMigrator.Core.Tests.Items;

public sealed class TransactStatementsTests
{
    [Theory]
    [InlineData("CREATE TABLE a (id int)\nINSERT INTO a VALUES (1)\nDROP TABLE b", "CREATE TABLE a (id int)|INSERT INTO a VALUES (1)|DROP TABLE b")]
    [InlineData("INSERT INTO a (b) SELECT b FROM c UNION ALL SELECT d FROM e\nUPDATE a SET b = 1 FROM a WHERE c IN (SELECT 1)", "INSERT INTO a (b) SELECT b FROM c UNION ALL SELECT d FROM e|UPDATE a SET b = 1 FROM a WHERE c IN (SELECT 1)")]
    [InlineData("ALTER TABLE a ALTER COLUMN b int\nALTER TABLE a DROP COLUMN c\nALTER TABLE a SET (LOCK_ESCALATION = AUTO)", "ALTER TABLE a ALTER COLUMN b int|ALTER TABLE a DROP COLUMN c|ALTER TABLE a SET (LOCK_ESCALATION = AUTO)")]
    [InlineData("ALTER TABLE a WITH CHECK ADD CONSTRAINT f FOREIGN KEY (b) REFERENCES c (d) ON DELETE SET NULL ON UPDATE CASCADE\nDELETE a", "ALTER TABLE a WITH CHECK ADD CONSTRAINT f FOREIGN KEY (b) REFERENCES c (d) ON DELETE SET NULL ON UPDATE CASCADE|DELETE a")]
    [InlineData("MERGE a USING b ON a.c = b.c WHEN MATCHED THEN UPDATE SET d = 1 WHEN NOT MATCHED THEN INSERT (c) VALUES (1) WHEN NOT MATCHED BY SOURCE THEN DELETE;SELECT 1", "MERGE a USING b ON a.c = b.c WHEN MATCHED THEN UPDATE SET d = 1 WHEN NOT MATCHED THEN INSERT (c) VALUES (1) WHEN NOT MATCHED BY SOURCE THEN DELETE|SELECT 1")]
    [InlineData("WITH x AS (SELECT 1 AS a) UPDATE t SET a = x.a FROM t JOIN x ON 1 = 1\nSELECT 2", "WITH x AS (SELECT 1 AS a) UPDATE t SET a = x.a FROM t JOIN x ON 1 = 1|SELECT 2")]
    [InlineData("CREATE PROCEDURE p AS BEGIN SELECT 1; DELETE FROM a; COMMIT; END\nGO\nSELECT 2", "CREATE PROCEDURE p AS BEGIN SELECT 1; DELETE FROM a; COMMIT; END|SELECT 2")]
    [InlineData("CREATE OR ALTER VIEW v AS SELECT 1 AS a\nGO\nCREATE TRIGGER t ON a AFTER INSERT, UPDATE AS DELETE b;\nSELECT 1;", "CREATE OR ALTER VIEW v AS SELECT 1 AS a|CREATE TRIGGER t ON a AFTER INSERT, UPDATE AS DELETE b;\nSELECT 1;")]
    [InlineData("IF NOT EXISTS (SELECT 1) BEGIN CREATE TABLE a (b int); DROP TABLE c; END\nDROP TABLE d\nGO\nSELECT 1", "IF NOT EXISTS (SELECT 1) BEGIN CREATE TABLE a (b int); DROP TABLE c; END\nDROP TABLE d|SELECT 1")]
    [InlineData("DROP TABLE IF EXISTS a\nALTER TABLE b DROP COLUMN IF EXISTS c\nGRANT SELECT, INSERT, EXECUTE ON SCHEMA::dbo TO r\nDENY DELETE ON a TO r", "DROP TABLE IF EXISTS a|ALTER TABLE b DROP COLUMN IF EXISTS c|GRANT SELECT, INSERT, EXECUTE ON SCHEMA::dbo TO r|DENY DELETE ON a TO r")]
    [InlineData("DECLARE @a int = 1\nSET @a = 2\nINSERT a EXEC p @a\nEXEC q", "DECLARE @a int = 1|SET @a = 2|INSERT a EXEC p @a|EXEC q")]
    [InlineData("ALTER SEQUENCE s RESTART WITH 5\nDROP TABLE a\nUPDATE STATISTICS a\nSET NOCOUNT ON\nALTER ROLE r WITH NAME = q\nDROP ROLE q", "ALTER SEQUENCE s RESTART WITH 5|DROP TABLE a|UPDATE STATISTICS a|SET NOCOUNT ON|ALTER ROLE r WITH NAME = q|DROP ROLE q")]
    [InlineData("INSERT INTO a DEFAULT VALUES SELECT 1", "INSERT INTO a DEFAULT VALUES|SELECT 1")]
    [InlineData("SELECT N'a;''b' AS [x;]]y], \"z;\" -- ;\n; /* ; /* ; */ ; */ SELECT @@ROWCOUNT, #t.a FROM #t", "SELECT N'a;''b' AS [x;]]y], \"z;\"|SELECT @@ROWCOUNT, #t.a FROM #t")]
    public void Statements_end_where_another_begins(string script, string expected)
    {
        Assert.Equal(expected.Split('|'), SqlStatements.Split(script, SqlDialect.TransactSql).Select(statement => statement.Text));
    }

    [Theory]
    [InlineData("SELECT 1\nGO\nSELECT 2", "SELECT 1|SELECT 2")]
    [InlineData("SELECT 1\n \tgo 12 -- twelve times\nSELECT 2\nGo /* x */\n", "SELECT 1|SELECT 2")]
    [InlineData("SELECT 'a\nGO\n' AS [b\nGO\n], \"c\nGO\n\" /*\nGO\n*/", "SELECT 'a\nGO\n' AS [b\nGO\n], \"c\nGO\n\"")]
    [InlineData("SELECT 1 AS GO\nGO", "SELECT 1 AS GO")]
    [InlineData("EXEC\ngo_on", "EXEC\ngo_on")]
    [InlineData("GO\nGO 3\n", "")]
    public void A_line_of_GO_ends_a_batch_and_nothing_that_looks_like_one_does(string script, string expected)
    {
        Assert.Equal(expected.Split('|', StringSplitOptions.RemoveEmptyEntries), SqlStatements.Split(script, SqlDialect.TransactSql).Select(statement => statement.Text));
        Assert.Empty(SqlStatements.Check(script, SqlDialect.TransactSql, "a.sql"));
    }

    [Theory]
    [InlineData("SELECT 1\n  :r other.sql", "VAL179", 2, 3, ":r")]
    [InlineData(":setvar a b\nSELECT 1", "VAL179", 1, 1, ":setvar")]
    [InlineData("SELECT 1\n!!dir", "VAL179", 2, 1, "!!")]
    [InlineData(":on error exit\nSELECT 1", "VAL179", 1, 1, ":on error")]
    [InlineData("SELECT *\nFROM $(name).a", "VAL179", 2, 6, "$(name)")]
    [InlineData("SELECT 1\nGO;\nSELECT 2", "VAL179", 2, 1, "'GO;'")]
    [InlineData("SELECT 1\n/* x */ GO\nSELECT 2", "VAL179", 2, 9, "'GO'")]
    [InlineData("SELECT 1\nGO 0\n", "VAL179", 2, 1, "'GO 0'")]
    [InlineData("SELECT 1\nGO SELECT 2\n", "VAL179", 2, 1, "'GO SELECT 2'")]
    [InlineData("SELECT 1;\n /* /* */ GO", "VAL174", 2, 2, "The comment")]
    [InlineData("SELECT 1;\nSELECT N'a''\nGO\n", "VAL174", 2, 8, "The text in quotes")]
    [InlineData("SELECT [a]]\nGO\n", "VAL174", 1, 8, "The quoted name")]
    public void What_the_server_does_not_read_is_named_with_its_place(string script, string code, int line, int column, string what)
    {
        var finding = Assert.Single(SqlStatements.Check(script, SqlDialect.TransactSql, "a.sql"));

        Assert.Equal((code, line, column), (finding.Code, finding.Place!.Line, finding.Place.Column));
        Assert.Contains(what, finding.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("psql", finding.Message, StringComparison.Ordinal);
        Assert.NotEmpty(finding.Remedy);
    }

    [Theory]
    [InlineData("CREATE TABLE dbo.[order lines] (id int)\nCREATE INDEX i ON [order lines] (id)\nINSERT [order lines] VALUES (1)", "DROP TABLE dbo.[order lines];\n")]
    [InlineData("CREATE UNIQUE NONCLUSTERED INDEX i ON dbo.a (b) WHERE b IS NOT NULL", "DROP INDEX i ON dbo.a;\n")]
    [InlineData("ALTER TABLE a ADD b int NULL, c nvarchar(3) NOT NULL CONSTRAINT d DEFAULT N'EUR'", "ALTER TABLE a DROP CONSTRAINT d, COLUMN c;\nALTER TABLE a DROP COLUMN b;\n")]
    [InlineData("ALTER TABLE a WITH NOCHECK ADD CONSTRAINT k CHECK (b > 0)", "ALTER TABLE a DROP CONSTRAINT k;\n")]
    [InlineData("CREATE VIEW v AS SELECT 1 AS a\nGO\nCREATE PROC p AS SELECT 2", "DROP PROCEDURE p;\nDROP VIEW v;\n")]
    [InlineData("SELECT * INTO b FROM a", "DROP TABLE b;\n")]
    [InlineData("SET NOCOUNT ON\nPRINT 'x'\nCREATE SEQUENCE s AS int", "DROP SEQUENCE s;\n")]
    [InlineData("EXEC sp_rename 'dbo.a.b', 'c', 'COLUMN'", "EXEC sp_rename N'dbo.a.c', N'b', N'COLUMN';\n")]
    [InlineData("CREATE TABLE #t (a int)\nDELETE #t\nDROP TABLE #t\nCREATE SCHEMA s", "DROP SCHEMA s;\n")]
    public void What_has_a_counterpart_is_taken_back(string script, string undo)
    {
        var analysis = Analysis(script);

        Assert.Equal(undo, analysis.Undo);
        Assert.False(analysis.Facts.LosesData, analysis.Facts.LosesDataReason);
        Assert.Empty(analysis.Findings);
    }

    [Theory]
    [InlineData("ALTER TABLE a ADD b int DEFAULT 1")]
    [InlineData("ALTER TABLE a ADD b int REFERENCES c (d)")]
    [InlineData("CREATE OR ALTER VIEW v AS SELECT 1 AS a")]
    [InlineData("INSERT INTO a VALUES (1)")]
    [InlineData("IF OBJECT_ID('a') IS NULL CREATE TABLE a (b int)")]
    [InlineData("EXEC p")]
    [InlineData("CREATE INDEX i ON a (b) WITH (DROP_EXISTING = ON)")]
    [InlineData("GRANT SELECT ON a TO b")]
    [InlineData("CREATE TABLE a (b int)\nGO\nEXEC p")]
    public void What_has_none_is_not(string script)
    {
        Assert.Null(Analysis(script).Undo);
        Assert.False(Analysis(script).Facts.LosesData);
    }

    [Theory]
    [InlineData("CREATE TABLE a (b int)\nDROP TABLE c", "line 2: DROP TABLE c")]
    [InlineData("DELETE FROM dbo.a", "line 1: DELETE FROM dbo.a")]
    [InlineData("DELETE o FROM orders AS o WHERE 1 = 0", "line 1: DELETE FROM orders")]
    [InlineData("UPDATE o SET a = 1 FROM dbo.orders o JOIN b ON 1 = 1", "line 1: UPDATE dbo.orders")]
    [InlineData("UPDATE TOP (5) a SET b = 1", "line 1: UPDATE a")]
    [InlineData("SET NOCOUNT ON\nDELETE a", "line 2: DELETE FROM a")]
    [InlineData("EXEC p @a = DEFAULT\nIF 1 = 1 DROP TABLE a", "line 2: IF ... DROP a")]
    [InlineData("ALTER TABLE a NOCHECK CONSTRAINT ALL\nSELECT 1\nTRUNCATE TABLE b", "line 3: TRUNCATE b")]
    [InlineData("TRUNCATE TABLE a", "line 1: TRUNCATE a")]
    [InlineData("ALTER TABLE a ALTER COLUMN b varchar(3)", "line 1: ALTER TABLE a ALTER COLUMN b")]
    [InlineData("ALTER TABLE a DROP CONSTRAINT c, COLUMN d", "line 1: ALTER TABLE a DROP COLUMN d")]
    [InlineData("ALTER TABLE a SWITCH TO b", "line 1: ALTER TABLE a SWITCH")]
    [InlineData("IF 1 = 1\nBEGIN\n  DELETE FROM a\nEND", "line 1: IF ... DELETE a")]
    [InlineData("WHILE 1 = 1 ALTER TABLE a DROP COLUMN b", "line 1: WHILE ... ALTER TABLE a DROP")]
    [InlineData("EXEC (N'drop table a')", "line 1: EXEC ... DROP")]
    [InlineData("MERGE INTO a USING b ON 1 = 0 WHEN MATCHED THEN DELETE;", "line 1: MERGE INTO a")]
    public void What_may_lose_data_is_named(string script, string loss)
    {
        Assert.Equal(loss, Analysis(script).Facts.LosesDataReason);
    }

    [Fact]
    public void What_the_script_made_itself_is_not_lost()
    {
        var analysis = Analysis("CREATE TABLE dbo.a (b int)\nUPDATE a SET b = 1\nDROP TABLE a\nALTER TABLE c ADD d int NULL\nGO\nUPDATE c SET d = 1 WHERE d IS NULL");

        Assert.False(analysis.Facts.LosesData, analysis.Facts.LosesDataReason);
    }

    [Theory]
    [InlineData("BEGIN TRANSACTION", true)]
    [InlineData("BEGIN TRAN", true)]
    [InlineData("COMMIT", true)]
    [InlineData("ROLLBACK TRAN", true)]
    [InlineData("SAVE TRANSACTION a", true)]
    [InlineData("IF 1 = 1 BEGIN COMMIT END", true)]
    [InlineData("USE master", true)]
    [InlineData("CREATE DATABASE a", true)]
    [InlineData("DROP DATABASE a", true)]
    [InlineData("ALTER DATABASE a SET RECOVERY SIMPLE", true)]
    [InlineData("BACKUP DATABASE a TO DISK = 'x'", true)]
    [InlineData("SHUTDOWN", true)]
    [InlineData("SET NOEXEC ON", true)]
    [InlineData("SET XACT_ABORT OFF", true)]
    [InlineData("CREATE LOGIN a WITH PASSWORD = 'x'", true)]
    [InlineData("ALTER DATABASE CURRENT SET COMPATIBILITY_LEVEL = 160", false)]
    [InlineData("ALTER DATABASE SCOPED CONFIGURATION SET MAXDOP = 1", false)]
    [InlineData("BEGIN SELECT 1 END", false)]
    [InlineData("CREATE PROCEDURE p AS BEGIN TRAN; COMMIT", false)]
    [InlineData("SELECT a FROM b OPTION (USE HINT ('x'))", false)]
    [InlineData("SELECT [commit], \"use\" FROM a", false)]
    [InlineData("CREATE USER u WITHOUT LOGIN", false)]
    [InlineData("SET XACT_ABORT ON", false)]
    public void What_ends_the_transaction_or_leaves_the_database_is_refused(string script, bool refused)
    {
        Assert.Equal(refused, Analysis(script).Findings.Count > 0);
    }

    [Theory]
    [InlineData("ALTER DATABASE CURRENT SET READ_COMMITTED_SNAPSHOT ON", LoneStatementKind.AlterDatabase)]
    [InlineData("CREATE FULLTEXT INDEX ON a (b) KEY INDEX c", LoneStatementKind.FullText)]
    [InlineData("CREATE INDEX i ON a (b) WITH (ONLINE = ON, RESUMABLE = ON)", LoneStatementKind.CreateIndex)]
    public void What_runs_in_no_transaction_is_known(string script, LoneStatementKind kind)
    {
        Assert.Equal(kind, Assert.Single(SqlStatements.NeedsNoTransaction(script, SqlDialect.TransactSql)).Kind);
        Assert.Empty(SqlStatements.NeedsNoTransaction("CREATE INDEX i ON a (b) WITH (ONLINE = ON)", SqlDialect.TransactSql));
    }

    private static ScriptAnalysis Analysis(string script) => ScriptAnalysis.Of(script, ScriptKind.Versioned, SqlDialect.TransactSql, "a.sql");
}
