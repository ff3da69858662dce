using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using FunctionsMigrator.Core;
using FunctionsMigrator.Core.Findings;
using FunctionsMigrator.Core.Findings.Codes;
using FunctionsMigrator.Core.Ports;

namespace FunctionsMigrator.Adapters.Stores.Local;

/// <summary>The files that make a folder a store.</summary>
internal sealed class LocalStoreFiles
{
    public const string Blobs = "blobs";
    private const int Format = 1;
    private const int KeyBytes = 32;
    private const int LargestFile = 4096;
    private const UnixFileMode Others = UnixFileMode.GroupRead | UnixFileMode.GroupWrite | UnixFileMode.OtherRead | UnixFileMode.OtherWrite;
    private static readonly string[] OwnNames = ["store.json", "keys", Blobs, "tmp", ".gitignore"];

    private readonly DurableFolder _folder;

    public LocalStoreFiles(string folder) => _folder = new DurableFolder(folder);

    public string Folder => _folder.Root;

    public string Temporary => In("tmp");

    public string Records => In("records.db");

    public bool Exists => File.Exists(Identification);

    private string Identification => In("store.json");

    private string SensitiveKey => Path.Combine(In("keys"), "sensitive.key");

    private string SnapshotsKey => Path.Combine(In("keys"), "snapshots.key");

    /// <summary>Makes the folder, or makes sure that nothing else lives in it.</summary>
    public void RequireOwnFolder()
    {
        if (!Exists && Directory.Exists(Folder))
        {
            foreach (var path in Directory.EnumerateFileSystemEntries(Folder))
            {
                var name = Path.GetFileName(path);
                if (!OwnNames.Contains(name) && !name.StartsWith("records.db", StringComparison.Ordinal))
                {
                    throw new StoreException(StoreCodes.NoStore.Finding($"{Folder} has no store.json but holds {name}, so it is not the folder of a store."));
                }
            }
        }

        _folder.Create(Folder);
    }

    /// <summary>A store without its records would look like an empty one.</summary>
    public void RequireRecords()
    {
        if (new FileInfo(Records) is not { Exists: true, Length: > 0 })
        {
            throw new StoreException(StoreCodes.Corrupt.Finding($"{Records} is missing or empty, though {Identification} says that the store was in use."));
        }
    }

    /// <summary>Makes what is missing of the keys. Of several processes at once one makes them, the others take them.</summary>
    public void CreateKeys(Func<string> nextTemporary, StoreKeys? keys)
    {
        CreateOnce(In(".gitignore"), "*\n", nextTemporary);
        CreateOnce(SensitiveKey, Text(keys?.Sensitive), nextTemporary);
        CreateOnce(SnapshotsKey, Text(keys?.Snapshots), nextTemporary);
    }

    /// <summary>Declares the store finished.</summary>
    public void CreateIdentity(Func<string> nextTemporary)
    {
        var file = new StoreFile(Format, Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16)));
        CreateOnce(Identification, JsonSerializer.Serialize(file, FmJson.Line) + "\n", nextTemporary);
    }

    public Identity ReadIdentity()
    {
        var file = ReadStoreFile();
        return file.Format == Format
            ? new Identity(file.Id, new StoreKeys(ReadKey(SensitiveKey), ReadKey(SnapshotsKey)))
            : throw new StoreException(StoreCodes.Format.Finding($"{Identification} has format {file.Format}; this program knows format {Format}."));
    }

    /// <summary>Keys that others than the owner may read or write.</summary>
    public IReadOnlyList<Finding> Warnings() => [.. new[] { SensitiveKey, SnapshotsKey }.Select(Warning).OfType<Finding>()];

    private static Finding? Warning(string key)
    {
        if (OperatingSystem.IsWindows() || (File.GetUnixFileMode(key) & Others) == 0)
        {
            return null;
        }

        return StoreCodes.KeysReadable.Finding($"{key} has mode {Convert.ToString((int)File.GetUnixFileMode(key), 8)}; expected 600.");
    }

    private static string Text(ReadOnlyMemory<byte>? key) => Convert.ToBase64String(key is { } given ? given.Span : RandomNumberGenerator.GetBytes(KeyBytes)) + "\n";

    private string In(string name) => Path.Combine(Folder, name);

    private StoreFile ReadStoreFile()
    {
        try
        {
            var file = JsonSerializer.Deserialize<StoreFile>(ReadSmall(Identification), FmJson.Line);
            if (file is { Format: >= Format, Id.Length: > 0 })
            {
                return file;
            }
        }
        catch (JsonException)
        {
            // Said below.
        }

        throw new StoreException(StoreCodes.Corrupt.Finding($"{Identification} is damaged; expected {{\"format\":{Format},\"id\":\"...\"}}."));
    }

    private static byte[] ReadKey(string path)
    {
        var key = new byte[KeyBytes];
        return File.Exists(path) && Convert.TryFromBase64String(ReadSmall(path).Trim(), key, out var count) && count == KeyBytes
            ? key
            : throw new StoreException(StoreCodes.Corrupt.Finding($"{path} is missing or damaged; expected {KeyBytes} bytes in base64."));
    }

    private static string ReadSmall(string path)
    {
        using var file = File.OpenRead(path);
        var bytes = new byte[LargestFile];
        return Encoding.UTF8.GetString(bytes, 0, file.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false));
    }

    private void CreateOnce(string path, string text, Func<string> nextTemporary)
    {
        if (File.Exists(path))
        {
            return;
        }

        var temporary = nextTemporary();
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        using (var file = new FileStream(temporary, options))
        {
            file.Write(Encoding.UTF8.GetBytes(text));
            file.Flush(flushToDisk: true);
        }

        _folder.TryPublish(temporary, path);
        File.Delete(temporary);
    }

    /// <summary>What names a store and what it keeps secret.</summary>
    public sealed record Identity(string Id, StoreKeys Keys);

    private sealed record StoreFile(int Format, string Id);
}
