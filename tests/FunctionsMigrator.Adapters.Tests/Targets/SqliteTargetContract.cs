using FunctionsMigrator.Adapters.Targets.Sqlite;
using FunctionsMigrator.Core.Items;
using FunctionsMigrator.Core.Model;
using FunctionsMigrator.Core.Ports;
using FunctionsMigrator.Core.Targets;
using FunctionsMigrator.Testing.Targets;

namespace FunctionsMigrator.Adapters.Tests.Targets;

/// <summary>The contract over the rows of a table.</summary>
public abstract class SqliteTargetContract : TargetContract, IDisposable
{
    private readonly SqlitePlaceFixture _place = new();

    protected override TargetBinding Binding => SqlitePlaceFixture.Binding;

    protected override ResourceSlice Slice => new("countries", ResourceKind.ReferenceData, "rows:countries", 0, new TableSlice("countries", KeyColumns, Columns));

    protected abstract string CreateTable { get; }

    protected abstract IReadOnlyList<string> KeyColumns { get; }

    protected abstract IReadOnlyList<string> Columns { get; }

    public void Dispose() => _place.Dispose();

    /// <summary>The columns of a row.</summary>
    protected abstract IReadOnlyDictionary<string, string?> Row(string name, string value);

    /// <summary>What is stored for a canonical text.</summary>
    protected virtual object? Stored(string column, string? text) => text;

    protected override string Key(string name)
    {
        var row = Row(name, "");
        return RowJson.Key([.. KeyColumns.Select(column => row[column]!)]);
    }

    protected override byte[] Content(string name, string value) => RowJson.Content(Row(name, value));

    protected override ITargetType Type(IDurableWriteObserver? observer = null, TimeSpan? patience = null) =>
        new SqliteTargetType(_place.Base, Time, observer, patience);

    protected override Task PrepareAsync(CancellationToken cancellation)
    {
        _place.Execute(CreateTable);
        return Task.CompletedTask;
    }

    protected override bool Exists() => Directory.Exists(Path.GetDirectoryName(_place.File));

    protected override bool ScratchExists(string run) => _place.Scratch(run).Length > 0;

    protected override Task ChangeBehindAsync(string name, string? value)
    {
        var row = Row(name, value ?? "");
        _place.Execute(
            $"DELETE FROM countries WHERE {string.Join(" AND ", KeyColumns.Select((column, i) => $"{column} = ${i}"))}", [.. KeyColumns.Select(column => Stored(column, row[column]))]);
        if (value is not null)
        {
            _place.Execute($"INSERT INTO countries ({string.Join(", ", Columns)}) VALUES ({string.Join(", ", Columns.Select((_, i) => $"${i}"))})", [.. Columns.Select(column => Stored(column, row[column]))]);
        }

        return Task.CompletedTask;
    }

    protected override IReadOnlyList<TargetBinding> Unreachable()
    {
        File.WriteAllText(_place.PathOf("a-file.db"), new string('x', 8192));
        Directory.CreateDirectory(_place.PathOf("a-folder.db"));
        File.CreateSymbolicLink(_place.PathOf("link.db"), _place.PathOf("elsewhere.db"));
        var damaged = _place.PathOf("damaged.db");
        _place.Execute("CREATE TABLE t (a TEXT)");
        File.Copy(_place.File, damaged);
        using (var stream = File.OpenWrite(damaged))
        {
            stream.Position = 100;
            stream.Write(new byte[4000]);
        }

        return
        [
            SqlitePlaceFixture.Bind("a-file.db"),
            SqlitePlaceFixture.Bind("a-folder.db"),
            SqlitePlaceFixture.Bind("a-file.db/below.db"),
            SqlitePlaceFixture.Bind("link.db"),
            SqlitePlaceFixture.Bind("damaged.db"),
        ];
    }
}

/// <summary>A key of one text column, beside columns of other types.</summary>
public sealed class SqliteRowsTargetTests : SqliteTargetContract
{
    protected override IReadOnlyList<string> Names => [.. base.Names, "\"", "\\", "a\"b", "a\tb", "a\u001Fb", "a b c", " ", "'"];

    protected override string CreateTable => "CREATE TABLE countries (code TEXT PRIMARY KEY NOT NULL, title TEXT, amount DECIMAL(10, 2), note TEXT DEFAULT 'kept')";

    protected override IReadOnlyList<string> KeyColumns { get; } = ["code"];

    protected override IReadOnlyList<string> Columns { get; } = ["code", "title", "amount"];

    protected override IReadOnlyDictionary<string, string?> Row(string name, string value) => new Dictionary<string, string?>
    {
        ["code"] = name,
        ["title"] = value.Length == 0 ? null : value,
        ["amount"] = $"{value.Length}.5",
    };
}

/// <summary>A key of a number and a text that compares without case.</summary>
public sealed class SqliteCompoundKeyTargetTests : SqliteTargetContract
{
    protected override string CreateTable =>
        "CREATE TABLE countries (title TEXT, name TEXT, \"number\" INTEGER NOT NULL, active BOOLEAN, raw BLOB, PRIMARY KEY (\"number\", name)) WITHOUT ROWID";

    protected override IReadOnlyList<string> KeyColumns { get; } = ["name", "number"];

    protected override IReadOnlyList<string> Columns { get; } = ["number", "title", "name", "active", "raw"];

    protected override IReadOnlyDictionary<string, string?> Row(string name, string value) => new Dictionary<string, string?>
    {
        ["name"] = name[..1],
        ["number"] = $"{name.Aggregate(0L, (sum, unit) => ((sum * 31) + unit) % 100_000_007) - 100}",
        ["title"] = value,
        ["active"] = value.Length % 2 == 0 ? "true" : "false",
        ["raw"] = Convert.ToBase64String(System.Text.Encoding.UTF8.GetBytes(value)),
    };

    protected override object? Stored(string column, string? text) => column switch
    {
        "raw" => Convert.FromBase64String(text!),
        "active" => text == "true" ? 1 : 0,
        _ => text,
    };

    // Half of a surrogate pair is no name, so names begin with whole characters here.
    protected override IReadOnlyList<string> Names => [.. base.Names.Where(name => !char.IsSurrogate(name[0]))];
}
