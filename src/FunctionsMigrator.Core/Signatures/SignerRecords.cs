using System.Globalization;
using System.Text.Json;
using FunctionsMigrator.Core.Audit;
using FunctionsMigrator.Core.Findings;
using FunctionsMigrator.Core.Findings.Codes;
using FunctionsMigrator.Core.Ports;
using FunctionsMigrator.Core.Runs;

namespace FunctionsMigrator.Core.Signatures;

/// <summary>
/// The store's record of who may sign. Every version is a blob that never changes and says who made it, when and why; one pointer says which stands, and moves under
/// its ETag, so of two changes at once each stands on what it saw. Each version stands in the audit under an id of its own, in the chain <see cref="Chain"/>.
/// </summary>
public sealed class SignerRecords(IBlobStore blobs, IRecordStore records, TimeProvider time)
{
    /// <summary>The audit chain that links the versions. No environment can have this name.</summary>
    public const string Chain = "_signers";

    private const string Head = "head";
    private readonly AuditLog _audit = new(blobs, records, time);

    /// <summary>The version that stands, with all before it in the audit.</summary>
    public async Task<SignerSet> ReadAsync(CancellationToken cancellation)
    {
        var stored = await records.GetAsync(RunPartitions.Signers, Head, cancellation);
        if (stored?.Read<Pointer>() is not { } pointer)
        {
            return SignerSet.Empty;
        }

        // A process that died between the change and its audit left this to whoever looks next.
        if (pointer.Audited < pointer.Version)
        {
            await AuditAsync(pointer, cancellation);
        }

        return await VersionAsync(pointer, cancellation);
    }

    /// <summary>Number of the version that stands; 0 before the first change. Cheap.</summary>
    public async Task<int> VersionAsync(CancellationToken cancellation) =>
        (await records.GetAsync(RunPartitions.Signers, Head, cancellation))?.Read<Pointer>().Version ?? 0;

    /// <summary>
    /// Makes the next version. <paramref name="change"/> is given the one that stands, and again the one behind it when somebody else was faster; what it refuses is
    /// answered. When this returns, the version stands and its audit too.
    /// </summary>
    public async Task<Outcome<SignerSet>> ChangeAsync(Func<SignerSet, Outcome<SignerSet>> change, CancellationToken cancellation)
    {
        while (true)
        {
            var current = await ReadAsync(cancellation);
            var changed = change(current);
            if (!changed.TryGet(out var next))
            {
                return changed;
            }

            next = next with { Version = current.Version + 1 };
            var pointer = new Pointer(next.Version, Digest.Of(JsonSerializer.Serialize(next, FmJson.Line)), current.Version);
            await blobs.TryCreateJsonAsync(BlobArea.Plans, Blob(pointer), next, cancellation);
            var stored = await records.GetAsync(RunPartitions.Signers, Head, cancellation);
            if ((stored?.Read<Pointer>().Version ?? 0) != current.Version)
            {
                continue;
            }

            var moved = stored is null
                ? await records.TryCreateAsync(RunPartitions.Signers, Head, pointer, cancellation)
                : await records.TryReplaceAsync(RunPartitions.Signers, Head, pointer, stored.ETag, cancellation);
            if (moved is not null)
            {
                await AuditAsync(pointer, cancellation);
                return Outcome.Of(next);
            }
        }
    }

    private async Task<SignerSet> VersionAsync(Pointer pointer, CancellationToken cancellation) =>
        await blobs.ReadJsonAsync<SignerSet>(BlobArea.Plans, Blob(pointer), cancellation)
            ?? throw new StoreException(StoreCodes.Corrupt.Finding($"Version {pointer.Version} of the signers is not in the store."));

    // The pointer moves only behind a version that stands in the audit, so at most the newest one does not.
    private async Task AuditAsync(Pointer pointer, CancellationToken cancellation)
    {
        var change = (await VersionAsync(pointer, cancellation)).Change!;
        var id = string.Create(CultureInfo.InvariantCulture, $"{Chain}-{pointer.Version:D6}");
        var details = new Dictionary<string, string>
        {
            ["version"] = pointer.Version.ToString(CultureInfo.InvariantCulture),
            ["signer"] = change.Subject,
            ["keys"] = string.Join(", ", change.Fingerprints),
        };
        if (change.Reason is { } reason)
        {
            details[AuditDetails.Reason] = reason;
        }

        var appended = await _audit.AppendAsync(id, [new AuditEntry("change", change.Event, change.At, change.By) { Details = details, PostChecksum = pointer.Digest }], cancellation);
        if (!appended.Succeeded && appended.Findings[0].Code != AuditCodes.Sealed.Code)
        {
            throw new StoreException(appended.Findings[0]);
        }

        var sealedLink = await _audit.SealAsync(Chain, id, change.By, cancellation);
        if (!sealedLink.Succeeded)
        {
            throw new StoreException(sealedLink.Findings[0]);
        }

        if (await records.GetAsync(RunPartitions.Signers, Head, cancellation) is { } stored && stored.Read<Pointer>() is { } now && now.Version == pointer.Version)
        {
            await records.TryReplaceAsync(RunPartitions.Signers, Head, now with { Audited = now.Version }, stored.ETag, cancellation);
        }
    }

    private static string Blob(Pointer pointer) => string.Create(CultureInfo.InvariantCulture, $"signers/{pointer.Version:D6}-{pointer.Digest.Hex}");

    private sealed record Pointer(int Version, Digest Digest, int Audited);
}
