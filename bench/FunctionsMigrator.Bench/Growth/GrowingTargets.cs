using System.Globalization;

namespace FunctionsMigrator.Bench.Growth;

/// <summary>Regions with a folder each, migrated by <c>fm</c> itself: git, rehearsal, plan, one wave on the embedded engine, audit; and once more with nothing to do.</summary>
internal sealed class GrowingTargets : IGrowing
{
    private const int Settings = 20;

    public string Name => "targets";

    public IReadOnlyList<int> Sizes => [1, 10, 100, 1_000];

    public IReadOnlyList<string> Operations => ["migrate", "nothing to do"];

    public async Task PrepareAsync(string folder, int size, string operation)
    {
        if (operation == Operations[0])
        {
            var regions = string.Join(", ", Enumerable.Range(0, size).Select(i => string.Create(CultureInfo.InvariantCulture, $"{{ name: r{i:D4} }}")));
            await FmRepository.MakeAsync(folder, $"regions: [ {regions} ]\ntargets: {{ config: {{ type: files, path: \"data/${{region}}\" }} }}\n");
            var lines = Enumerable.Range(0, Settings).Select(i => $"  app/setting{i}: {i}\n");
            await File.WriteAllTextAsync(Path.Combine(FmRepository.In(folder), "metadata", "app.yaml"), $"kind: Settings\nname: app\ntarget: config\nsettings:\n{string.Concat(lines)}");
        }
        else
        {
            await File.WriteAllTextAsync(Path.Combine(FmRepository.In(folder), "README.md"), "Another commit.\n");
        }

        await FmRepository.CommitAsync(folder);
    }

    public Task RunAsync(string folder, string operation) => FmRepository.FmAsync(folder, "migrate", "--env", "test", "--wait", "20m");
}
