using FunctionsMigrator.Core.Applying.Journal;
using FunctionsMigrator.Core.Model;
using FunctionsMigrator.Core.Planning;
using FunctionsMigrator.Core.Targets;

namespace FunctionsMigrator.Core.Applying;

/// <summary>Reads back what was written.</summary>
public static class TargetVerifier
{
    private const int Named = 20;

    /// <summary>Items of the plan that do not have the wanted checksum (the former one, when taken back), at most 20.</summary>
    public static async Task<IReadOnlyList<ItemRef>> MismatchesAsync(
        TargetWork work, IAsyncEnumerable<Change> lines, Direction direction, CancellationToken cancellation)
    {
        var wrong = new List<ItemRef>();
        var reader = new LiveReader(work.Target, ahead: true);
        var history = new ScriptHistory(work.Target);
        await foreach (var batch in PlanBatches.CutAsync(work.Plan, lines, 0, int.MaxValue, cancellation))
        {
            if (wrong.Count >= Named)
            {
                break;
            }

            var found = await LiveAsync(work, reader, history, batch, cancellation);
            wrong.AddRange(batch.Changes
                .Zip(found)
                .Where(pair => pair.Second != (direction is Direction.Apply ? pair.First.Post : pair.First.Pre))
                .Select(pair => pair.First.Item));
        }

        return [.. wrong.Take(Named)];
    }

    private static async Task<IEnumerable<Digest?>> LiveAsync(
        TargetWork work, LiveReader reader, ScriptHistory history, PlanBatch batch, CancellationToken cancellation)
    {
        if (batch.Section.Kind is ResourceKind.SqlMigrations)
        {
            var applied = await history.ReadAsync(batch.Section.Resource, cancellation);
            return batch.Changes.Select(change => applied.GetValueOrDefault(change.Item.Key)?.Checksum);
        }

        var live = await reader.ReadManyAsync(work.Slice(batch.Section.Resource), [.. batch.Changes.Select(change => change.Item.Key)], cancellation);
        return live.Select(item => item?.Checksum);
    }
}
