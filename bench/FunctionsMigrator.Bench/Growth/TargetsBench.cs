using System.Globalization;
using System.Text.Json;
using Microsoft.Data.Sqlite;

namespace FunctionsMigrator.Bench.Growth;

/// <summary>One run over many targets in three waves on the embedded engine, from the start to Completed: time, memory, and how long its histories grow.</summary>
internal static class TargetsBench
{
    public const string One = "targets-one";

    /// <summary>Measures and prints.</summary>
    /// <param name="targets">Targets: a folder each.</param>
    /// <param name="items">Settings of each.</param>
    /// <param name="json">File for the figures; null for none.</param>
    public static async Task RunAsync(int targets, int items, string? json)
    {
        var folder = Directory.CreateTempSubdirectory("fm-targets-").FullName;
        try
        {
            var regions = string.Join(", ", Enumerable.Range(0, targets).Select(i => string.Create(CultureInfo.InvariantCulture, $"{{ name: r{i:D5}{(i == 0 ? ", ring: canary" : "")} }}")));
            await FmRepository.MakeAsync(
                folder, $"regions: [ {regions} ]\ntargets: {{ config: {{ type: files, path: \"data/${{region}}\" }} }}\n", "{ ring: canary }, { percent: 10 }, { rest: true }");
            var settings = string.Concat(Enumerable.Range(0, items).Select(i => $"  app/setting{i}: {i}\n"));
            await File.WriteAllTextAsync(Path.Combine(FmRepository.In(folder), "metadata", "app.yaml"), $"kind: Settings\nname: app\ntarget: config\nsettings:\n{settings}");
            await FmRepository.CommitAsync(folder);
            var measured = await OwnProcess.MeasureAsync([One, folder]);
            var (histories, longest, facts) = Histories(Path.Combine(FmRepository.In(folder), ".fm", "engine.db"));
            var table = new Table("targets", "items of each", "seconds", "ms of a target", "processor s", "peak working set MB", "histories", "facts", "longest history");
            table.Add(
                $"{targets}", $"{items}", Amount.Number(measured.Seconds, "0.0"), Amount.Number(1000 * measured.Seconds / targets, "0.0"), Amount.Number(measured.Processor),
                Amount.Megabytes(measured.Peak), $"{histories}", $"{facts}", $"{longest}");
            if (json is not null)
            {
                await File.WriteAllTextAsync(
                    json, JsonSerializer.Serialize(new { targets, items, measured.Seconds, measured.Processor, peakBytes = measured.Peak, histories, facts, longest }, JsonSerializerOptions.Web) + "\n");
            }
        }
        finally
        {
            SqliteConnection.ClearAllPools();
            Directory.Delete(folder, recursive: true);
        }
    }

    /// <summary>The run, once: <c>FOLDER</c>.</summary>
    public static async Task RunOneAsync(string folder)
    {
        var begun = TimeProvider.System.GetTimestamp();
        await FmRepository.FmAsync(folder, "migrate", "--env", "test", "--wait", "60m");
        OwnProcess.Report(TimeProvider.System.GetElapsedTime(begun).TotalSeconds);
    }

    private static (long Histories, long Longest, long Facts) Histories(string engine)
    {
        using var connection = new SqliteConnection($"Data Source={engine};Mode=ReadOnly;Pooling=False");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = "SELECT count(*), max(facts), sum(facts) FROM instances";
        using var reader = command.ExecuteReader();
        reader.Read();
        return (reader.GetInt64(0), reader.GetInt64(1), reader.GetInt64(2));
    }
}
