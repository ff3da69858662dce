using System.Runtime.CompilerServices;
using FunctionsMigrator.Core.Model;
using FunctionsMigrator.Core.Planning;

namespace FunctionsMigrator.Core.Applying;

/// <summary>Consecutive changes of one section that are written together.</summary>
public sealed record PlanBatch(PlanSection Section, IReadOnlyList<Change> Changes)
{
    /// <summary>Number of the first line: the batch's name in the journal.</summary>
    public int First { get; } = Changes[0].Line;

    /// <summary>The numbers of its lines, ascending.</summary>
    public IReadOnlyList<int> Lines { get; } = [.. Changes.Select(change => change.Line)];
}

/// <summary>Cuts a plan into batches: always the same for the same plan, so that a resumed step finds its journal.</summary>
public static class PlanBatches
{
    /// <summary>Most items of one batch, unless the plan says otherwise.</summary>
    public const int Size = 200;

    /// <summary>Most scripts of one batch. Each runs in a transaction of its own; they share what the journal stores.</summary>
    public const int Scripts = 100;

    /// <summary>
    /// The batches of the lines that write, from line <paramref name="first"/> to <paramref name="last"/>, both included. A batch of scripts that was left in the middle is cut
    /// again as a whole: its receipts tell how far it came.
    /// </summary>
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
            if (batch.Count > 0 && (ended || IsFull(plan.Sections[section], number, batch.Count, size)))
            {
                yield return new PlanBatch(plan.Sections[section], batch);
                batch = new List<Change>(size);
            }

            while (number >= plan.Sections[section].First + plan.Sections[section].Count)
            {
                section++;
            }

            if (number >= From(plan.Sections[section], first) && change.Writes)
            {
                batch.Add(change);
            }
        }

        if (batch.Count > 0)
        {
            yield return new PlanBatch(plan.Sections[section], batch);
        }
    }

    // Scripts are cut at fixed lines, so that a batch is the same from wherever the cutting begins.
    private static bool IsFull(PlanSection section, int number, int count, int size) =>
        section.Kind is ResourceKind.SqlMigrations ? (number - section.First) % Scripts == 0 : count == size;

    private static int From(PlanSection section, int first) =>
        section.Kind is ResourceKind.SqlMigrations && first > section.First ? first - ((first - section.First) % Scripts) : first;
}
