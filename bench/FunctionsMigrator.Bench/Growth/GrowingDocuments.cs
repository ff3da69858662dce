namespace FunctionsMigrator.Bench.Growth;

/// <summary>Three documents of so many megabytes on a folder, migrated by <c>fm</c> itself, replaced by others, and taken back: none of it holds a document in memory.</summary>
internal sealed class GrowingDocuments : IGrowing
{
    private const int Documents = 3;

    public string Name => "megabytes";

    public IReadOnlyList<int> Sizes => [1, 10, 100];

    public IReadOnlyList<string> Operations => ["make", "replace", "take back"];

    public async Task PrepareAsync(string folder, int size, string operation)
    {
        if (operation == Operations[0])
        {
            await FmRepository.MakeAsync(folder, "regions: [ { name: west } ]\ntargets: { docs: { type: files, path: \"data/${region}\" } }\n");
            Directory.CreateDirectory(Path.Combine(FmRepository.In(folder), "metadata", "files"));
            await File.WriteAllTextAsync(Path.Combine(FmRepository.In(folder), "metadata", "docs.yaml"), "kind: Documents\nname: docs\ntarget: docs\npath: files\ninclude: [\"**/*.bin\"]\n");
        }

        if (operation != Operations[2])
        {
            // Bytes that nothing can make smaller; the same in every run of the benchmark.
            var random = new Random(operation.Length);
            var piece = new byte[1 << 20];
            for (var document = 0; document < Documents; document++)
            {
                await using var file = File.Create(Path.Combine(FmRepository.In(folder), "metadata", "files", $"{document}.bin"));
                for (var megabyte = 0; megabyte < size; megabyte++)
                {
#pragma warning disable CA5394 // Not for secrets.
                    random.NextBytes(piece);
#pragma warning restore CA5394
                    await file.WriteAsync(piece);
                }
            }

            await FmRepository.CommitAsync(folder);
        }
    }

    public async Task RunAsync(string folder, string operation)
    {
        if (operation != Operations[2])
        {
            await FmRepository.FmAsync(folder, "migrate", "--env", "test", "--wait", "20m");
            return;
        }

        var newest = Directory.EnumerateDirectories(Path.Combine(FmRepository.In(folder), ".fm", "blobs", "audit"), "test-*").Select(path => Path.GetFileName(path).TrimEnd('+')).Order(StringComparer.Ordinal).Last();
        await FmRepository.FmAsync(folder, "rollback", newest, "--reason", "measured", "--wait", "20m");
    }
}
