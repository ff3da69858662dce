using System.Globalization;
using FunctionsMigrator.Core;
using FunctionsMigrator.Core.Findings.Codes;
using FunctionsMigrator.Core.Items;
using FunctionsMigrator.Core.Model;
using FunctionsMigrator.Core.Planning;
using FunctionsMigrator.Core.Targets;

namespace FunctionsMigrator.Testing.Targets;

/// <summary>
/// What every type of target that holds tables promises for reference data, from the file to the table and back: compound keys, NULL, defaults, computed columns, foreign keys inside a set,
/// pruning, and an undo that restores exactly. Tables are standard SQL; a test class per type derives this class.
/// </summary>
public abstract class RowsTargetContract : TargetFixture
{
    private const string Makers = "CREATE TABLE makers (code VARCHAR(20) NOT NULL PRIMARY KEY, name VARCHAR(80))";

    private const string Parts =
        """
        CREATE TABLE parts (
          maker VARCHAR(20) NOT NULL REFERENCES makers (code), number INTEGER NOT NULL, title VARCHAR(80), price NUMERIC(10, 2), stock INTEGER DEFAULT 7 NOT NULL,
          note VARCHAR(80) DEFAULT 'none', doubled INTEGER GENERATED ALWAYS AS (number * 2) STORED, of_maker VARCHAR(20), of_number INTEGER,
          PRIMARY KEY (maker, number), FOREIGN KEY (of_maker, of_number) REFERENCES parts (maker, number), CHECK (price >= 0))
        """;

    private const string Header = "maker,number,title,price,of_maker,of_number\n";

    /// <inheritdoc/>
    protected override ResourceSlice Slice { get; } = new(
        "parts", ResourceKind.ReferenceData, "rows:parts", 0, new TableSlice("parts", ["maker", "number"], ["maker", "number", "title", "price", "of_maker", "of_number"]));

    private IReadOnlyList<string> Key => Slice.Table!.Key;

    /// <summary>Runs a statement behind the product's back.</summary>
    protected abstract Task ExecuteAsync(string sql);

    /// <summary>The rows of a query, each as its values' text, parted by bars; NULL is a minus.</summary>
    protected abstract Task<IReadOnlyList<string>> QueryAsync(string sql);

    /// <inheritdoc/>
    protected override async Task PrepareAsync(CancellationToken cancellation)
    {
        await ExecuteAsync(Makers);
        await ExecuteAsync(Parts);
        await ExecuteAsync("INSERT INTO makers (code, name) VALUES ('a', 'Ada'), ('b', 'Bo')");
    }

    /// <summary>New rows get the defaults of columns that nobody manages, computed columns compute, NULL stays NULL and an empty text an empty text.</summary>
    [Fact]
    public async Task New_rows_get_defaults_and_computed_values_and_keep_nulls()
    {
        var (target, repository) = await BegunAsync(Header + "a,1,Axle,12.50,,\na,2,,,a,1\nb,1,\"\",0,,\n");
        await using var open = target;

        await ApplyAsync(target, repository);

        Assert.Equal(["a|1|Axle|7|none|2|-|-", "a|2|-|7|none|4|a|1", "b|1||7|none|2|-|-"], await TableAsync());
        Assert.Equal(["12.5", "-", "0"], await PricesAsync());
        Assert.Equal(0, (await repository.PlanAsync(target, Cancellation)).Plan.Counts.Total);
    }

    /// <summary>A plan names each change by its key, and what it does by column.</summary>
    [Fact]
    public async Task A_plan_shows_changes_by_key_with_the_values_before_and_after()
    {
        var (target, repository) = await BegunAsync(Header + "a,1,Axle,12.50,,\na,2,Bolt,1,,\nb,10,Cog,2,,\n");
        await using var open = target;
        await ApplyAsync(target, repository);
        repository.With("parts", Key, Header + "a,1,Axle,12.5,,\na,2,Bolt,1.25,,\nb,9,Dial,3,,\n");

        var (plan, changes) = await repository.PlanAsync(target, Cancellation);

        Assert.Equal(
            [("""["a","2"]""", ChangeAction.Update), ("""["b","9"]""", ChangeAction.Create), ("""["b","10"]""", ChangeAction.Delete)],
            changes.Select(change => (change.Item.Key, change.Action)));
        Assert.Contains("\"price\":\"1\"", changes[0].Before!.Text, StringComparison.Ordinal);
        Assert.Contains("\"price\":\"1.25\"", changes[0].After!.Text, StringComparison.Ordinal);
        Assert.Equal(("metadata/parts.csv", 3), (changes[0].Place!.File, changes[0].Place!.Line));
        Assert.Equal(3, plan.Sections.Single(section => section.Deletes).Managed);
        Assert.Equal((1, 1, 1), (plan.Counts.Create, plan.Counts.Update, plan.Counts.Delete));
    }

    /// <summary>What a run creates, changes and deletes is taken back exactly, with the values of columns that nobody manages.</summary>
    [Fact]
    public async Task An_undo_restores_the_table_exactly()
    {
        var (target, repository) = await BegunAsync(Header + "a,1,Axle,12.50,,\na,2,,,a,1\nb,1,\"\",0,,\nb,2,Bolt,1,b,1\n");
        await using var open = target;
        await ApplyAsync(target, repository);
        await ExecuteAsync("UPDATE parts SET stock = 3, note = NULL WHERE maker = 'b' AND number = 2");
        await ExecuteAsync("UPDATE parts SET stock = 4 WHERE maker = 'a' AND number = 2");
        var (before, prices) = (await TableAsync(), await PricesAsync());
        repository.With("parts", Key, Header + "a,1,,0.01,,\na,2,Now,9,,\nc,1,New,3,a,1\n").With("makers", ["code"], "code,name\na,Ada\nb,Bo\nc,\n");

        var work = await ApplyAsync(target, repository);

        Assert.Equal(["a|1|-|7|none|2|-|-", "a|2|Now|4|none|4|-|-", "c|1|New|7|none|2|a|1"], await TableAsync());
        await repository.UndoAsync(work, Cancellation);
        Assert.Equal(before, await TableAsync());
        Assert.Equal(prices, await PricesAsync());
        Assert.Equal(["a|Ada", "b|Bo"], await QueryAsync("SELECT code, name FROM makers ORDER BY code"));
    }

    /// <summary>Rows that are pointed to come before those that point to them and go behind them, between tables and inside one.</summary>
    [Fact]
    public async Task Foreign_keys_order_what_comes_and_what_goes()
    {
        const int rows = 450;
        var chain = string.Concat(Enumerable.Range(1, rows).Select(row => string.Create(CultureInfo.InvariantCulture, $"m,{row},,,{(row < rows ? "m" : "")},{(row < rows ? row + 1 : "")}\n")));
        var (target, repository) = await BegunAsync(Header + chain);
        await using var open = target;
        repository.With("makers", ["code"], "code,name\na,Ada\nb,Bo\nm,Many\n");

        await ApplyAsync(target, repository);
        var made = await QueryAsync("SELECT count(*), sum(of_number) FROM parts");
        repository.With("parts", Key, Header).With("makers", ["code"], "code,name\na,Ada\nb,Bo\n");
        var work = await ApplyAsync(target, repository);

        Assert.Equal([string.Create(CultureInfo.InvariantCulture, $"{rows}|{(rows * (rows + 1) / 2) - 1}")], made);
        Assert.Empty(await TableAsync());
        await repository.UndoAsync(work, Cancellation);
        Assert.Equal(made, await QueryAsync("SELECT count(*), sum(of_number) FROM parts"));
    }

    /// <summary>A row that leaves the file is deleted where the resource prunes, and left and forgotten where it does not; rows that nobody manages stay.</summary>
    [Theory]
    [InlineData(true, ChangeAction.Delete)]
    [InlineData(false, ChangeAction.Release)]
    public async Task A_row_that_leaves_the_file_is_pruned_or_released(bool prune, ChangeAction action)
    {
        var (target, repository) = await BegunAsync(Header + "a,1,Axle,1,,\na,2,Bolt,1,,\n");
        await using var open = target;
        await ExecuteAsync("INSERT INTO parts (maker, number, title) VALUES ('b', 5, 'Theirs')");
        await ApplyAsync(target, repository);
        repository.With("parts", Key, Header + "a,1,Axle,1,,\n", prune);

        var changes = (await repository.PlanAsync(target, Cancellation)).Changes;
        await ApplyAsync(target, repository);

        Assert.Equal([("""["a","2"]""", action)], changes.Select(change => (change.Item.Key, change.Action)));
        Assert.Equal(prune ? ["a|1", "b|5"] : ["a|1", "a|2", "b|5"], await QueryAsync("SELECT maker, number FROM parts ORDER BY maker, number"));
        Assert.Equal(0, (await repository.PlanAsync(target, Cancellation)).Plan.Counts.Total);
    }

    /// <summary>A row that somebody changed is drift, one that git changed too is a conflict; neither hides behind rows that are as they should be.</summary>
    [Fact]
    public async Task Rows_that_moved_are_found_among_those_that_did_not()
    {
        const int rows = 2_000;
        string Csv(string changed) => Header + string.Concat(Enumerable.Range(1, rows).Select(row => string.Create(CultureInfo.InvariantCulture, $"a,{row},{(row == 1_500 ? changed : "Same")},1,,\n")));
        var (target, repository) = await BegunAsync(Csv("Same"));
        await using var open = target;
        await ApplyAsync(target, repository);
        await ExecuteAsync("UPDATE parts SET title = 'Theirs' WHERE number IN (700, 1500)");
        await ExecuteAsync("DELETE FROM parts WHERE number = 900");
        await ExecuteAsync("UPDATE parts SET stock = 1 WHERE number = 1100");
        repository.With("parts", Key, Csv("Ours"));

        var (plan, changes) = await repository.PlanAsync(target, Cancellation);

        Assert.Equal(PlanBlock.Conflict, plan.Blocked);
        Assert.Equal(["""["a","1500"]""", """["a","700"]""", """["a","900"]"""], changes.Select(change => change.Item.Key));
        Assert.All(changes, change => Assert.Equal(ChangeAction.Blocked, change.Action));
        Assert.Equal([PlanCodes.Conflict.Code, PlanCodes.Drift.Code, PlanCodes.Drift.Code], changes.Select(change => change.Block));
    }

    /// <summary>A ledger of which some lines are kept as they are written says what one says that is made anew.</summary>
    [Fact]
    public async Task A_ledger_goes_on_from_one_plan_to_the_next()
    {
        string Csv(int from, int rows) => Header + string.Concat(Enumerable.Range(from, rows).Select(row => string.Create(CultureInfo.InvariantCulture, $"a,{row},\"Umlaut \u00e4 \"\"{row % 7}\"\"\",1,,\n")));
        var (target, repository) = await BegunAsync(Csv(100, 700));
        await using var open = target;
        await ApplyAsync(target, repository);
        repository.With("parts", Key, Csv(90, 600));
        await ApplyAsync(target, repository);
        var ledger = repository.Ledger;
        var fresh = new RowsRepository(Binding, Store).With("makers", ["code"], "code,name\na,Ada\nb,Bo\n").With("parts", Key, Csv(90, 600));

        await ApplyAsync(target, fresh);

        Assert.Equal(fresh.Ledger, ledger);
    }

    /// <summary>A row that the table refuses is named with its line, and nothing of its batch stays.</summary>
    [Fact]
    public async Task A_refused_row_is_named_and_nothing_of_its_batch_stays()
    {
        var (target, _) = await BegunAsync(Header);
        await using var open = target;
        var claim = await ClaimAsync(target);
        var (good, bad) = (Content("1", "1"), Content("2", "-1"));

        var finding = Failure(TargetCodes.Refused, await target.WriteAsync(
            claim,
            Slice,
            [
                new ItemWrite(NextChange(), """["a","1"]""", null, Digest.Of(good), ItemContent.Of(good), false),
                new ItemWrite(NextChange(), """["a","2"]""", null, Digest.Of(bad), ItemContent.Of(bad), false, new Core.Findings.Place("metadata/parts.csv", 3, 1)),
            ],
            Cancellation));

        Assert.Contains("""["a","2"]""", finding.Message, StringComparison.Ordinal);
        Assert.Equal(3, finding.Place!.Line);
        Assert.Empty(await TableAsync());

        static byte[] Content(string number, string price) => RowJson.Content(new Dictionary<string, string?>
        {
            ["maker"] = "a",
            ["number"] = number,
            ["title"] = null,
            ["price"] = price,
            ["of_maker"] = null,
            ["of_number"] = null,
        });
    }

    /// <summary>Pages hold what the items hold, in the same order, over more than one page.</summary>
    [Fact]
    public async Task Pages_of_rows_hold_what_the_items_hold()
    {
        const int rows = 3_000;
        var (target, repository) = await BegunAsync(Header + string.Concat(Enumerable.Range(1, rows).Select(row => string.Create(
            CultureInfo.InvariantCulture, $"a,{row},\"Title {row}, \\ \"\"quoted\"\" \u00e4\ud83d\ude00 and then more of it\",{(row % 3 == 0 ? "" : $"{row}.25")},,\n"))));
        await using var open = target;
        await ApplyAsync(target, repository);

        var pages = await target.ReadRows(Slice, Cancellation)!.ToListAsync(Cancellation);
        var items = await ReadAllAsync(target, Slice);

        Assert.True(pages.Count > 2);
        Assert.Equal(rows, items.Count);
        Assert.Equal(
            items,
            pages.SelectMany(page => Enumerable.Range(0, page.Count).Select(row => (System.Text.Encoding.UTF8.GetString(page.Key(row)), System.Text.Encoding.UTF8.GetString(page.Content(row))))));
        Assert.Equal(items.Select(item => item.Key).Order(Utf8Order.Instance), items.Select(item => item.Key));
    }

    private async Task<(ITarget Target, RowsRepository Repository)> BegunAsync(string parts)
    {
        var (target, _) = await ClaimedAsync();
        return (target, new RowsRepository(Binding, Store).With("makers", ["code"], "code,name\na,Ada\nb,Bo\n").With("parts", Key, parts));
    }

    private static async Task<Core.Applying.TargetWork> ApplyAsync(ITarget target, RowsRepository repository) =>
        await repository.ApplyAsync(target, (await repository.PlanAsync(target, Cancellation)).Plan, Cancellation);

    private Task<IReadOnlyList<string>> TableAsync() => QueryAsync("SELECT maker, number, title, stock, note, doubled, of_maker, of_number FROM parts ORDER BY maker, number");

    // Types differ in how many digits they keep behind the point, not in the number.
    private async Task<IReadOnlyList<string>> PricesAsync() => [.. (await QueryAsync("SELECT price FROM parts ORDER BY maker, number"))
        .Select(text => text == "-" ? text : decimal.Parse(text, CultureInfo.InvariantCulture).ToString("0.##", CultureInfo.InvariantCulture))];
}
