using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace FunctionsMigrator.Core.Planning;

/// <summary>
/// The digest that approvals bind to. Per target SHA-256 over <c>fm-plan-v1</c>, the address, the bundle digest and one line per change with item, action,
/// checksums, reversal and decision (fields parted by NUL, lines ended by LF); for the environment over the targets' digests in order, the rollout's and the
/// policy's. Times, ETags, durations, risk and texts for people are no part of it.
/// </summary>
public sealed class PlanDigest : IDisposable
{
    private readonly IncrementalHash _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);

    /// <summary>Begins the digest of one target's plan.</summary>
    public PlanDigest(TargetAddress address, Digest bundle) => Line("fm-plan-v1", address.ToString(), bundle.Hex);

    /// <summary>Adds the next change.</summary>
    public void Add(Change change) => Line(
        change.Id,
        change.Resource,
        change.Item.Collection,
        change.Item.Key,
        change.Action.ToString(),
        change.Pre?.Hex ?? "",
        change.Post?.Hex ?? "",
        change.Reversal.Kind.ToString(),
        change.Reversal.Checksum?.Hex ?? "",
        change.Decision ?? "");

    /// <summary>The digest of all that was added.</summary>
    public Digest Finish() => Digest.From(_hash);

    /// <summary>The digest of a target that its rollout leaves out.</summary>
    public static Digest OfLeftOut(TargetAddress address) => Digest.Of($"fm-plan-left-out-v1\0{address}\n");

    /// <summary>The digest of an environment's plan.</summary>
    public static Digest Of(IEnumerable<TargetPlan> targets, Digest rollout, Digest rules)
    {
        var text = new StringBuilder("fm-environment-plan-v1\n");
        foreach (var target in targets)
        {
            text.Append(CultureInfo.InvariantCulture, $"{target.Address}\0{target.Digest}\n");
        }

        return Digest.Of(text.Append(CultureInfo.InvariantCulture, $"{rollout}\0{rules}\n").ToString());
    }

    /// <inheritdoc/>
    public void Dispose() => _hash.Dispose();

    private void Line(params ReadOnlySpan<string> fields)
    {
        for (var i = 0; i < fields.Length; i++)
        {
            _hash.AppendData(Encoding.UTF8.GetBytes(fields[i]));
            _hash.AppendData(i == fields.Length - 1 ? "\n"u8 : "\0"u8);
        }
    }
}
