using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using FunctionsMigrator.Bench.Peers;
using FunctionsMigrator.Testing;

namespace FunctionsMigrator.Bench;

/// <summary>
/// How long <c>fm</c> takes before it does anything: <c>fm --version</c>, and a plan of the sample shop that finds nothing to do, beside a program of the same runtime that ends
/// at once. All in turn, each the whole process from start to end.
/// </summary>
internal static class StartUp
{
    public const string Nothing = "nothing";

    /// <summary>Measures and prints a table.</summary>
    /// <param name="rounds">How many measurements of each; one more goes before them and does not count.</param>
    /// <param name="json">File for the figures; null for none.</param>
    public static async Task RunAsync(int rounds, string? json)
    {
        var folder = Directory.CreateTempSubdirectory("fm-start-");
        try
        {
            var shop = await ShopAsync(Path.Combine(folder.FullName, "shop"));
            (string Name, Func<ProcessStartInfo> Start)[] starts =
            [
                ("a program that ends at once", () => Self.Start(Nothing)),
                ("fm --version", () => Fm(shop, "--version")),
                ("fm plan --env test, nothing to do", () => Fm(shop, "plan", "--env", "test")),
            ];
            var seconds = starts.ToDictionary(start => start.Name, _ => new List<double>(), StringComparer.Ordinal);
            for (var round = 0; round <= rounds; round++)
            {
                foreach (var (name, start) in starts)
                {
                    var begun = TimeProvider.System.GetTimestamp();
                    await RequireAsync(start());
                    if (round > 0)
                    {
                        seconds[name].Add(TimeProvider.System.GetElapsedTime(begun).TotalSeconds);
                    }
                }
            }

            var table = new Table("what                              ", "median s", "min s", "max s");
            foreach (var (name, _) in starts)
            {
                List<double> all = [.. seconds[name].Order()];
                table.Add(name, Amount.Number(all[all.Count / 2], "0.000"), Amount.Number(all[0], "0.000"), Amount.Number(all[^1], "0.000"));
            }

            if (json is not null)
            {
                await File.WriteAllTextAsync(json, JsonSerializer.Serialize(seconds, JsonSerializerOptions.Web) + "\n");
            }
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    // The shop as its README says to try it, with everything in test.
    private static async Task<string> ShopAsync(string shop)
    {
        Copy(Path.Combine(SourceFolders.Repository, "samples", "shop"), shop);
        await RequireAsync(Program("git", shop, "init", "--quiet", "--initial-branch", "main"));
        await RequireAsync(Program("git", shop, "config", "user.name", "Ada"));
        await RequireAsync(Program("git", shop, "config", "user.email", "ada@example.com"));
        await RequireAsync(Fm(shop, "checksum"));
        await RequireAsync(Program("git", shop, "add", "--all"));
        await RequireAsync(Program("git", shop, "commit", "--quiet", "--message", "Move the shop's metadata to git"));
        await RequireAsync(Fm(shop, "migrate", "--env", "test"));
        return shop;
    }

    private static void Copy(string from, string to)
    {
        Directory.CreateDirectory(to);
        foreach (var file in Directory.EnumerateFiles(from))
        {
            File.Copy(file, Path.Combine(to, Path.GetFileName(file)));
        }

        foreach (var below in Directory.EnumerateDirectories(from))
        {
            Copy(below, Path.Combine(to, Path.GetFileName(below)));
        }
    }

    // Beside this program, built as it was built.
    private static ProcessStartInfo Fm(string shop, params IEnumerable<string> args) =>
        Program(Path.Combine(AppContext.BaseDirectory, OperatingSystem.IsWindows() ? "fm.exe" : "fm"), shop, [.. args]);

    private static ProcessStartInfo Program(string program, string folder, params IEnumerable<string> args) => new(program, args) { WorkingDirectory = folder };

    private static async Task RequireAsync(ProcessStartInfo start)
    {
        if (await ExternalProgram.TryAsync(start, CancellationToken.None) is { } why)
        {
            throw new InvalidOperationException(string.Create(CultureInfo.InvariantCulture, $"{start.FileName} {string.Join(' ', start.ArgumentList)}: {why}"));
        }
    }
}
