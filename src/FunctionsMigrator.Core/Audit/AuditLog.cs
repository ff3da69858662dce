using System.Runtime.CompilerServices;
using FunctionsMigrator.Core.Findings;
using FunctionsMigrator.Core.Findings.Codes;
using FunctionsMigrator.Core.Ports;

namespace FunctionsMigrator.Core.Audit;

/// <summary>
/// The audit of runs and environments: appended, sealed, read and verified; never changed. One instance a process: it remembers where the chains of a few runs end,
/// which saves reading them again; what another process appended is noticed, because a record's number can be taken only once.
/// </summary>
public sealed class AuditLog(IBlobStore blobs, IRecordStore records, TimeProvider time)
{
    private readonly RunChains _runs = new(blobs);
    private readonly EnvironmentChain _environments = new(blobs, records);
    private readonly AuditVerifier _verifier = new(new BlobAuditSource(blobs));

    /// <summary>
    /// Appends the entries in their order; answers a record for each. An entry whose key stands already answers the record that was written then, so a retry writes
    /// nothing twice. When this returns, the records stand. <c>AUD007</c>: the run is sealed; <c>AUD001</c>: what stands there is no record.
    /// </summary>
    /// <exception cref="ArgumentException">An entry breaks the rules of <see cref="AuditEntry"/>, or its key stands for another event or target.</exception>
    public async Task<Outcome<IReadOnlyList<AuditRecord>>> AppendAsync(string run, IReadOnlyList<AuditEntry> entries, CancellationToken cancellation)
    {
        var written = new List<AuditRecord>(entries.Count);
        foreach (var entry in entries)
        {
            if (entry.Event == AuditEvents.Sealed)
            {
                throw new ArgumentException($"Only {nameof(SealAsync)} seals a run.");
            }

            var appended = await _runs.AppendAsync(run, _ => entry, cancellation);
            if (!appended.TryGet(out var stored))
            {
                return appended.As<IReadOnlyList<AuditRecord>>();
            }

            written.Add(stored.Record);
        }

        return Outcome.Of<IReadOnlyList<AuditRecord>>(written);
    }

    /// <summary>
    /// Appends the last record, which states the count, and links it in the environment's chain. Again, it finds and answers the same link.
    /// </summary>
    public async Task<Outcome<AuditLink>> SealAsync(string environment, string run, string actor, CancellationToken cancellation)
    {
        var appended = await _runs.AppendAsync(
            run,
            ordinal => new AuditEntry(AuditEvents.Sealed, AuditEvents.Sealed, time.GetUtcNow(), actor)
            {
                Details = new Dictionary<string, string> { [AuditDetails.Records] = $"{ordinal}", [AuditDetails.Environment] = environment },
            },
            cancellation);
        return appended.TryGet(out var seal)
            ? await _environments.LinkAsync(environment, run, seal.Record.Ordinal, seal.Digest, seal.Record.At, cancellation)
            : appended.As<AuditLink>();
    }

    /// <summary>The records of a run in their order; none for an unknown run. Does not verify them.</summary>
    /// <exception cref="StoreException">AUD001: what stands there is no record.</exception>
    public async IAsyncEnumerable<AuditRecord> ReadAsync(string run, [EnumeratorCancellation] CancellationToken cancellation)
    {
        var source = new BlobAuditSource(blobs);
        for (var ordinal = 1; ordinal <= AuditNames.Longest; ordinal++)
        {
            var name = AuditNames.Of(run, ordinal);
            if (await source.ReadAsync(name, cancellation) is not { } bytes)
            {
                yield break;
            }

            yield return AuditFormat.Read<AuditRecord>(bytes) ?? throw new StoreException(AuditCodes.Edited.Finding($"{name} is no audit record."));
        }
    }

    /// <summary>The records of everything that a chain links, in the order of sealing; none for a chain that nothing was ever linked in. Does not verify them.</summary>
    /// <exception cref="StoreException">AUD001: what stands there is no record; AUD005: what stands in the chain is no link.</exception>
    public async IAsyncEnumerable<AuditRecord> ReadLinkedAsync(string chain, [EnumeratorCancellation] CancellationToken cancellation)
    {
        var source = new BlobAuditSource(blobs);
        for (var number = 1; number <= AuditNames.Longest; number++)
        {
            var name = AuditNames.Of(chain, number);
            if (await source.ReadAsync(name, cancellation) is not { } bytes)
            {
                yield break;
            }

            var link = AuditFormat.Read<AuditLink>(bytes) ?? throw new StoreException(AuditCodes.BadLink.Finding($"{name} is no link."));
            await foreach (var record in ReadAsync(link.Run, cancellation))
            {
                yield return record;
            }
        }
    }

    /// <summary>The link of a sealed run in its environment's chain; null when it is not linked; <c>AUD005</c> when it was removed or edited.</summary>
    public Task<Outcome<AuditLink?>> FindLinkAsync(string environment, string run, CancellationToken cancellation) => _environments.FindAsync(environment, run, cancellation);

    /// <summary>What the record store knows of the end of an environment's chain; null before the first run was sealed.</summary>
    public Task<AuditAnchor?> AnchorAsync(string environment, CancellationToken cancellation) => _environments.AnchorAsync(environment, cancellation);

    /// <summary>Verifies one run against its environment's chain: intact, open with the number of records, or broken with the first bad record.</summary>
    public async Task<AuditVerdict> VerifyAsync(string environment, string run, CancellationToken cancellation)
    {
        var link = await FindLinkAsync(environment, run, cancellation);
        var verdict = await _verifier.VerifyRunAsync(run, link.Succeeded ? link.Value : null, cancellation);
        return link.Succeeded || verdict.State is AuditState.Broken
            ? verdict
            : verdict with { State = AuditState.Broken, BadRecord = AuditNames.Folder(environment), Finding = link.Findings[0] };
    }

    /// <summary>Verifies an environment's chain and every run that it links.</summary>
    public async Task<AuditReport> VerifyEnvironmentAsync(string environment, CancellationToken cancellation) =>
        await _verifier.VerifyEnvironmentAsync(environment, await AnchorAsync(environment, cancellation), cancellation);
}
