using FunctionsMigrator.Adapters.Stores.Local;
using FunctionsMigrator.Core.Findings;
using FunctionsMigrator.Core.Findings.Codes;
using FunctionsMigrator.Core.Ports;

namespace FunctionsMigrator.Adapters.Stores.Export;

/// <summary>A folder that an audit is exported to, and verified from: the files of <see cref="LocalBlobStore"/>, and nothing else of a store.</summary>
public static class ExportFolder
{
    /// <summary>Makes the folder. <c>AUD013</c>: there is something in it; <c>STO001</c>: it cannot be made.</summary>
    public static Outcome<IBlobStore> Create(string folder) => Guarded(folder, path =>
    {
        if (Directory.Exists(path) && Directory.EnumerateFileSystemEntries(path).Any())
        {
            return AuditCodes.ExportExists.Fail<IBlobStore>($"{path} is not empty.");
        }

        new DurableFolder(path).Create(path);
        return Outcome.Of<IBlobStore>(Blobs(path));
    });

    /// <summary>Opens the folder of an export, which may be read-only. <c>AUD012</c>: there is no such folder.</summary>
    public static Outcome<IBlobStore> Open(string folder) => Guarded(folder, path => Directory.Exists(path)
        ? Outcome.Of<IBlobStore>(Blobs(path))
        : AuditCodes.NoExport.Fail<IBlobStore>($"There is no folder {path}."));

    private static LocalBlobStore Blobs(string path) =>
        new LocalBlobStore(path, () => Path.Combine(path, $".{Guid.NewGuid():N}.tmp"), DurableWriteObserver.None);

    private static Outcome<IBlobStore> Guarded(string folder, Func<string, Outcome<IBlobStore>> act)
    {
        var path = Path.GetFullPath(folder);
        try
        {
            return act(path);
        }
        catch (Exception exception) when (LocalFailure.IsOfMedium(exception))
        {
            return Outcome.Fail<IBlobStore>(LocalFailure.From(exception, $"The folder {path} cannot be used").Finding);
        }
    }
}
