using FunctionsMigrator.Core.Audit;
using FunctionsMigrator.Core.Findings;
using FunctionsMigrator.Core.Findings.Codes;
using FunctionsMigrator.Core.Ports;
using FunctionsMigrator.Core.Runs;

namespace FunctionsMigrator.Core.Evidence;

/// <summary>Finds what an environment held at an instant, from the audit: the runs that its chain links, in the order in which they were sealed, and how each of them ended.</summary>
public sealed class InForceFinder(IStore store, TimeProvider time)
{
    private readonly BlobAuditSource _source = new(store.Blobs);
    private readonly AuditVerifier _verifier = new(new BlobAuditSource(store.Blobs));
    private readonly AuditLog _audit = new(store.Blobs, store.Records, time);

    /// <summary>What was in force. <c>AUD021</c>: nothing; the codes of a broken chain: it cannot be told.</summary>
    public async Task<Outcome<InForce>> FindAsync(string environment, DateTimeOffset at, CancellationToken cancellation)
    {
        var chain = await _verifier.VerifyChainAsync(environment, await _audit.AnchorAsync(environment, cancellation), cancellation);
        if (chain.State is AuditState.Broken)
        {
            return Outcome.Fail<InForce>(chain.Finding!);
        }

        var (good, mixed) = (new List<Ended>(), new List<Ended>());
        (Ended Run, Ended By)? back = null;
        for (var number = 1; number <= chain.Records; number++)
        {
            var link = await LinkAsync(environment, number, cancellation);
            if (link.At > at)
            {
                break;
            }

            var verdict = await _verifier.VerifyRunAsync(link.Run, link, cancellation);
            if (verdict.State is AuditState.Broken)
            {
                return Outcome.Fail<InForce>(verdict.Finding!);
            }

            if (await EndedAsync(link, cancellation) is not { } ended)
            {
                continue;
            }

            if (ended.State is RunState.Partial or RunState.Failed)
            {
                mixed.Add(ended);
            }
            else if (ended.State.IsGood() && ended is { Reverts: null, Heals: false })
            {
                good.Add(ended);
                mixed.Clear();
                back = null;
            }
            else if (ended.State.IsGood() && good.FindIndex(run => run.Run == ended.Reverts) is >= 0 and var index)
            {
                back = index == good.Count - 1 && index > 0 ? (good[index - 1], ended) : back;
                good.RemoveAt(index);
            }
        }

        if (good.Count == 0)
        {
            return AuditCodes.NothingThen.Fail<InForce>($"No run of {environment} had completed, and not been taken back, at {at.ToUniversalTime():u}.");
        }

        var last = good[^1];
        return Outcome.Of(new InForce(
            environment, at, last.Run, last.Commit, last.Bundle ?? default, back is { } gone && gone.Run == last ? gone.By.At : last.At, back?.By.Run, [.. mixed.Select(run => run.Run)], chain));
    }

    private async Task<AuditLink> LinkAsync(string environment, int number, CancellationToken cancellation) =>
        AuditFormat.Read<AuditLink>(await _source.ReadAsync(AuditNames.Of(environment, number), cancellation) ?? []) ?? throw new StoreException(
            AuditCodes.Gap.Finding($"{AuditNames.Of(environment, number)} vanished while it was read."));

    // The record before the seal says how a run ended; what it took back stands in its record alone. What else is linked is an act of an admin, and no run.
    private async Task<Ended?> EndedAsync(AuditLink link, CancellationToken cancellation)
    {
        var bytes = link.Records < 2 ? null : await _source.ReadAsync(AuditNames.Of(link.Run, link.Records - 1), cancellation);
        if (bytes is null || AuditFormat.Read<AuditRecord>(bytes) is not { Event: AuditEvents.Finished } finished || !Enum.TryParse<RunState>(finished.Details?.GetValueOrDefault(AuditDetails.State), out var state))
        {
            return null;
        }

        var run = (await store.Records.GetAsync(RunPartitions.Runs, link.Run, cancellation))?.Read<RunRecord>();
        return new Ended(link.Run, state, finished.Commit ?? "", finished.BundleDigest, link.At, run?.Reverts, run?.Heals is not null);
    }

    private sealed record Ended(string Run, RunState State, string Commit, Digest? Bundle, DateTimeOffset At, string? Reverts, bool Heals);
}
