using FunctionsMigrator.Core.Findings;
using FunctionsMigrator.Core.Findings.Codes;
using FunctionsMigrator.Core.Model;
using FunctionsMigrator.Core.Operations;
using FunctionsMigrator.Core.Ports;

namespace FunctionsMigrator.Core.Deliveries;

/// <summary>
/// Takes what was accepted: looks at each branch that was pushed to, and starts the run of what stands there now. Of several pushes the newest one wins; the others are written down as
/// part of it. Done twice, it does nothing the second time.
/// </summary>
internal sealed class PushTaker(MigratorServices services, BranchWatch branches)
{
    // A provider tells of a push before every copy of its repository has it.
    private static readonly TimeSpan Patience = TimeSpan.FromHours(1);

    private readonly DeliveryStore _deliveries = new(services.Store.Records);

    /// <summary>Takes all that is open.</summary>
    public async Task TakeAsync(MetadataRepository metadata, string repository, Caller host, List<string> started, List<Finding> problems, CancellationToken cancellation)
    {
        foreach (var pushes in (await _deliveries.OpenAsync(cancellation)).GroupBy(delivery => delivery.Push.Branch!, StringComparer.Ordinal))
        {
            if (!metadata.Repository.Branches.TryGetValue(pushes.Key, out var environments) || environments.Count == 0)
            {
                await CloseAsync(pushes, delivery => delivery with { State = DeliveryState.Nothing, Reason = $"no environment follows branch {pushes.Key}" }, cancellation);
                continue;
            }

            if (await TakeAsync(pushes.Key, environments[0], [.. pushes], metadata, repository, host, problems, cancellation) is { Created: true } run)
            {
                started.Add(run.Run.Id);
            }
        }
    }

    private async Task<StartedRun?> TakeAsync(
        string branch, string environment, IReadOnlyList<Delivery> pushes, MetadataRepository metadata, string repository, Caller host, List<Finding> problems, CancellationToken cancellation)
    {
        var head = await services.Git.ResolveAsync(repository, branch, cancellation);
        if (!head.TryGet(out var commit))
        {
            problems.AddRange(head.Findings);
            await GiveUpAsync(pushes, problems, cancellation);
            return null;
        }

        // Where the branch still stands as it did before the push, the push is not there yet; anywhere else it has arrived, or was overtaken.
        await GiveUpAsync(pushes.Where(delivery => IsAwaited(delivery, commit)), problems, cancellation);
        var arrived = pushes.Where(delivery => !IsAwaited(delivery, commit)).ToList();
        if (arrived.Count == 0)
        {
            return null;
        }

        var fresh = arrived.Where(delivery => delivery.State is DeliveryState.Accepted).ToList();
        if (await branches.StartAsync(branch, environment, metadata, repository, commit, host, fresh, problems, cancellation) is not { } look)
        {
            return null;
        }

        if (look.Run is not { } run)
        {
            await CloseAsync(arrived, delivery => delivery.State is DeliveryState.Duplicate ? delivery : delivery with { State = DeliveryState.Nothing, Reason = look.Nothing }, cancellation);
            return null;
        }

        await CloseAsync(
            arrived,
            delivery => delivery.State is DeliveryState.Duplicate ? delivery with { Run = run.Run.Id }
                : delivery.Push.After == commit.Sha ? delivery with { State = DeliveryState.Started, Run = run.Run.Id }
                : delivery with { State = DeliveryState.Coalesced, Reason = $"the branch had moved on to {commit.Sha[..7]}", Run = run.Run.Id },
            cancellation);
        return run;
    }

    private static bool IsAwaited(Delivery delivery, CommitInfo head) => head.Sha != delivery.Push.After && head.Sha == delivery.Push.Before;

    private async Task GiveUpAsync(IEnumerable<Delivery> pushes, List<Finding> problems, CancellationToken cancellation)
    {
        foreach (var delivery in pushes.Where(delivery => delivery.ReceivedAt + Patience <= services.Time.GetUtcNow()))
        {
            problems.Add(DeliveryCodes.NeverAppeared.Finding($"{delivery.Provider} told of {delivery.Push.After![..7]} on {delivery.Push.Branch} at {delivery.ReceivedAt:u} (delivery {delivery.Id})."));
            await CloseAsync([delivery], lost => lost with { State = DeliveryState.Lost, Reason = "it did not appear on its branch within an hour" }, cancellation);
        }
    }

    private async Task CloseAsync(IEnumerable<Delivery> pushes, Func<Delivery, Delivery> close, CancellationToken cancellation)
    {
        foreach (var delivery in pushes)
        {
            await _deliveries.CloseAsync(close(delivery), cancellation);
        }
    }
}
