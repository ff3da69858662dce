using System.Runtime.CompilerServices;
using FunctionsMigrator.Core;
using FunctionsMigrator.Core.Ports;
using FunctionsMigrator.Core.Stores;

namespace FunctionsMigrator.Testing.Stores;

/// <summary>Blobs in memory, with every promise of the port but durability.</summary>
public sealed class InMemoryBlobStore(IDurableWriteObserver? observer = null) : IBlobStore
{
    private readonly IDurableWriteObserver _observer = observer ?? DurableWriteObserver.None;
    private readonly Lock _gate = new();
    private readonly Dictionary<BlobArea, SortedDictionary<string, byte[]>> _areas =
        Enum.GetValues<BlobArea>().ToDictionary(area => area, _ => new SortedDictionary<string, byte[]>(Utf8Order.Instance));

    /// <inheritdoc/>
    public async Task<bool> TryCreateAsync(BlobArea area, string name, Func<Stream, CancellationToken, Task> write, CancellationToken cancellation)
    {
        StoreLimits.RequireBlobName(name);
        var what = $"blob create {area.ToString().ToLowerInvariant()}/{name}";
        await _observer.BeforeAsync(what, cancellation);
        using var buffer = new MemoryStream();
        if (!await ExistsAsync(area, name, cancellation))
        {
            await write(buffer, cancellation);
        }

        lock (_gate)
        {
            if (!_areas[area].TryAdd(name, buffer.ToArray()))
            {
                return false;
            }
        }

        await _observer.AfterAsync(what, cancellation);
        return true;
    }

    /// <inheritdoc/>
    public Task<Stream?> OpenAsync(BlobArea area, string name, CancellationToken cancellation)
    {
        StoreLimits.RequireBlobName(name);
        cancellation.ThrowIfCancellationRequested();
        lock (_gate)
        {
            return Task.FromResult<Stream?>(_areas[area].TryGetValue(name, out var bytes) ? new MemoryStream(bytes, writable: false) : null);
        }
    }

    /// <inheritdoc/>
    public Task<bool> ExistsAsync(BlobArea area, string name, CancellationToken cancellation)
    {
        StoreLimits.RequireBlobName(name);
        cancellation.ThrowIfCancellationRequested();
        lock (_gate)
        {
            return Task.FromResult(_areas[area].ContainsKey(name));
        }
    }

    /// <inheritdoc/>
    public async IAsyncEnumerable<string> ListAsync(BlobArea area, string prefix, [EnumeratorCancellation] CancellationToken cancellation)
    {
        await Task.CompletedTask;
        foreach (var name in NamesOf(area, prefix))
        {
            cancellation.ThrowIfCancellationRequested();
            yield return name;
        }
    }

    /// <inheritdoc/>
    public async Task<bool> DeleteSnapshotAsync(string name, CancellationToken cancellation)
    {
        StoreLimits.RequireBlobName(name);
        var what = $"blob delete snapshots/{name}";
        await _observer.BeforeAsync(what, cancellation);
        lock (_gate)
        {
            if (!_areas[BlobArea.Snapshots].Remove(name))
            {
                return false;
            }
        }

        await _observer.AfterAsync(what, cancellation);
        return true;
    }

    /// <summary>What no product code can do: changes a blob behind the store's back. Null removes it.</summary>
    public void Tamper(BlobArea area, string name, byte[]? bytes)
    {
        lock (_gate)
        {
            if (bytes is null)
            {
                _areas[area].Remove(name);
            }
            else
            {
                _areas[area][name] = bytes;
            }
        }
    }

    /// <summary>The bytes of a blob that is there.</summary>
    public byte[] Bytes(BlobArea area, string name)
    {
        lock (_gate)
        {
            return [.. _areas[area][name]];
        }
    }

    /// <summary>A store of its own with the same blobs.</summary>
    public InMemoryBlobStore Copy(IDurableWriteObserver? observer = null)
    {
        var copy = new InMemoryBlobStore(observer);
        lock (_gate)
        {
            foreach (var (area, blobs) in _areas)
            {
                foreach (var (name, bytes) in blobs)
                {
                    copy._areas[area].Add(name, bytes);
                }
            }
        }

        return copy;
    }

    private string[] NamesOf(BlobArea area, string prefix)
    {
        lock (_gate)
        {
            return [.. _areas[area].Keys.Where(name => name.StartsWith(prefix, StringComparison.Ordinal))];
        }
    }
}
