using System.Text.Json;

namespace FunctionsMigrator.Bench.Growth;

/// <summary>Whole runs of growing size, each in a process of its own: what a tenfold step costs, and that memory stays flat.</summary>
internal static class GrowthBench
{
    public const string One = "growth-one";

    private static readonly Dictionary<string, IGrowing> All = new IGrowing[] { new GrowingItems(), new GrowingTargets(), new GrowingDocuments() }.ToDictionary(growing => growing.Name, StringComparer.Ordinal);

    /// <summary>Measures one kind of growth and prints a table.</summary>
    /// <param name="name">What grows.</param>
    /// <param name="sizes">How far; none: as far as the product promises.</param>
    /// <param name="json">File for the figures; null for none.</param>
    public static async Task<int> RunAsync(string? name, IReadOnlyList<int> sizes, string? json)
    {
        if (name is null || !All.TryGetValue(name, out var growing))
        {
            await Console.Error.WriteLineAsync($"growth knows {string.Join(", ", All.Keys)}.");
            return 64;
        }

        var table = new Table($"{name}{new string(' ', Math.Max(0, 10 - name.Length))}", "operation", "seconds", $"ms of one of the {name}", "to the size before", "processor s", "peak working set MB");
        var lines = new List<object>();
        var before = new Dictionary<string, double>(StringComparer.Ordinal);
        foreach (var size in sizes.Count > 0 ? sizes : growing.Sizes)
        {
            var folder = Directory.CreateTempSubdirectory("fm-growth-").FullName;
            try
            {
                foreach (var operation in growing.Operations)
                {
                    await growing.PrepareAsync(folder, size, operation);
                    var measured = await OwnProcess.MeasureAsync([One, name, operation, folder]);
                    var step = before.TryGetValue(operation, out var former) ? measured.Seconds / former : (double?)null;
                    before[operation] = measured.Seconds;
                    table.Add(
                        $"{size}", operation, Amount.Number(measured.Seconds, "0.00"), Amount.Number(1000 * measured.Seconds / size, "0.000"), step is { } ratio ? Amount.Number(ratio, "0.00") + "x" : "",
                        Amount.Number(measured.Processor), Amount.Megabytes(measured.Peak));
                    lines.Add(new { size, operation, measured.Seconds, measured.Processor, step, peakBytes = measured.Peak });
                }
            }
            finally
            {
                Microsoft.Data.Sqlite.SqliteConnection.ClearAllPools();
                Directory.Delete(folder, recursive: true);
            }
        }

        if (json is not null)
        {
            await File.WriteAllTextAsync(json, JsonSerializer.Serialize(new { grows = name, lines }, JsonSerializerOptions.Web) + "\n");
        }

        return 0;
    }

    /// <summary>One operation, once: <c>NAME OPERATION FOLDER</c>.</summary>
    public static async Task RunOneAsync(IReadOnlyList<string> args)
    {
        var begun = TimeProvider.System.GetTimestamp();
        await All[args[0]].RunAsync(args[2], args[1]);
        OwnProcess.Report(TimeProvider.System.GetElapsedTime(begun).TotalSeconds);
    }
}
