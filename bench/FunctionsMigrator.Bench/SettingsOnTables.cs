using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using Azure.Data.Tables;
using FunctionsMigrator.Adapters.Git;
using FunctionsMigrator.Cli.Demo.Servers;
using FunctionsMigrator.Core.Applying;
using FunctionsMigrator.Core.Applying.Journal;
using FunctionsMigrator.Core.Operations;
using FunctionsMigrator.Core.Planning;
using FunctionsMigrator.Core.Ports;
using FunctionsMigrator.Core.Stores;
using FunctionsMigrator.Core.Targets;

namespace FunctionsMigrator.Bench;

/// <summary>
/// Settings in a table of Azurite, beside the same table read and written with the client alone. Everything runs in turn, each in a process of its own that measures itself without
/// its start; ours with checksums, before-images, intents and receipts on.
/// </summary>
internal static class SettingsOnTables
{
    public const string One = "settings-one";
    private const string Run = "production-20261123-093015-1a2b3c4";
    private const int Writers = 2;
    private const int Readers = 4;
    private const int SettingsOfFile = 25_000;

    public static async Task RunAsync(int settings, int runs, string? json)
    {
        await using var azurite = await AzuriteServer.StartAsync(CancellationToken.None);
        var measured = new Dictionary<string, List<Measured>>(StringComparer.Ordinal);
        string[] operations = ["bare-write", "apply", "bare-read", "bare-ranges", "plan"];
        for (var run = 0; run < runs; run++)
        {
            var folder = Directory.CreateTempSubdirectory("fm-settings-").FullName;
            var table = string.Create(CultureInfo.InvariantCulture, $"bench{Environment.ProcessId}r{run}");
            try
            {
                await WriteAsync(folder, table, settings);
                foreach (var operation in operations)
                {
                    var result = await OneAsync(operation, folder, table, settings, azurite.ConnectionString);
                    if (!measured.TryGetValue(operation, out var all))
                    {
                        measured[operation] = all = [];
                    }

                    all.Add(result);
                }
            }
            finally
            {
                var service = new TableServiceClient(azurite.ConnectionString);
                await service.DeleteTableAsync(table);
                await service.DeleteTableAsync(table + "bare");
                Directory.Delete(folder, recursive: true);
            }
        }

        Show(measured, settings, runs, json);
    }

    /// <summary>Does one thing and measures it.</summary>
    public static async Task RunOneAsync(string operation, string folder, string table, int settings)
    {
        var service = new TableServiceClient(Environment.GetEnvironmentVariable("FM_SECRET_STORAGE"));
        var seconds = operation switch
        {
            "bare-read" => await BareReadAsync(service.GetTableClient(table), settings),
            "bare-ranges" => await BareRangesAsync(service.GetTableClient(table), settings),
            "bare-write" => await BareWriteAsync(service.GetTableClient(table + "bare"), settings),
            "plan" => await PlanAsync(folder),
            _ => await ApplyAsync(folder),
        };
        OwnProcess.Report(seconds);
    }

    private static async Task<double> BareReadAsync(TableClient table, int settings)
    {
        var begun = Stopwatch.StartNew();
        var count = 0;
        await foreach (var entity in table.QueryAsync<TableEntity>("PartitionKey eq 'settings' and RowKey ge '-'"))
        {
            count += entity.RowKey.Length > 0 ? 1 : 0;
        }

        return count == settings ? begun.Elapsed.TotalSeconds : throw new InvalidOperationException($"{count} of {settings} were read.");
    }

    // The table cut at known names, some ranges at once: how fast the emulator gives its entities to whoever knows where to cut.
    private static async Task<double> BareRangesAsync(TableClient table, int settings)
    {
        var cuts = Enumerable.Range(0, settings).Select(i => KeyEncoding.Servers.EncodeKey(NameOf(i))).Order(StringComparer.Ordinal).Chunk(1000).Select(chunk => chunk[0]).ToList();
        var begun = Stopwatch.StartNew();
        var count = 0;
        await Parallel.ForEachAsync(Enumerable.Range(0, cuts.Count), new ParallelOptions { MaxDegreeOfParallelism = Readers }, async (at, token) =>
        {
            var end = at + 1 < cuts.Count ? TableClient.CreateQueryFilter($" and RowKey lt {cuts[at + 1]}") : "";
            await foreach (var entity in table.QueryAsync<TableEntity>(TableClient.CreateQueryFilter($"PartitionKey eq 'settings' and RowKey ge {(at == 0 ? "-" : cuts[at])}") + end, cancellationToken: token))
            {
                Interlocked.Add(ref count, entity.RowKey.Length > 0 ? 1 : 0);
            }
        });
        return count == settings ? begun.Elapsed.TotalSeconds : throw new InvalidOperationException($"{count} of {settings} were read.");
    }

    private static async Task<double> BareWriteAsync(TableClient table, int settings)
    {
        await table.CreateIfNotExistsAsync();
        var begun = Stopwatch.StartNew();
        await Parallel.ForEachAsync(Enumerable.Range(0, settings).Chunk(100), new ParallelOptions { MaxDegreeOfParallelism = Writers }, async (chunk, token) =>
            await table.SubmitTransactionAsync(
                chunk.Select(i => new TableTransactionAction(TableTransactionActionType.Add, new TableEntity("settings", KeyEncoding.Servers.EncodeKey(NameOf(i))) { ["Name"] = NameOf(i), ["Value"] = ValueOf(i) })), token));
        return begun.Elapsed.TotalSeconds;
    }

    private static async Task<double> PlanAsync(string folder)
    {
        await using var place = await BenchPlace.OpenAsync(folder, CancellationToken.None);
        var begun = Stopwatch.StartNew();
        var tree = WorkTreeSource.Open(folder, new SourceLimits(FileBytes: 1L << 30), CancellationToken.None).Value;
        var index = (await new PlanPreview(place.Services).MakeAsync(tree, commit: null, "production", CancellationToken.None)).Value;
        var seconds = begun.Elapsed.TotalSeconds;
        return index.Counts().Total == 0 ? seconds : throw new InvalidOperationException($"The plan has {index.Counts().Total} changes; none were expected.");
    }

    private static async Task<double> ApplyAsync(string folder)
    {
        await using var place = await BenchPlace.OpenAsync(folder, CancellationToken.None);
        var services = place.Services;
        var tree = WorkTreeSource.Open(folder, new SourceLimits(FileBytes: 1L << 30), CancellationToken.None).Value;
        var index = (await new PlanPreview(services).MakeAsync(tree, commit: null, "production", CancellationToken.None)).Value;
        var repository = (await services.Metadata.ReadAsync(tree, CancellationToken.None)).Value;
        var binding = (await services.Desired.BindAsync(repository, "production", CancellationToken.None)).Value.Single();
        var slices = (await services.Desired.SlicesAsync(repository, binding, CancellationToken.None)).Value;
        var plan = index.Targets.Single();
        var lines = services.Store.Blobs;

        var begun = Stopwatch.StartNew();
        await using var target = (await services.TargetTypes[binding.Type].OpenAsync(binding, TargetAccess.Apply, CancellationToken.None)).Value;
        var journal = new BlobJournal(lines, new SnapshotCipher(services.Store.Keys.Snapshots, services.Random), Run, plan.Address, plan.Digest);
        var work = new TargetWork(repository, plan, slices, target, journal, new ClaimRequest(services.Store.Id, Run));
        var captured = (await Capture.TakeAsync(work, PlanLines.Of(lines, plan, CancellationToken.None), CancellationToken.None)).Value;
        await journal.SaveCaptureAsync(captured, CancellationToken.None);
        var captureSeconds = begun.Elapsed.TotalSeconds;
        var progress = (await new TargetApplier(services.Desired).ApplyAsync(work, PlanLines.Of(lines, plan, CancellationToken.None), 0, int.MaxValue - 1, StopSignals.None, CancellationToken.None)).Value;
        var seconds = begun.Elapsed.TotalSeconds;
        Console.Error.WriteLine(string.Create(CultureInfo.InvariantCulture, $"apply: {progress.Written} written, before-images {captureSeconds:0.0} s, writes {seconds - captureSeconds:0.0} s"));
        await services.Store.Records.TryCreateAsync("ledgers", plan.Address.ToString(), new LedgerPointer(plan.Ledger!, Run, index.Bundle, null, services.Time.GetUtcNow()), CancellationToken.None);
        return seconds;
    }

    private static Task<Measured> OneAsync(string operation, string folder, string table, int settings, string connection) =>
        OwnProcess.MeasureAsync([One, operation, folder, table, settings.ToString(CultureInfo.InvariantCulture)], ("FM_SECRET_STORAGE", connection));

    private static void Show(Dictionary<string, List<Measured>> measured, int settings, int runs, string? json)
    {
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{settings} settings, {runs} runs in turn"));
        var table = new Table("operation ", "median s", "min", "max", "to the bare one", "processor s", "peak working set MB");
        var rows = new List<object>();
        foreach (var (operation, results) in measured)
        {
            var seconds = results.Select(result => result.Seconds).Order().ToList();
            var bare = operation switch { "plan" or "bare-ranges" => Median(measured["bare-read"]), "apply" => Median(measured["bare-write"]), _ => (double?)null };
            var (median, peak) = (Median(results), results.Max(result => result.Peak));
            table.Add(
                operation, Amount.Number(median, "0.00"), Amount.Number(seconds[0], "0.00"), Amount.Number(seconds[^1], "0.00"), bare is { } one ? Amount.Number(median / one, "0.00") + "x" : "", Amount.Number(results.Select(result => result.Processor).Order().ElementAt(results.Count / 2), "0.00"), Amount.Megabytes(peak));
            rows.Add(new { operation, median, min = seconds[0], max = seconds[^1], ratio = median / bare, peakBytes = peak, seconds, processor = results.Select(result => result.Processor) });
        }

        if (json is not null)
        {
            File.WriteAllText(json, JsonSerializer.Serialize(new { settings, runs, rows }, JsonSerializerOptions.Web));
        }
    }

    private static double Median(IEnumerable<Measured> results)
    {
        var seconds = results.Select(result => result.Seconds).Order().ToList();
        return seconds.Count % 2 == 1 ? seconds[seconds.Count / 2] : (seconds[(seconds.Count / 2) - 1] + seconds[seconds.Count / 2]) / 2;
    }

    private static string NameOf(int i) => string.Create(CultureInfo.InvariantCulture, $"checkout/area{i % 97:D2}/setting{i:D7}");

    private static string ValueOf(int i) => string.Create(CultureInfo.InvariantCulture, $"the value of setting number {i}");

    private static async Task WriteAsync(string folder, string table, int settings)
    {
        await OurRun.WriteRepositoryAsync(folder, $"{{ type: azure-table, connection: {{ secret: storage }}, table: {table} }}");
        // As many resources as the limit of a YAML file asks for.
        foreach (var (at, chunk) in Enumerable.Range(0, settings).Chunk(SettingsOfFile).Index())
        {
            await using var file = new StreamWriter(Path.Combine(folder, "metadata", $"settings{at}.yaml"));
            await file.WriteLineAsync($"kind: Settings\nname: checkout{at}\ntarget: db\nsettings:");
            foreach (var i in chunk)
            {
                await file.WriteLineAsync($"  {NameOf(i)}: {ValueOf(i)}");
            }
        }
    }
}
