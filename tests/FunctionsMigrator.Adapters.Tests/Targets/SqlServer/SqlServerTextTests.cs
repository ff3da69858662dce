using System.Text;
using FunctionsMigrator.Adapters.Lint;
using FunctionsMigrator.Adapters.Targets.SqlServer;
using FunctionsMigrator.Core;
using FunctionsMigrator.Core.Items;
using FunctionsMigrator.Core.Lint.Replica;
using FunctionsMigrator.Testing;
using Microsoft.SqlServer.TransactSql.ScriptDom;

namespace FunctionsMigrator.Adapters.Tests.Targets.SqlServer;

/// <summary>Every statement that the target sends, as an approved text and through Microsoft's own parser: no server runs where these tests do.</summary>
public sealed class SqlServerTextTests
{
    private static readonly TargetAddress Address = new("test", "local", "orders");
    private static readonly SqlServerBookkeeping Books = new("fm", Address);

    [Fact]
    public void The_statements_are_the_approved_ones()
    {
        var text = new StringBuilder();
        foreach (var (name, sql) in All())
        {
            text.Append("-- ").Append(name).Append('\n').Append(sql).Append("\nGO\n\n");
        }

        Approved.Matches(text.ToString(), "Targets/SqlServer/Statements.approved.sql");
    }

    [Fact]
    public void Every_statement_is_one_that_SQL_Server_2022_reads()
    {
        Assert.All(All(), entry =>
        {
            // Batches of a module are parted by GO already.
            using var reader = new StringReader(entry.Sql);
            new TSql160Parser(initialQuotedIdentifiers: true, SqlEngineType.All).Parse(reader, out var errors);
            Assert.True(errors.Count == 0, $"{entry.Name}: {string.Join("; ", errors.Select(error => $"{error.Line}:{error.Column} {error.Message}"))}\n{entry.Sql}");
        });
    }

    [Fact]
    public void Names_are_quoted_whatever_they_hold()
    {
        var rows = Rows(new SqlServerTable("a]b", "c'd", 5, [Column("e]f", "int", "int") with { NotNull = true }, Column("g.h", "nvarchar(5)", "nvarchar")], [["e]f"]], []), ["e]f"], ["e]f", "g.h"]);
        var sets = new SqlServerRowSets(rows);

        Assert.Equal("DELETE t FROM [a]]b].[c'd] AS t JOIN #fm_rows AS w ON t.[e]]f] = TRY_CONVERT(int, w.p0) WHERE w.kind = 0;", sets.DeleteSql(one: false));
        Assert.Equal("UPDATE t SET t.[g.h] = w.v1 FROM [a]]b].[c'd] AS t JOIN #fm_rows AS w ON t.[e]]f] = TRY_CONVERT(int, w.p0) WHERE w.kind = 1 AND w.row = @p1;", sets.UpdateSql(one: true));
        Assert.Equal("[a]]b].[c]", SqlServerText.Quote("a]b", "c"));
        Assert.Equal("N'it''s'", SqlServerText.Literal("it's"));
    }

    [Fact]
    public void A_table_whose_key_is_all_that_is_managed_is_never_updated()
    {
        var table = Countries();

        Assert.Null(new SqlServerRowSets(Rows(table, ["code"], ["code"])).UpdateSql(one: false));
    }

    [Fact]
    public void A_number_that_the_server_gives_is_written_where_a_row_brings_it()
    {
        var table = Countries();

        Assert.DoesNotContain("IDENTITY_INSERT", new SqlServerRowSets(Rows(table, ["code"], ["code", "title"])).InsertSql(2, [], one: false), StringComparison.Ordinal);
        Assert.StartsWith("SET IDENTITY_INSERT [dbo].[countries] ON;\n", new SqlServerRowSets(Rows(table, ["code"], ["code", "title"])).InsertSql(3, ["id"], one: false), StringComparison.Ordinal);
    }

    [Fact]
    public void A_column_of_a_type_without_text_is_no_part_of_a_file()
    {
        var table = Countries();

        var problem = Assert.Throws<Core.Targets.TargetException>(() => Rows(table, ["code"], ["code", "place"])).Finding;

        Assert.Equal("TGT032", problem.Code);
        Assert.Contains("place", problem.Message, StringComparison.Ordinal);
        Assert.Equal("TGT032", Assert.Throws<Core.Targets.TargetException>(() => Rows(table, ["id"], ["id", "code"])).Finding.Code);
    }

    [Fact]
    public void A_key_is_read_by_the_types_of_its_columns()
    {
        var rows = Rows(new SqlServerTable("dbo", "a", 1, [Column("b", "varbinary(8)", "varbinary"), Column("c", "int", "int")], [["b", "c"]], []), ["b", "c"], ["b", "c"]);

        Assert.Equal(["0x01FF", "5"], rows.Parts("""["Af8=","5"]"""));
        Assert.Equal([null, "5"], rows.Parts("""["not base64!","5"]"""));
        Assert.Throws<ArgumentException>(() => rows.Parts("""["Af8="]"""));
    }

    [Fact]
    public void Objects_come_behind_what_they_need()
    {
        SqlServerObject[] objects =
        [
            new(SqlServerObjectKind.Table, "t", "t", 1), new(SqlServerObjectKind.Module, "a", "a", 2), new(SqlServerObjectKind.Module, "b", "b", 3), new(SqlServerObjectKind.Check, "k", "k", 4),
        ];
        var circles = new List<SqlServerObject>();

        // The view a asks the function b, which the table computes a column by; the check needs itself in a circle with nobody.
        Assert.Equal(["b", "t", "a", "k"], SqlServerSchemaText.Sort(objects, [(2, 3), (1, 3), (3, 99), (4, 4)], circles).Select(item => item.Name));
        Assert.Empty(circles);
        Assert.Equal(["a", "b"], SqlServerSchemaText.Sort(objects[1..3], [(2, 3), (3, 2)], circles).Select(item => item.Name));
        Assert.Equal(["a"], circles.Select(item => item.Name));
    }

    [Fact]
    public void The_text_of_a_structure_is_read_as_the_batches_that_it_was_made_of()
    {
        var objects = Structure().Select(entry => new SqlServerObject(SqlServerObjectKind.Table, entry.Name, entry.Sql)).ToList();
        var text = SqlServerSchemaText.Of(objects);

        Assert.Equal(objects.SelectMany(item => SqlServerBatches.Read(item.Sql)).Select(batch => batch.Text), SqlServerBatches.Read(text).Select((batch, i) => i == 0 ? Headless(batch.Text) : batch.Text));

        static string Headless(string batch) => string.Join('\n', batch.Split('\n').SkipWhile(line => line.StartsWith("--", StringComparison.Ordinal) || line.Length == 0));
    }

    [Theory]
    [InlineData("test/local/orders", "run-1")]
    [InlineData("test/local/orders[acme]", "production-20261123-093015-1a2b3c4-and-so-on-and-so-on-and-so-on-and-so-on")]
    public void A_scratch_database_has_a_name_of_its_own_and_nothing_else_is_dropped(string address, string run)
    {
        var name = SqlServerTargetType.ScratchName(TargetAddress.Parse(address), run);

        Assert.StartsWith("fm_scratch_", name, StringComparison.Ordinal);
        Assert.InRange(name.Length, 20, 110);
        Assert.NotEqual(name, SqlServerTargetType.ScratchName(TargetAddress.Parse(address), run + "2"));
        Assert.Throws<ArgumentException>(() => SqlServerScratchDatabase.DropSql("orders"));
        Assert.Throws<ArgumentException>(() => SqlServerScratchDatabase.CreateSql(name, "x; DROP DATABASE orders"));
    }

    private static IEnumerable<(string Name, string Sql)> All() => Session().Concat(Bookkeeping()).Concat(OfRows()).Concat(Catalogue()).Concat(Structure()).Concat(Questions());

    private static IEnumerable<(string Name, string Sql)> Session() =>
    [
        ("session", SqlServerSession.Settings(new SqlServerWork(ReadOnly: false, TimeSpan.FromSeconds(5), TimeSpan.FromMinutes(10)))),
        ("lock limit", SqlServerSession.LockLimit(TimeSpan.FromMilliseconds(0.1))),
        ("lock", SqlServerLine.LockSql),
        ("unlock", SqlServerLine.UnlockSql),
        ("probe", SqlServerProbe.Sql),
        ("whom it waits for", SqlServerActivity.BlockingSql),
        ("who holds the lock", SqlServerActivity.HoldingSql),
        ("state behind a script", SqlServerScripts.StateSql),
        ("resumable index", SqlServerIndexes.StateSql),
        ("scratch collation", SqlServerScratchDatabase.CollationSql),
        ("scratch create", SqlServerScratchDatabase.CreateSql("fm_scratch_a", "Latin1_General_100_CI_AS_SC_UTF8")),
        .. SqlServerScratchDatabase.DropSql("fm_scratch_a").Select((sql, i) => ($"scratch drop {i + 1}", sql)),
    ];

    private static IEnumerable<(string Name, string Sql)> Bookkeeping() =>
    [
        .. Books.CreateSql().Select((sql, i) => ($"bookkeeping {i + 1}", sql)),
        .. new SqlServerBookkeeping("it's [mine]", Address).CreateSql().Take(3).Select((sql, i) => ($"bookkeeping of another name {i + 1}", sql)),
        ("bookkeeping has", SqlServerBookkeeping.HasSql),
        ("marker", Books.MarkerSql(hold: false)),
        ("marker, held", Books.MarkerSql(hold: true)),
        ("marker, written", Books.WriteMarkerSql()),
        ("expire", Books.ExpireSql()),
        ("receipts found", SqlServerReceipts.FindSql(Books)),
        ("receipts added", SqlServerReceipts.AddSql(Books)),
        ("history applied", SqlServerHistory.AppliedSql(Books)),
        ("history found", SqlServerHistory.FindSql(Books)),
        ("history rows", SqlServerHistory.RowsSql(Books)),
        ("history appended", SqlServerHistory.AppendSql(Books)),
        ("progress any", SqlServerProgress.AnySql(Books)),
        ("progress read", SqlServerProgress.ReadSql(Books)),
        ("progress written", SqlServerProgress.WriteSql(Books)),
        ("progress forgotten, one", SqlServerProgress.ForgetOneSql(Books)),
        ("progress forgotten", SqlServerProgress.ForgetSql(Books)),
        ("removed added", SqlServerRemoved.AddSql(Books)),
        ("removed found", SqlServerRemoved.FindSql(Books)),
        ("removed forgotten", SqlServerRemoved.ForgetSql(Books)),
        ("scratch history", SqlServerScratch.HistorySql(Books)),
        ("scratch progress", SqlServerScratch.ProgressSql(Books)),
    ];

    private static IEnumerable<(string Name, string Sql)> OfRows()
    {
        var table = Countries();
        var rows = Rows(table, ["code"], ["code", "title", "amount", "since", "flag"]);
        var sets = new SqlServerRowSets(rows);
        var link = Link();
        return
        [
            ("rows all", rows.AllSql),
            ("rows found", rows.FindSql(hold: false)),
            ("rows found, held", rows.FindSql(hold: true)),
            ("rows temporary", sets.CreateSql),
            ("rows dependents", sets.DependentsSql(link)),
            ("rows unmanaged", sets.UnmanagedSql),
            ("rows deleted", sets.DeleteSql(one: false)),
            ("rows deleted, one", sets.DeleteSql(one: true)),
            ("rows updated", sets.UpdateSql(one: false)!),
            ("rows updated, one", sets.UpdateSql(one: true)!),
            ("rows inserted", sets.InsertSql(SqlServerRowSets.Insert, [], one: false)),
            ("rows inserted, one", sets.InsertSql(SqlServerRowSets.Insert, [], one: true)),
            ("rows inserted with what was kept", sets.InsertSql(SqlServerRowSets.Insert + 1, ["id", "note", "raw"], one: false)),
            ("rows temporary, dropped", SqlServerRowSets.DropSql),
            ("content counted", SqlServerContent.CountSql(table)),
            ("content", SqlServerContent.RowsSql(table)),
            ("scratch table", SqlServerScratch.TableSql(table)),
            ("generated row", SqlServerGeneratedRows.InsertSql(table, ["title"]).Sql),
            ("generated pointers", SqlServerGeneratedRows.PointersSql(link)),
            ("generated row of nothing", SqlServerGeneratedRows.InsertSql(table with { Columns = [table.Columns[0]] }, []).Sql),
        ];
    }

    private static IEnumerable<(string Name, string Sql)> Catalogue() =>
    [
        ("table", SqlServerTable.FindSql),
        ("table columns", SqlServerTable.ColumnsSql),
        ("table keys", SqlServerTable.KeysSql),
        ("links", SqlServerLink.AllSql),
        ("schemas", SqlServerCatalogue.Schemas),
        ("types", SqlServerCatalogue.Types),
        ("sequences", SqlServerCatalogue.Sequences),
        ("synonyms", SqlServerCatalogue.Synonyms),
        ("tables", SqlServerCatalogue.Tables),
        ("columns", SqlServerCatalogue.Columns),
        ("indexes", SqlServerCatalogue.Indexes),
        ("checks", SqlServerCatalogue.Checks),
        ("foreign keys", SqlServerCatalogue.ForeignKeys),
        ("modules", SqlServerCatalogue.Modules),
        ("needs", SqlServerCatalogue.Needs),
        ("left out", SqlServerCatalogue.LeftOut),
        ("size", SqlServerReplica.SizeSql),
        ("key", SqlServerReplica.KeySql),
    ];

    private static IEnumerable<(string Name, string Sql)> Structure() =>
    [
        ("made table", SqlServerStructure.TableSql(
            "[dbo].[orders]",
            [
                new SqlServerColumnText(1, "id", "bigint") { Identity = "1, 1" },
                new SqlServerColumnText(1, "total", "decimal(10, 2)") { Default = "((0))", DefaultName = "df_total" },
                new SqlServerColumnText(1, "code", "nvarchar(10)") { Collation = "Latin1_General_BIN2", Nullable = true, Default = "(N'x')" },
                new SqlServerColumnText(1, "guid", "uniqueidentifier") { Words = " ROWGUIDCOL" },
                new SqlServerColumnText(1, "twice", "bigint") { Computed = "([id]*(2))", Persisted = true },
                new SqlServerColumnText(1, "odd ]", "[dbo].[money]") { Nullable = true, Words = " SPARSE" },
            ],
            0,
            inMemory: false)),
        ("made key", new SqlServerIndexText("[dbo].[orders]", "PK__made_up", "CLUSTERED") { Constraint = "PRIMARY KEY", SystemNamed = true, Unique = true, Keys = ["[id]"] }.Sql()),
        ("made unique", new SqlServerIndexText("[dbo].[orders]", "uq", "NONCLUSTERED") { Constraint = "UNIQUE", Unique = true, Keys = ["[code]", "[total] DESC"], Options = ["FILLFACTOR = 90"] }.Sql()),
        ("made index", new SqlServerIndexText("[dbo].[orders]", "ix", "NONCLUSTERED")
        {
            Unique = true, Keys = ["[code]"], Included = ["[total]"], Filter = "([code] IS NOT NULL)", Options = ["FILLFACTOR = 90", "DATA_COMPRESSION = PAGE"], Disabled = true,
        }.Sql()),
        ("made columnstore", new SqlServerIndexText("[dbo].[orders]", "cs", "CLUSTERED COLUMNSTORE").Sql()),
        ("made foreign key", SqlServerStructure.ForeignKeySql("[dbo].[lines]", "fk", ["order", "part"], "[dbo].[orders]", ["id", "part"], "SET_NULL", "NO_ACTION", untrusted: false, disabled: true)),
        ("made foreign key without a name", SqlServerStructure.ForeignKeySql("[dbo].[lines]", null, ["order"], "[dbo].[orders]", ["id"], "CASCADE", "CASCADE", untrusted: true, disabled: false)),
        ("made check", SqlServerStructure.CheckSql("[dbo].[orders]", "ck", "([total]>=(0))", untrusted: true, disabled: true)),
        ("made sequence", SqlServerStructure.SequenceSql("[dbo].[s]", "bigint", "1", "1", "-9223372036854775808", "9223372036854775807", cycles: false, cached: true, cache: 50)),
        ("made module", SqlServerStructure.ModuleSql("-- kept\r\nCREATE VIEW v AS SELECT 1 AS a\r\n", ansiNulls: false, quotedIdentifiers: false)),
    ];

    private static IEnumerable<(string Name, string Sql)> Questions() => Enum.GetValues<RowQuestionKind>().Select(kind => (
        $"question {kind}",
        SqlServerQuestionSql.Of(
            new RowQuestion(kind, new LintTable("dbo", "orders"), ["code", "total"]) { Other = new LintTable("dbo", "codes"), OtherColumns = ["code", "total"], Condition = "total > 0", Least = -5, Most = 10 },
            "[dbo].[orders]",
            "[dbo].[codes]")));

    private static SqlServerTable Countries() => new(
        "dbo",
        "countries",
        7,
        [
            Column("id", "bigint", "bigint") with { Identity = true, NotNull = true },
            Column("code", "nvarchar(20)", "nvarchar") with { NotNull = true },
            Column("title", "nvarchar(max)", "nvarchar"),
            Column("amount", "decimal(10, 1)", "decimal"),
            Column("since", "datetime2(3)", "datetime2"),
            Column("flag", "bit", "bit") with { HasDefault = true },
            Column("note", "xml", "xml"),
            Column("raw", "varbinary(max)", "varbinary"),
            Column("place", "geography", "geography"),
            Column("twice", "decimal(11, 1)", "decimal") with { Generated = true },
            Column("version", "rowversion", "timestamp") with { Generated = true },
        ],
        [["code"]],
        []);

    private static SqlServerLink Link() => new("fk", 8, "dbo", "cities", ["country"], 7, "dbo", "countries", ["code"], 1);

    private static SqlServerColumn Column(string name, string declared, string type) =>
        new(name, declared, type, type is "nvarchar" ? "SQL_Latin1_General_CP1_CI_AS" : null, NotNull: false, HasDefault: false, Identity: false, Generated: false);

    private static SqlServerRows Rows(SqlServerTable table, IReadOnlyList<string> key, IReadOnlyList<string> columns) => SqlServerRows.Of(table, new TableSlice(table.Name, key, columns), Address);
}
