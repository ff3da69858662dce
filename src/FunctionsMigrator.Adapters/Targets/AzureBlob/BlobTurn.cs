using Azure;
using FunctionsMigrator.Core;
using FunctionsMigrator.Core.Findings.Codes;
using FunctionsMigrator.Core.Targets;

namespace FunctionsMigrator.Adapters.Targets.AzureBlob;

/// <summary>A writer's turn at a container, from reading the claim to being done: keeps its announcement in the marker fresh, and ends every write in time.</summary>
internal sealed class BlobTurn : IDisposable
{
    private readonly BlobMarker _marker;
    private readonly Claim _claim;
    private readonly TargetAddress _address;
    private readonly BlobTimes _times;
    private readonly TimeProvider _time;
    private readonly SemaphoreSlim _one = new(1, 1);
    private ETag _etag;
    private long _announced;

    private BlobTurn(BlobMarker marker, Claim claim, TargetAddress address, BlobTimes times, TimeProvider time) =>
        (_marker, _claim, _address, _times, _time) = (marker, claim, address, times, time);

    /// <summary>Begins: only where the claim is the highest one.</summary>
    /// <exception cref="TargetException">TGT021.</exception>
    public static async Task<BlobTurn> BeginAsync(BlobMarker marker, Claim claim, TargetAddress address, BlobTimes times, TimeProvider time, CancellationToken cancellation)
    {
        var turn = new BlobTurn(marker, claim, address, times, time);
        while (true)
        {
            cancellation.ThrowIfCancellationRequested();
            var state = await marker.ReadAsync(cancellation);
            if (!Claims.Holds(state?.Marker, claim))
            {
                throw turn.Lost(state?.Marker);
            }

            if (await turn.TryAnnounceAsync(state!.ETag, cancellation))
            {
                return turn;
            }
        }
    }

    /// <summary>Does one write, under an announcement that stands, within the hard limit.</summary>
    /// <exception cref="TargetException">TGT021; or TGT001: the limit passed.</exception>
    public async Task<T> WriteAsync<T>(Func<CancellationToken, Task<T>> write, CancellationToken cancellation)
    {
        await KeepAsync(cancellation);
        using var limit = new CancellationTokenSource(_times.Write, _time);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(cancellation, limit.Token);
        try
        {
            return await write(both.Token);
        }
        catch (OperationCanceledException exception) when (!cancellation.IsCancellationRequested)
        {
            throw new TargetException(TargetCodes.Unreachable.Finding($"A write had no answer for {_times.Write.TotalSeconds:0} s and was given up.", target: _address.ToString()), exception);
        }
    }

    /// <summary>Ends: the next claimant need not wait.</summary>
    /// <exception cref="TargetException">TGT021.</exception>
    public async Task EndAsync(CancellationToken cancellation)
    {
        if (await _marker.TryWriteAsync(Marker, null, _etag, cancellation) is null)
        {
            throw Lost((await _marker.ReadAsync(cancellation))?.Marker);
        }
    }

    public void Dispose() => _one.Dispose();

    private TargetMarker Marker => new(_claim.Store, _claim.Number, _claim.Run);

    private async Task KeepAsync(CancellationToken cancellation)
    {
        await _one.WaitAsync(cancellation);
        try
        {
            if (_time.GetElapsedTime(_announced) >= _times.Announced && !await TryAnnounceAsync(_etag, cancellation))
            {
                throw Lost((await _marker.ReadAsync(cancellation))?.Marker);
            }
        }
        finally
        {
            _one.Release();
        }
    }

    // The time counts from before the request, a claimant's from when the service took it: ours is over first.
    private async Task<bool> TryAnnounceAsync(ETag former, CancellationToken cancellation)
    {
        var began = _time.GetTimestamp();
        if (await _marker.TryWriteAsync(Marker, _times.Until, former, cancellation) is not { } etag)
        {
            return false;
        }

        (_etag, _announced) = (etag, began);
        return true;
    }

    private TargetException Lost(TargetMarker? marker) => new(Claims.Lost(marker, _claim) with { Target = _address.ToString() });
}
