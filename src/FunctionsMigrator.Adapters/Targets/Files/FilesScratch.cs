using FunctionsMigrator.Core.Items;

namespace FunctionsMigrator.Adapters.Targets.Files;

/// <summary>A scratch copy of a folder: the files that hold managed kinds, without marker, claims and receipts.</summary>
internal static class FilesScratch
{
    /// <summary>Makes the copy anew.</summary>
    public static async Task CopyAsync(FilesFolder live, FilesFolder scratch, IReadOnlyList<ResourceSlice> slices, CancellationToken cancellation)
    {
        Remove(scratch.Root);
        scratch.Create();
        foreach (var file in slices.Select(slice => FilesLayout.FileOf(slice.Kind)).Distinct())
        {
            if (file is null)
            {
                await CopyDocumentsAsync(live, scratch, cancellation);
            }
            else if (await live.ReadAsync(file, cancellation) is { } bytes)
            {
                await File.WriteAllBytesAsync(scratch.PathOf(file), bytes, cancellation);
            }
        }
    }

    /// <summary>Removes a copy; nothing happens when there is none.</summary>
    public static void Remove(string root)
    {
        if (Directory.Exists(root))
        {
            Directory.Delete(root, recursive: true);
        }
    }

    private static async Task CopyDocumentsAsync(FilesFolder live, FilesFolder scratch, CancellationToken cancellation)
    {
        await foreach (var document in new DocumentFolder(live).AllAsync(cancellation))
        {
            var path = scratch.PathOf(document.Key);
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            await using var from = await document.Content.OpenAsync(cancellation);
            await using var to = new FileStream(path, FileMode.CreateNew, FileAccess.Write);
            await from.CopyToAsync(to, cancellation);
        }
    }
}
