using FunctionsMigrator.Adapters.Stores.Local;

namespace FunctionsMigrator.Testing;

/// <summary>A folder of one test, gone with it.</summary>
public sealed class TestFolder : IDisposable
{
    /// <summary>An empty folder, in memory where there is plenty of it. What is about disks (stores, targets, the engine's file) has folders of its own on one.</summary>
    public TestFolder() => Path = Directory.CreateDirectory(TemporaryFolders.Next("test")).FullName;

    /// <summary>Where it is.</summary>
    public string Path { get; }

    /// <summary>A path inside it.</summary>
    public string this[string path] => System.IO.Path.Combine(Path, path);

    /// <summary>Writes a file, with its folders.</summary>
    public TestFolder Write(string path, string text) => Write(path, System.Text.Encoding.UTF8.GetBytes(text));

    /// <summary>Writes a file, with its folders.</summary>
    public TestFolder Write(string path, byte[] bytes)
    {
        var file = this[path];
        Directory.CreateDirectory(System.IO.Path.GetDirectoryName(file)!);
        File.WriteAllBytes(file, bytes);
        return this;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        // Git's objects are read-only files, which Windows does not delete.
        foreach (var file in new DirectoryInfo(Path).EnumerateFiles("*", new EnumerationOptions { RecurseSubdirectories = true, AttributesToSkip = FileAttributes.ReparsePoint }))
        {
            file.IsReadOnly = false;
        }

        Directory.Delete(Path, recursive: true);
    }
}
