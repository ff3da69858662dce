using FunctionsMigrator.Adapters.Targets.SqlServer;
using FunctionsMigrator.Core;
using FunctionsMigrator.Core.Findings;

namespace FunctionsMigrator.Adapters.Tests.Targets.SqlServer;

public sealed class SqlServerFailureTests
{
    private static readonly TargetAddress Address = new("test", "local", "orders");

    [Theory]
    [InlineData(18456, 14, "TGT013")]
    [InlineData(40615, 14, "TGT013")]
    [InlineData(229, 14, "TGT013")]
    [InlineData(4060, 11, "TGT001")]
    [InlineData(40613, 17, "TGT001")]
    [InlineData(40501, 20, "TGT001")]
    [InlineData(49918, 16, "TGT001")]
    [InlineData(10928, 20, "TGT001")]
    [InlineData(10929, 20, "TGT001")]
    [InlineData(10054, 20, "TGT001")]
    [InlineData(1205, 13, "TGT005")]
    [InlineData(1222, 16, "TGT005")]
    [InlineData(-2, 11, "TGT005")]
    [InlineData(3906, 16, "TGT015")]
    [InlineData(1105, 17, "TGT006")]
    [InlineData(9002, 17, "TGT006")]
    [InlineData(824, 24, "TGT007")]
    [InlineData(547, 16, "TGT024")]
    [InlineData(2627, 14, "TGT024")]
    [InlineData(2601, 14, "TGT024")]
    public void An_error_of_the_server_has_the_code_of_what_it_means(int number, byte grave, string code)
    {
        var finding = SqlServerFailures.Explain([new SqlServerError(number, grave, 1, 1, "Words of the server.")], [], Address, "server/orders");

        Assert.Equal((code, "test/local/orders"), (finding!.Code, finding.Target));
        Assert.Contains($"server/orders: Words of the server ({number})", finding.Message, StringComparison.Ordinal);
        Assert.NotEmpty(finding.Remedy);
    }

    [Theory]
    [InlineData(208)]
    [InlineData(207)]
    [InlineData(102)]
    [InlineData(8134)]
    public void A_fault_of_a_statement_is_no_failure_of_the_target(int number)
    {
        Assert.Null(SqlServerFailures.Explain([new SqlServerError(number, 16, 1, 1, "Words.")], [], Address, "server/orders"));
    }

    [Theory]
    [InlineData(2627, "Violation of PRIMARY KEY constraint 'PK'. Cannot insert duplicate key in object 'dbo.a'. The duplicate key value is (secret (x)).", "Violation of PRIMARY KEY constraint 'PK'. Cannot insert duplicate key in object 'dbo.a' (2627)")]
    [InlineData(2628, "String or binary data would be truncated in table 'o.dbo.a', column 'b'. Truncated value: 'secret'.", "String or binary data would be truncated in table 'o.dbo.a', column 'b'. Truncated value: '...' (2628)")]
    [InlineData(245, "Conversion failed when converting the nvarchar value 'se'cret' to data type int.", "Conversion failed when converting the nvarchar value '...' to data type int (245)")]
    [InlineData(547, "The INSERT statement conflicted with the CHECK constraint \"k\". The conflict occurred in database \"o\", table \"dbo.a\", column 'b'.", "The INSERT statement conflicted with the CHECK constraint \"k\". The conflict occurred in database \"o\", table \"dbo.a\", column 'b' (547)")]
    public void Values_of_rows_are_left_out_of_messages(int number, string message, string words)
    {
        Assert.Equal(words, SqlServerFailures.Words([new SqlServerError(number, 16, 1, 1, message)]));
    }

    [Fact]
    public void What_only_says_that_a_statement_was_ended_gives_way_to_what_ended_it()
    {
        var errors = SqlServerError.Sorted(
        [
            new SqlServerError(5701, 0, 1, 1, "Changed database context."), new SqlServerError(3621, 14, 1, 4, "The statement has been terminated."), new SqlServerError(547, 16, 1, 4, "The rule."),
        ]);

        Assert.Equal([547], errors.Select(error => error.Number));
        Assert.Equal([3621], SqlServerError.Sorted([new SqlServerError(3621, 14, 1, 1, "Ended.")]).Select(error => error.Number));
    }

    [Fact]
    public void A_database_that_resumes_is_waited_for_and_no_longer_than_it_takes()
    {
        var resuming = new SqlServerError(40613, 17, 1, 1, "Database 'a' on server 'b' is not currently available.");

        Assert.Equal(
            [1, 2, 4, 8, 10, 10],
            Enumerable.Range(1, 6).Select(tries => (int)SqlServerOpening.Pause(tries, TimeSpan.Zero, resuming)!.Value.TotalSeconds));
        Assert.Null(SqlServerOpening.Pause(9, SqlServerOpening.Patience, resuming));
        Assert.Null(SqlServerOpening.Pause(1, TimeSpan.Zero, new SqlServerError(18456, 14, 1, 1, "Login failed.")));
        Assert.Null(SqlServerOpening.Pause(1, TimeSpan.Zero, new SqlServerError(4060, 11, 1, 1, "No such database.")));
    }

    [Theory]
    [InlineData(208, 16, 3, "", "TGT031", 12, "line 12: Words (208): SELECT * FROM nowhere. Batch 2 of 3; nothing of the script was kept.")]
    [InlineData(208, 16, 4, "", "TGT031", 12, "line 12: Words (208) at line 13: SELECT * FROM nowhere. Batch 2 of 3;")]
    [InlineData(50000, 16, 7, "dbo.p", "TGT031", 10, "line 10: Words (50000) in dbo.p, line 7: EXEC p. Batch 2 of 3;")]
    [InlineData(1222, 16, 1, "", "TGT005", 10, "Held by session 55.")]
    [InlineData(1205, 13, 1, "", "TGT005", 10, "")]
    [InlineData(226, 16, 1, "", "TGT035", 10, "")]
    [InlineData(-2, 11, 0, "", "TGT031", 10, "line 10: Words (-2): EXEC p")]
    [InlineData(10054, 20, 0, "", "TGT001", 10, "the connection broke while it ran: Words (10054)")]
    [InlineData(3906, 16, 1, "", "TGT015", 10, "")]
    public void An_error_in_a_script_names_file_line_statement_and_words(int number, byte grave, int line, string module, string code, int expected, string words)
    {
        var step = new SqlServerStep(new SqlServerBatch("EXEC p\n\nSELECT *\nFROM nowhere", 80, 10, 1, 1), new Place("sql/V1__a.sql"), 2, 3);

        var finding = SqlServerScriptFailures.Of([new SqlServerError(number, grave, 1, line, "Words", module)], step, ["session 55"], SqlServerScriptRunner.Kept, Address).Finding;

        Assert.Equal((code, "sql/V1__a.sql", expected, 1), (finding.Code, finding.Place!.File, finding.Place.Line, finding.Place.Column));
        Assert.Contains(words, finding.Message, StringComparison.Ordinal);
        Assert.StartsWith("sql/V1__a.sql, line ", finding.Message, StringComparison.Ordinal);
        Assert.NotEmpty(finding.Remedy);
    }

    [Fact]
    public void An_error_in_the_making_of_a_module_counts_the_lines_of_the_batch()
    {
        var step = new SqlServerStep(new SqlServerBatch("-- why\nCREATE PROCEDURE p AS\nSELEC 1", 0, 5, 1, 1), new Place("a.sql"), 1, 1);

        var finding = SqlServerScriptFailures.Of([new SqlServerError(102, 15, 1, 3, "Incorrect syntax near 'SELEC'.", "p")], step, [], SqlServerScriptRunner.Kept, Address).Finding;

        Assert.Equal(6, finding.Place!.Line);
        Assert.Contains(" at line 7: CREATE PROCEDURE p AS SELEC 1", finding.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Another_session_is_told_without_the_values_in_its_query()
    {
        var words = SqlServerActivity.Words(55, "app", "ada", "box", new DateTime(2026, 11, 23, 9, 30, 15), "running", "UPDATE a SET b = N'secret' WHERE c = 5");

        Assert.Equal("session 55, application app, user ada, on box, since 2026-11-23 09:30:15 by the server's clock, running, its query: UPDATE a SET b = N? WHERE c = ?", words);
    }
}
