using System.Runtime.CompilerServices;
using FunctionsMigrator.Core.Model;
using FunctionsMigrator.Core.Planning;

namespace FunctionsMigrator.Core.Applying;

/// <summary>Consecutive changes of one section that are written together.</summary>
public sealed record PlanBatch(PlanSection Section, IReadOnlyList<Change> Changes)
{
    /// <summary>Number of the first line: the batch's name in the journal.</summary>
    public int First { get; } = int.Parse(Changes[0].Id, System.Globalization.CultureInfo.InvariantCulture);
}

/// <summary>Cuts a plan into batches: always the same for the same plan, so that a resumed step finds its journal.</summary>
public static class PlanBatches
{
    /// <summary>Most items of one batch, unless the plan says otherwise; a script is a batch of its own.</summary>
    public const int Size = 200;

    /// <summary>The batches of the lines that write, from line <paramref name="first"/> to <paramref name="last"/>, both included.</summary>
    public static async IAsyncEnumerable<PlanBatch> CutAsync(
        TargetPlan plan, IAsyncEnumerable<Change> lines, int first, int last, [EnumeratorCancellation] CancellationToken cancellation)
    {
        var size = plan.BatchSize ?? Size;
        var batch = new List<Change>(size);
        var section = 0;
        var number = -1;
        await foreach (var change in lines.WithCancellation(cancellation))
        {
            number++;
            if (number > last)
            {
                break;
            }

            var ended = number >= plan.Sections[section].First + plan.Sections[section].Count;
            if (batch.Count > 0 && (ended || batch.Count == size || change.Kind is ResourceKind.SqlMigrations))
            {
                yield return new PlanBatch(plan.Sections[section], batch);
                batch = new List<Change>(size);
            }

            while (number >= plan.Sections[section].First + plan.Sections[section].Count)
            {
                section++;
            }

            if (number >= first && change.Writes)
            {
                batch.Add(change);
            }
        }

        if (batch.Count > 0)
        {
            yield return new PlanBatch(plan.Sections[section], batch);
        }
    }
}
