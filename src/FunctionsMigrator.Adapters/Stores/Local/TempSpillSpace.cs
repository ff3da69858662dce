using FunctionsMigrator.Core.Ports;

namespace FunctionsMigrator.Adapters.Stores.Local;

/// <summary>
/// Temporary files that nobody else can open: on Unix they lose their name at once, on Windows the system deletes them when they are closed. Nothing of them remains,
/// however the process ends.
/// </summary>
public sealed class TempSpillSpace : ISpillSpace
{
    private readonly Func<string> _nextPath;

    /// <summary>Keeps the files in an existing folder.</summary>
    public TempSpillSpace(string folder)
        : this(() => Path.Combine(folder, $"fm-spill-{Guid.NewGuid():N}"))
    {
    }

    internal TempSpillSpace(Func<string> nextPath) => _nextPath = nextPath;

    /// <inheritdoc/>
    public Stream Create()
    {
        var path = _nextPath();
        try
        {
            return new LocalStream(Open(path), $"The temporary file {path}");
        }
        catch (Exception exception) when (LocalFailure.IsOfMedium(exception))
        {
            throw LocalFailure.From(exception, $"No temporary file {path} can be made");
        }
    }

    private static FileStream Open(string path)
    {
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.ReadWrite, Share = FileShare.None, BufferSize = 1 << 16 };
        if (OperatingSystem.IsWindows())
        {
            options.Options = FileOptions.DeleteOnClose;
            return new FileStream(path, options);
        }

        options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        var file = new FileStream(path, options);
        File.Delete(path);
        return file;
    }
}
