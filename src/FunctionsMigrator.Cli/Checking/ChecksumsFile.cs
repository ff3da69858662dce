using FunctionsMigrator.Cli.Hosting;
using FunctionsMigrator.Core.Bundles;

namespace FunctionsMigrator.Cli.Checking;

/// <summary>The file <c>checksums.lock</c> of a work tree.</summary>
internal static class ChecksumsFile
{
    /// <summary>Replaces the file at once, never half; answers false, with the file untouched, when it holds the text already.</summary>
    public static async Task<bool> WriteAsync(RepositoryFolder folder, string text, CancellationToken cancellation)
    {
        var file = Path.Combine(folder.Path, ChecksumsLock.FileName);
        if (File.Exists(file) && await File.ReadAllTextAsync(file, cancellation) == text)
        {
            return false;
        }

        var fresh = file + ".new";
        await File.WriteAllTextAsync(fresh, text, cancellation);
        File.Move(fresh, file, overwrite: true);
        return true;
    }
}
