using FunctionsMigrator.Core.Audit;
using FunctionsMigrator.Core.Findings;
using FunctionsMigrator.Core.Findings.Codes;

namespace FunctionsMigrator.Core.Evidence;

/// <summary>What came of holding an environment's chain against the heads that were published of it.</summary>
/// <param name="Environment">The environment.</param>
/// <param name="Place">The second place.</param>
/// <param name="Heads">How many heads stand there.</param>
/// <param name="Finding">The first difference; null: the chain is the one that was published, as far as it was.</param>
public sealed record HeadVerdict(string Environment, string Place, int Heads, Finding? Finding);

/// <summary>
/// Holds a chain against published heads. A store alone cannot show that its tail was cut where its records of the end were cut too, nor that a chain was written anew as a whole: both fit
/// in themselves, and not with a head that stands elsewhere.
/// </summary>
public static class HeadComparison
{
    /// <summary>Compares. The heads stand in the order of their numbers.</summary>
    public static async Task<HeadVerdict> CompareAsync(IAuditSource source, string environment, IReadOnlyList<PublishedHead> heads, string place, CancellationToken cancellation)
    {
        if (heads.Count == 0)
        {
            return new HeadVerdict(environment, place, 0, AuditCodes.NoHeads.Finding($"{place} holds no head of {environment}."));
        }

        var expected = 1;
        foreach (var head in heads)
        {
            var name = AuditNames.Of(environment, head.Number);
            if (head.Number != expected)
            {
                return Bad(AuditCodes.HeadPlace.Finding($"{place} does not hold the head of {AuditNames.Of(environment, expected)}, which it was told before the one of {name}.") with { Severity = Severity.Error });
            }

            if (await source.ReadAsync(name, cancellation) is not { } bytes)
            {
                return Bad(AuditCodes.CutTail.Finding($"{name}, the link of run {head.Run}, was published to {place} and is gone."));
            }

            if (Digest.Of(bytes) != head.Head)
            {
                return Bad(AuditCodes.HeadDiffers.Finding($"{name} has the SHA-256 {Digest.Of(bytes)}; published to {place}, for run {head.Run}, was {head.Head}."));
            }

            expected++;
        }

        return new HeadVerdict(environment, place, heads.Count, null);

        HeadVerdict Bad(Finding finding) => new(environment, place, heads.Count, finding);
    }
}
