using FunctionsMigrator.Core.Lint.Replica;

namespace FunctionsMigrator.Adapters.Tests.Targets;

/// <summary>What a SQLite target answers the linter, and what it measures of a script.</summary>
public sealed class SqliteReplicaTests : SqliteTargetFixture
{
    private static readonly LintTable Orders = new(null, "orders");

    [Fact]
    public async Task A_table_is_described_and_one_that_is_not_there_is_not_known()
    {
        await using var target = await FilledAsync();

        var facts = await target.Replica!.DescribeAsync(Orders, Cancellation);

        Assert.NotNull(facts);
        Assert.Equal(["id", "code", "email", "customer"], facts.Columns.Keys);
        Assert.Equal("TEXT", facts.Columns["EMAIL"]);
        Assert.Equal(["id"], facts.PrimaryKey);
        Assert.Equal(["code"], facts.NeverNull);
        Assert.Null(facts.IsBig);
        Assert.Null(await target.Replica!.DescribeAsync(new LintTable(null, "nothing"), Cancellation));
    }

    [Theory]
    [InlineData(RowQuestionKind.Rows, "", 4)]
    [InlineData(RowQuestionKind.Nulls, "email", 2)]
    [InlineData(RowQuestionKind.Nulls, "id", 0)]
    [InlineData(RowQuestionKind.Duplicates, "code", 1)]
    [InlineData(RowQuestionKind.Duplicates, "code,email", 0)]
    [InlineData(RowQuestionKind.NoKey, "email", 2)]
    [InlineData(RowQuestionKind.Orphans, "customer", 1)]
    [InlineData(RowQuestionKind.Breaking, "code", 3)]
    [InlineData(RowQuestionKind.TooLong, "code", 1)]
    [InlineData(RowQuestionKind.OutOfRange, "id", 2)]
    public async Task Rows_are_counted(RowQuestionKind kind, string columns, long expected)
    {
        await using var target = await FilledAsync();
        var question = new RowQuestion(kind, Orders, columns.Split(',', StringSplitOptions.RemoveEmptyEntries))
        {
            Other = new LintTable(null, "customers"),
            OtherColumns = ["id"],
            Condition = "code = 'c'",
            Least = 2,
            Most = kind == RowQuestionKind.TooLong ? 1 : 3,
        };

        Assert.Equal(new RowCount(expected), await target.Replica!.CountAsync(question, Cancellation));
    }

    [Fact]
    public async Task Counting_stops_where_more_would_say_nothing()
    {
        await using var target = await FilledAsync();
        Place.Execute("WITH RECURSIVE n (i) AS (SELECT 10 UNION ALL SELECT i + 1 FROM n WHERE i < 20000) INSERT INTO orders SELECT i, 'x', NULL, NULL FROM n");

        Assert.Equal(new RowCount(RowCount.Most, OrMore: true), await target.Replica!.CountAsync(new RowQuestion(RowQuestionKind.Rows, Orders, []), Cancellation));
    }

    [Fact]
    public async Task What_cannot_be_counted_is_an_answer_without_a_number()
    {
        await using var target = await FilledAsync();

        var count = await target.Replica!.CountAsync(new RowQuestion(RowQuestionKind.Nulls, Orders, ["nothing"]), Cancellation);

        // SQLite reads a name in double quotes that is no column as a text.
        Assert.True(count is { Rows: 0 } or { Rows: null, Problem: not null });
        Assert.NotNull((await target.Replica!.CountAsync(new RowQuestion(RowQuestionKind.Rows, new LintTable(null, "nothing"), []), Cancellation)).Problem);
    }

    [Fact]
    public async Task A_script_is_measured_where_that_is_asked()
    {
        var (target, claim) = await ClaimedAsync();
        await using var open = target;
        await RunAsync(target, claim, "CREATE TABLE t (a); INSERT INTO t VALUES (1), (2), (3);");

        var measured = await target.RunScriptAsync(claim, Schema, Script("ALTER TABLE t ADD COLUMN b;\nUPDATE t SET b = 1 WHERE a > 1;") with { Measure = true }, Cancellation);
        var plain = await target.RunScriptAsync(claim, Schema, Script("UPDATE t SET b = 2;"), Cancellation);

        Assert.Equal([(1, null), (2, 2L)], measured.Value.Measure!.Statements.Select(statement => (statement.Line, statement.Rows)));
        Assert.Equal("UPDATE t SET b = 1 WHERE a > 1", measured.Value.Measure!.Statements[1].Statement);
        Assert.Null(plain.Value.Measure);
    }

    private async Task<Core.Targets.ITarget> FilledAsync()
    {
        Place.Execute(
            """
            CREATE TABLE customers (id INTEGER PRIMARY KEY);
            INSERT INTO customers VALUES (1);
            CREATE TABLE orders (id INTEGER PRIMARY KEY, code TEXT NOT NULL, email TEXT, customer INTEGER);
            INSERT INTO orders VALUES (1, 'a', NULL, 1), (2, 'a', 'a@example.com', 7), (3, 'bb', NULL, NULL), (4, 'c', 'c@example.com', 1);
            """);
        var (target, _) = await ClaimedAsync();
        return target;
    }
}
