using FunctionsMigrator.Core.Findings;
using FunctionsMigrator.Core.Items;
using FunctionsMigrator.Core.Targets;

namespace FunctionsMigrator.Adapters.Targets.Azure;

/// <summary>How targets that are reached over a client are opened, copied for rehearsals and dropped again: read the definition, connect, and turn expected failures into findings.</summary>
/// <typeparam name="TPlace">A checked definition.</typeparam>
/// <typeparam name="TClient">What speaks to it.</typeparam>
internal abstract class RemoteTargets<TPlace, TClient>
{
    /// <summary>Opens a target. Nothing of the service is asked.</summary>
    public async Task<Outcome<ITarget>> OpenAsync(TargetBinding binding, TargetAccess access, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        var place = Read(binding);
        if (!place.Succeeded)
        {
            return place.As<ITarget>();
        }

        var client = await ConnectAsync(binding, place.Value, access, cancellation);
        return client.Succeeded ? Outcome.Of(Make(binding, place.Value, client.Value, access)) : client.As<ITarget>();
    }

    /// <summary>Makes a scratch copy at the first of its places that is free.</summary>
    public async Task<Outcome<ITarget>> CreateScratchAsync(TargetBinding live, ScratchRequest request, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        var place = Read(live);
        if (!place.Succeeded)
        {
            return place.As<ITarget>();
        }

        var from = await ConnectAsync(live, place.Value, TargetAccess.Plan, cancellation);
        foreach (var scratch in ScratchPlaces(live, place.Value, request.Run))
        {
            var to = await ConnectAsync(live, scratch, TargetAccess.Apply, cancellation);
            if (!from.Succeeded || !to.Succeeded)
            {
                return Outcome.Fail<ITarget>([.. from.Findings.Concat(to.Findings).Distinct()]);
            }

            try
            {
                if (await TryMakeEmptyAsync(scratch, to.Value, cancellation))
                {
                    await CopyAsync(live, place.Value, from.Value, scratch, to.Value, request.Slices, cancellation);
                    return Outcome.Of(Make(live, scratch, to.Value, TargetAccess.Apply));
                }
            }
            catch (TargetException exception)
            {
                return Outcome.Fail<ITarget>(exception.Finding);
            }
            catch (Exception exception) when (!cancellation.IsCancellationRequested && Explain(exception, live, from.Value) is { } finding)
            {
                return Outcome.Fail<ITarget>(finding);
            }
        }

        var busy = new TimeoutException($"All scratch copies of run {request.Run} are being deleted");
        return Explain(busy, live, from.Value) is { } explained ? Outcome.Fail<ITarget>(explained) : throw busy;
    }

    /// <summary>Drops the scratch copy of a run, wherever it was made; nothing happens when there is none.</summary>
    public async Task DropScratchAsync(TargetBinding live, string run, CancellationToken cancellation)
    {
        var place = Read(live);
        foreach (var scratch in place.Succeeded ? ScratchPlaces(live, place.Value, run) : [])
        {
            var client = await ConnectAsync(live, scratch, TargetAccess.Apply, cancellation);
            await DropAsync(scratch, client.Succeeded ? client.Value : throw new TargetException(client.Findings[0]), cancellation);
        }
    }

    /// <summary>The checked definition, by its text alone.</summary>
    public abstract Outcome<TPlace> Read(TargetBinding binding);

    /// <summary>What speaks to a place. Does not connect.</summary>
    protected abstract Task<Outcome<TClient>> ConnectAsync(TargetBinding binding, TPlace place, TargetAccess access, CancellationToken cancellation);

    /// <summary>The target.</summary>
    protected abstract ITarget Make(TargetBinding binding, TPlace place, TClient client, TargetAccess access);

    /// <summary>Where the scratch copy of a run may lie, the first choice first.</summary>
    protected abstract IEnumerable<TPlace> ScratchPlaces(TargetBinding live, TPlace place, string run);

    /// <summary>Makes an empty scratch target; false where the place is not free yet, which it is a little later.</summary>
    protected abstract Task<bool> TryMakeEmptyAsync(TPlace scratch, TClient client, CancellationToken cancellation);

    /// <summary>Copies what the slices manage.</summary>
    protected abstract Task CopyAsync(TargetBinding live, TPlace place, TClient from, TPlace scratch, TClient to, IReadOnlyList<ResourceSlice> slices, CancellationToken cancellation);

    /// <summary>Drops a scratch target, where there is one.</summary>
    protected abstract Task DropAsync(TPlace scratch, TClient client, CancellationToken cancellation);

    /// <summary>The finding of an expected failure; null for all others.</summary>
    protected abstract Finding? Explain(Exception exception, TargetBinding binding, TClient client);
}
