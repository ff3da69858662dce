using System.Diagnostics;
using System.Globalization;
using System.Security.Cryptography;
using System.Text.Json;
using Azure.Data.Tables;
using FunctionsMigrator.Adapters;
using FunctionsMigrator.Adapters.Analyses;
using FunctionsMigrator.Adapters.Git;
using FunctionsMigrator.Adapters.Git.Signatures;
using FunctionsMigrator.Adapters.Metadata;
using FunctionsMigrator.Adapters.Secrets;
using FunctionsMigrator.Adapters.Stores.Local;
using FunctionsMigrator.Cli.Demo.Servers;
using FunctionsMigrator.Core.Applying;
using FunctionsMigrator.Core.Applying.Journal;
using FunctionsMigrator.Core.Items;
using FunctionsMigrator.Core.Operations;
using FunctionsMigrator.Core.Planning;
using FunctionsMigrator.Core.Ports;
using FunctionsMigrator.Core.Runs;
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
    private const string Region = "west";
    private const string Run = "production-20261123-093015-1a2b3c4";
    private const int Writers = 2;

    public static async Task RunAsync(int settings, int runs, string? json)
    {
        await using var azurite = await AzuriteServer.StartAsync(CancellationToken.None);
        var measured = new Dictionary<string, List<Result>>(StringComparer.Ordinal);
        string[] operations = ["bare-write", "apply", "bare-read", "plan"];
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

    /// <summary>Does one thing and prints seconds, seconds of processor and peak bytes.</summary>
    public static async Task RunOneAsync(string operation, string folder, string table, int settings)
    {
        var service = new TableServiceClient(Environment.GetEnvironmentVariable("FM_SECRET_STORAGE"));
        var seconds = operation switch
        {
            "bare-read" => await BareReadAsync(service.GetTableClient(table), settings),
            "bare-write" => await BareWriteAsync(service.GetTableClient(table + "bare"), settings),
            "plan" => await PlanAsync(folder),
            _ => await ApplyAsync(folder),
        };
        using var self = Process.GetCurrentProcess();
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{seconds:0.000} {self.TotalProcessorTime.TotalSeconds:0.000} {Amount.Peak()}"));
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
        if (Environment.GetEnvironmentVariable("FM_BENCH_PARTS") is not null)
        {
            var parts = Stopwatch.StartNew();
            var repository = (await place.Services.Metadata.ReadAsync(tree, CancellationToken.None)).Value;
            Console.Error.WriteLine(string.Create(CultureInfo.InvariantCulture, $"plan: {begun.Elapsed.TotalSeconds - parts.Elapsed.TotalSeconds:0.0} s, of it reading the files {parts.Elapsed.TotalSeconds:0.0} s ({repository.Manifest.Count} files)"));
        }

        return index.Counts().Total == 0 ? begun.Elapsed.TotalSeconds : throw new InvalidOperationException($"The plan has {index.Counts().Total} changes; none were expected.");
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

    private static async Task<Result> OneAsync(string operation, string folder, string table, int settings, string connection)
    {
        var start = new ProcessStartInfo(
            Environment.ProcessPath!,
            [typeof(SettingsOnTables).Assembly.Location, One, operation, folder, table, settings.ToString(CultureInfo.InvariantCulture)])
        { RedirectStandardOutput = true };
        start.Environment["FM_SECRET_STORAGE"] = connection;
        using var process = Process.Start(start)!;
        var fields = (await process.StandardOutput.ReadToEndAsync()).Trim().Split(' ');
        await process.WaitForExitAsync();
        return process.ExitCode == 0
            ? new Result(double.Parse(fields[0], CultureInfo.InvariantCulture), double.Parse(fields[1], CultureInfo.InvariantCulture), long.Parse(fields[2], CultureInfo.InvariantCulture))
            : throw new InvalidOperationException($"{operation} ended with {process.ExitCode}.");
    }

    private static void Show(Dictionary<string, List<Result>> measured, int settings, int runs, string? json)
    {
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{settings} settings, {runs} runs in turn"));
        var table = new Table("operation ", "median s", "min", "max", "to the bare one", "processor s", "peak working set MB");
        var rows = new List<object>();
        foreach (var (operation, results) in measured)
        {
            var seconds = results.Select(result => result.Seconds).Order().ToList();
            var bare = operation switch { "plan" => Median(measured["bare-read"]), "apply" => Median(measured["bare-write"]), _ => (double?)null };
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

    private static double Median(IEnumerable<Result> results)
    {
        var seconds = results.Select(result => result.Seconds).Order().ToList();
        return seconds.Count % 2 == 1 ? seconds[seconds.Count / 2] : (seconds[(seconds.Count / 2) - 1] + seconds[seconds.Count / 2]) / 2;
    }

    private static string NameOf(int i) => string.Create(CultureInfo.InvariantCulture, $"checkout/area{i % 97:D2}/setting{i:D7}");

    private static string ValueOf(int i) => string.Create(CultureInfo.InvariantCulture, $"the value of setting number {i}");

    private static async Task WriteAsync(string folder, string table, int settings)
    {
        foreach (var part in new[] { "environments", "policies", "metadata" })
        {
            Directory.CreateDirectory(Path.Combine(folder, part));
        }

        await File.WriteAllTextAsync(Path.Combine(folder, "migrator.yaml"), "kind: Repository\nname: settings\nformat: 1\nbranches: { main: [production] }\n");
        await File.WriteAllTextAsync(Path.Combine(folder, "people.yaml"), "kind: People\nname: people\npeople: { ada: { git: [ada@example.com], roles: [release-manager] } }\n");
        await File.WriteAllTextAsync(Path.Combine(folder, "policies", "production.yaml"), "kind: Policy\nname: production\n");
        await File.WriteAllTextAsync(
            Path.Combine(folder, "environments", "production.yaml"),
            $"kind: Environment\nname: production\npolicy: production\nregions: [ {{ name: {Region} }} ]\ntargets: {{ config: {{ type: azure-table, connection: {{ secret: storage }}, table: {table} }} }}\nrollout: {{ waves: [ {{ percent: 100 }} ] }}\n");
        await using var file = new StreamWriter(Path.Combine(folder, "metadata", "settings.yaml"));
        await file.WriteLineAsync("kind: Settings\nname: checkout\ntarget: config\nsettings:");
        for (var i = 0; i < settings; i++)
        {
            await file.WriteLineAsync($"  {NameOf(i)}: {ValueOf(i)}");
        }
    }

    /// <summary>What one process measured of itself; its processor time includes its start.</summary>
    private sealed record Result(double Seconds, double Processor, long Peak);
}
