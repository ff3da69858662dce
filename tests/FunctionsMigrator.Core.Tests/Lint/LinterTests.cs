using FunctionsMigrator.Core.Findings;
using FunctionsMigrator.Core.Findings.Codes;
using FunctionsMigrator.Core.Items;
using FunctionsMigrator.Core.Items.Scripts;
using FunctionsMigrator.Core.Lint;
using FunctionsMigrator.Core.Lint.Replica;

namespace FunctionsMigrator.Core.Tests.Lint;

public sealed class LinterTests
{
    private const string Target = "production/weu/orders-db";

    [Fact]
    public void A_finding_names_file_line_column_and_statement()
    {
        var finding = Assert.Single(Look("CREATE TABLE a (id int);\n  DROP   TABLE\n orders;"));

        Assert.Equal(new Place("sql/V7__change.sql", 2, 3), finding.Place);
        Assert.StartsWith("`DROP TABLE orders`: orders goes", finding.Message, StringComparison.Ordinal);
        Assert.Equal(LintCodes.DropTable.Remedy, finding.Remedy);
    }

    [Theory]
    [InlineData("DROP TABLE a;\nDROP INDEX ix;", "LINT311 sql/U7__back.sql:2:1")]
    [InlineData("UPDATE a SET b = 1;", "LINT403 sql/U7__back.sql:1:1")]
    [InlineData("UPDATE a SET b = 1; -- fm:nolint LINT403 all of them", "LINT403 sql/U7__back.sql:1:1")]
    [InlineData("ALTER TABLE a DROP COLUMN b; ALTER TABLE a RENAME COLUMN c TO d;", "")]
    public void An_undo_file_is_read_for_what_stops_others_and_not_for_what_it_takes_away(string undo, string expected)
    {
        var script = LintScripts.Of("SELECT 1;") with { Undo = new ScriptUndo(UndoOrigin.Written, undo) { Place = new Place("sql/U7__back.sql") } };

        var found = Linter.Look([script], SqlDialect.PostgreSql);

        Assert.Equal(expected, string.Join(", ", found.Select(finding => $"{finding.Code} {finding.Place}")));
    }

    [Fact]
    public void A_callback_is_read_once_with_its_own_place_and_is_taken_for_no_script()
    {
        var callback = new ScriptText("DELETE FROM log;", new Place("sql/beforeEachMigrate.sql"));
        SqlScript[] scripts = [.. new[] { "V7__a", "V8__b" }.Select(key => LintScripts.Of("SELECT 1;", key: key) with { BeforeEach = [callback], AfterEach = [callback] })];

        var finding = Assert.Single(Linter.Look(scripts, SqlDialect.PostgreSql));

        Assert.Equal("LINT403 sql/beforeEachMigrate.sql:1:1", $"{finding.Code} {finding.Place}");
    }

    [Theory]
    [InlineData("-- fm:nolint LINT102 gone since spring\nDROP TABLE a;")]
    [InlineData("DROP TABLE a; -- fm:nolint LINT102 gone since spring")]
    [InlineData("DROP /* fm:nolint LINT102 gone since spring */ TABLE a;")]
    [InlineData("-- fm:nolint LINT102, LINT403 gone since spring\nDROP TABLE a;")]
    [InlineData("-- Cleaning up.\n-- fm:nolint LINT102 gone since spring\n\nSELECT 1;\nDROP TABLE a;")]
    public void A_comment_with_a_reason_sets_a_finding_aside_which_stays_visible_with_the_reason(string sql)
    {
        var finding = Assert.Single(Look(sql));

        Assert.Equal((LintCodes.DropTable.Code, Severity.Info), (finding.Code, finding.Severity));
        Assert.StartsWith("Set aside (gone since spring). ", finding.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("-- fm:nolint LINT102 gone\nSELECT 1;\nDROP TABLE a;")]
    [InlineData("DROP TABLE b;\n-- fm:nolint LINT102 gone\n")]
    [InlineData("SELECT 1; -- fm:nolint LINT102 gone\nDROP TABLE a;")]
    [InlineData("SELECT '-- fm:nolint LINT102 gone'; DROP TABLE a;")]
    [InlineData("-- fm:nolint LINT101 another code\nDROP TABLE a;")]
    public void A_comment_counts_for_its_own_statement_and_code_alone(string sql) =>
        Assert.Contains(Look(sql), finding => finding.Code == LintCodes.DropTable.Code && finding.Severity == Severity.Warning);

    [Theory]
    [InlineData("-- fm:nolint LINT102\nDROP TABLE a;")]
    [InlineData("-- fm:nolint LINT102   ...\nDROP TABLE a;")]
    [InlineData("/* fm:nolint LINT102 */\nDROP TABLE a;")]
    public void Without_a_reason_a_comment_sets_nothing_aside_and_is_a_finding_itself(string sql)
    {
        var found = Look(sql);

        Assert.Equal([LintCodes.DropTable.Code, LintCodes.NoReason.Code], found.Select(finding => finding.Code));
        Assert.All(found, finding => Assert.Equal(Severity.Warning, finding.Severity));
    }

    [Fact]
    public void A_misspelt_code_is_a_finding_that_knows_what_was_meant()
    {
        var found = Look("-- fm:nolint LINT1O2 gone since spring\nDROP TABLE a;");

        Assert.Contains("Did you mean 'LINT102'?", found.Single(finding => finding.Code == LintCodes.NoSuchCode.Code).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_the_target_counts_stands_in_the_finding_and_makes_it_an_error()
    {
        var finding = Assert.Single(await AskAsync(new Says(rows: 4_000, count: 17), "ALTER TABLE orders ALTER COLUMN email SET NOT NULL;"));

        Assert.Equal((LintCodes.SetNotNull.Code, Severity.Error, Target), (finding.Code, finding.Severity, finding.Target));
        Assert.Contains("17 rows hold NULL in orders.email now: it would fail.", finding.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_the_target_counts_none_of_is_an_info()
    {
        var finding = Assert.Single(await AskAsync(new Says(rows: 4_000, count: 0), "ALTER TABLE orders ALTER COLUMN email SET NOT NULL;"));

        Assert.Equal(Severity.Info, finding.Severity);
        Assert.Contains("no row holds NULL in orders.email now.", finding.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_a_script_before_may_repair_is_no_error()
    {
        var finding = Assert.Single(await AskAsync(
            new Says(rows: 4_000, count: 17), "UPDATE orders SET email = '' WHERE email IS NULL;", "ALTER TABLE orders ALTER COLUMN email SET NOT NULL;"));

        Assert.Equal((LintCodes.SetNotNull.Code, Severity.Warning), (finding.Code, finding.Severity));
        Assert.Contains("may change that", finding.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_the_plan_writes_beside_the_scripts_is_not_sure_either()
    {
        var finding = Assert.Single(await Linter.AskAsync(
            [LintScripts.Of("ALTER TABLE orders ALTER COLUMN email SET NOT NULL;")], SqlDialect.PostgreSql, new Says(4_000, 17), ["orders"], Target, CancellationToken.None));

        Assert.Equal(Severity.Warning, finding.Severity);
    }

    [Fact]
    public async Task A_table_that_a_pending_script_makes_is_asked_nothing_and_gives_nothing()
    {
        var replica = new Says(rows: 5_000_000, count: 17);

        Assert.Empty(await AskAsync(replica, "CREATE TABLE orders (id int, email text);", "CREATE INDEX i ON orders (id); ALTER TABLE public.orders ALTER email SET NOT NULL;"));
        Assert.Equal(0, replica.Asked);
    }

    [Fact]
    public async Task The_safe_way_to_not_null_in_three_pending_scripts_gives_nothing() => Assert.Empty(await AskAsync(
        new Says(rows: 5_000_000, count: 0),
        "ALTER TABLE orders ADD CONSTRAINT there CHECK (email IS NOT NULL) NOT VALID;",
        "ALTER TABLE orders VALIDATE CONSTRAINT there;",
        "ALTER TABLE orders ALTER COLUMN email SET NOT NULL;"));

    [Fact]
    public async Task A_check_that_was_never_validated_proves_nothing() => Assert.Contains(
        await AskAsync(
            new Says(rows: 5_000_000, count: 0),
            "ALTER TABLE orders ADD CONSTRAINT there CHECK (email IS NOT NULL) NOT VALID;",
            "ALTER TABLE orders ALTER COLUMN email SET NOT NULL;"),
        finding => finding.Code == LintCodes.NotNullScan.Code);

    [Fact]
    public async Task A_target_that_cannot_count_is_left_alone_after_two_tries()
    {
        var replica = new Says(rows: 4_000, count: null);
        var sql = string.Concat(Enumerable.Range(0, 5).Select(i => $"ALTER TABLE t{i} ALTER COLUMN email SET NOT NULL;\n"));

        var found = await AskAsync(replica, sql);

        Assert.Equal(2, replica.Asked);
        Assert.Equal(5, found.Count);
        Assert.All(found, finding => Assert.Equal(Severity.Warning, finding.Severity));
        Assert.Contains("nobody answers", found[0].Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Of_each_code_the_worst_five_are_answered_and_how_many_more_there_are()
    {
        var sql = string.Concat(Enumerable.Range(0, 40).Select(i => $"DROP TABLE t{i};\n")) + "ALTER TABLE orders ALTER COLUMN email SET NOT NULL;";

        var found = await AskAsync(new Says(rows: 4_000, count: 1), sql);

        Assert.Equal(7, found.Count);
        Assert.StartsWith("35 more of this code", found[5].Message, StringComparison.Ordinal);
        Assert.Equal(Severity.Warning, found[5].Severity);
        Assert.Equal(Severity.Error, found[6].Severity);
    }

    [Fact]
    public async Task An_error_is_not_pushed_out_by_warnings_of_its_code()
    {
        var sql = string.Concat(Enumerable.Range(0, 10).Select(i => $"ALTER TABLE gone{i} ALTER COLUMN email SET NOT NULL;\n")) + "ALTER TABLE orders ALTER COLUMN email SET NOT NULL;";

        var found = await AskAsync(new Says(rows: 4_000, count: 1, only: "orders"), sql);

        Assert.Equal(Severity.Error, found[0].Severity);
    }

    [Theory]
    [InlineData("CHECK (length(trim(code)) BETWEEN 1 AND 10)", true)]
    [InlineData("CHECK (code IN ('a', 'b') OR total > 0)", true)]
    [InlineData("CHECK (code::text <> '')", true)]
    [InlineData("CHECK (orders_ok(total))", false)]
    [InlineData("CHECK (total > (SELECT 1))", false)]
    [InlineData("CHECK (app.total > 0)", false)]
    [InlineData("CHECK (pg_sleep(1) IS NULL)", false)]
    public async Task Only_a_plain_condition_is_asked_of_the_target(string check, bool asked)
    {
        var replica = new Says(rows: 4_000, count: 0);

        await AskAsync(replica, $"ALTER TABLE orders ADD CONSTRAINT c {check};");

        Assert.Equal(asked ? 1 : 0, replica.Asked);
    }

    [Theory]
    [InlineData("WITH gone AS (DELETE FROM orders RETURNING *) INSERT INTO archive SELECT * FROM gone;", true)]
    [InlineData("WITH gone AS (DELETE FROM orders WHERE id < 5 RETURNING *) INSERT INTO archive SELECT * FROM gone;", false)]
    [InlineData("UPDATE orders o SET total = l.total FROM lines l WHERE l.id = o.id;", false)]
    [InlineData("UPDATE orders SET (a, b) = (SELECT 1, 2 WHERE true);", true)]
    [InlineData("DELETE FROM orders USING lines WHERE lines.id = orders.id;", false)]
    [InlineData("INSERT INTO orders (id) VALUES (1) ON CONFLICT (id) DO UPDATE SET total = 1;", false)]
    [InlineData("SELECT * FROM orders FOR UPDATE;", false)]
    [InlineData("CREATE TRIGGER t AFTER UPDATE ON orders FOR EACH ROW EXECUTE FUNCTION f();", false)]
    public void A_missing_where_is_found_where_one_is_missing(string sql, bool missing) =>
        Assert.Equal(missing, Look(sql).Any(finding => finding.Code == LintCodes.MissingWhere.Code));

    private static IReadOnlyList<Finding> Look(string sql) => Linter.Look([LintScripts.Of(sql)], SqlDialect.PostgreSql);

    private static Task<IReadOnlyList<Finding>> AskAsync(IReplica replica, params IReadOnlyList<string> scripts) => Linter.AskAsync(
        [.. scripts.Select((sql, index) => LintScripts.Of(sql, key: $"V{index + 1}__change"))], SqlDialect.PostgreSql, replica, [], Target, CancellationToken.None);

    /// <summary>A target whose tables all look alike.</summary>
    private sealed class Says(long rows, long? count, string? only = null) : IReplica
    {
        public int Asked { get; private set; }

        public Task<TableFacts?> DescribeAsync(LintTable table, CancellationToken cancellation) => Task.FromResult(
            only is not null && table.Name != only
                ? null
                : new TableFacts(rows, null, new Dictionary<string, string> { ["id"] = "integer", ["email"] = "text", ["total"] = "integer", ["code"] = "text" }, ["id"]));

        public Task<RowCount> CountAsync(RowQuestion question, CancellationToken cancellation)
        {
            Asked++;
            return Task.FromResult(count is { } counted ? RowCount.Of(counted) : RowCount.Unknown("nobody answers"));
        }
    }
}
