namespace FunctionsMigrator.Cli.Tests;

/// <summary>A folder that is gone after the test.</summary>
internal sealed class TemporaryDirectory : IDisposable
{
    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("fm-cli-");

    public string Path => _directory.FullName;

    public string File(params string[] parts) => System.IO.Path.Combine([Path, .. parts]);

    public void Dispose()
    {
        // Git writes its objects read-only.
        foreach (var file in _directory.EnumerateFiles("*", SearchOption.AllDirectories).Where(file => file.IsReadOnly))
        {
            file.IsReadOnly = false;
        }

        _directory.Delete(recursive: true);
    }
}
