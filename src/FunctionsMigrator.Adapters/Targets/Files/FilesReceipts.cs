using System.Text;
using System.Text.Json;
using FunctionsMigrator.Adapters.Targets.Local;
using FunctionsMigrator.Core.Findings.Codes;
using FunctionsMigrator.Core.Stores;
using FunctionsMigrator.Core.Targets;

namespace FunctionsMigrator.Adapters.Targets.Files;

/// <summary>
/// The receipts of one run: <c>.fm-receipts/RUN.jsonl</c>, one JSON object a line. They are appended after what they prove, so a crash between the two loses the receipt
/// and never invents one. In memory stands only where each line begins. Everything here happens under the lock.
/// </summary>
internal sealed class FilesReceipts(FilesFolder folder, string run)
{
    private readonly string _path = Path.Combine(folder.PathOf(FilesLayout.Receipts), FileName(run));
    private readonly Dictionary<UInt128, long> _lines = [];
    private long _read;

    public string Run { get; } = run;

    /// <summary>Deletes the receipts of all runs but these: nobody asks for them again.</summary>
    public static void Keep(FilesFolder folder, params ReadOnlySpan<string> runs)
    {
        var path = folder.PathOf(FilesLayout.Receipts);
        var keep = new HashSet<string>(StringComparer.Ordinal);
        foreach (var run in runs)
        {
            keep.Add(FileName(run));
        }

        foreach (var file in Directory.Exists(path) ? Directory.GetFiles(path) : [])
        {
            if (!keep.Contains(Path.GetFileName(file)))
            {
                File.Delete(file);
            }
        }
    }

    /// <summary>Takes over what other processes appended.</summary>
    public async Task RefreshAsync(CancellationToken cancellation)
    {
        folder.RefuseLinks(_path);
        if (!File.Exists(_path))
        {
            _read = 0;
            _lines.Clear();
            return;
        }

        await using var stream = new FileStream(_path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        if (stream.Length < _read)
        {
            _read = 0;
            _lines.Clear();
        }

        stream.Position = _read;
        using var line = new MemoryStream();
        var buffer = new byte[1 << 16];
        for (int count; (count = await stream.ReadAsync(buffer, cancellation)) > 0;)
        {
            for (var rest = buffer.AsMemory(0, count); !rest.IsEmpty;)
            {
                var end = rest.Span.IndexOf((byte)'\n');
                line.Write((end < 0 ? rest : rest[..end]).Span);
                if (end < 0)
                {
                    break;
                }

                Index(line.GetBuffer().AsSpan(0, (int)line.Length));
                line.SetLength(0);
                rest = rest[(end + 1)..];
            }
        }
    }

    /// <summary>The receipt of a write, when there is one.</summary>
    public WriteResult? Find(ItemWrite write)
    {
        if (!_lines.TryGetValue(ReceiptLine.NameOf(write.ChangeId, write.Pre, write.Post), out var start))
        {
            return null;
        }

        using var stream = new FileStream(_path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        stream.Position = start;
        using var reader = new StreamReader(stream);
        return Parse(Encoding.UTF8.GetBytes(reader.ReadLine() ?? "")).Result;
    }

    /// <summary>Appends receipts durably.</summary>
    public void Append(IReadOnlyList<(ItemWrite Write, WriteResult Result)> receipts)
    {
        if (!Directory.Exists(folder.PathOf(FilesLayout.Receipts)))
        {
            Directory.CreateDirectory(folder.PathOf(FilesLayout.Receipts));
            LocalFolders.Sync(folder.Root);
        }

        using var stream = new FileStream(_path, FileMode.OpenOrCreate, FileAccess.Write, FileShare.Read);

        // A line that a crash cut off has no line feed; it was never read, and it is overwritten.
        stream.SetLength(_read);
        stream.Position = _read;
        foreach (var (write, result) in receipts)
        {
            var line = ReceiptLine.Of(write, result).ToBytes();
            stream.Write(line);
            stream.WriteByte((byte)'\n');
            Index(line);
        }

        stream.Flush(flushToDisk: true);
        LocalFolders.Sync(folder.PathOf(FilesLayout.Receipts));
    }

    private void Index(ReadOnlySpan<byte> line)
    {
        _lines[Parse(line).Name] = _read;
        _read += line.Length + 1;
    }

    private ReceiptLine Parse(ReadOnlySpan<byte> line)
    {
        try
        {
            return ReceiptLine.Parse(line);
        }
        catch (JsonException exception)
        {
            throw folder.Failed(TargetCodes.Damaged.Finding($"{_path} holds a line that is no receipt: {exception.Message}"), exception);
        }
    }

    private static string FileName(string run) => KeyEncoding.Files.EncodeKey(run) + ".jsonl";
}
