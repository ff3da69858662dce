using System.Globalization;
using System.Text.Json;
using FunctionsMigrator.Core.Applying;
using FunctionsMigrator.Core.Applying.Journal;
using FunctionsMigrator.Core.Findings;
using FunctionsMigrator.Core.Findings.Codes;
using FunctionsMigrator.Core.Items;
using FunctionsMigrator.Core.Items.Scripts;
using FunctionsMigrator.Core.Model;
using FunctionsMigrator.Core.Operations;
using FunctionsMigrator.Core.Planning;
using FunctionsMigrator.Core.Policy;
using FunctionsMigrator.Core.Ports;
using FunctionsMigrator.Core.Runs;
using FunctionsMigrator.Core.Targets;

namespace FunctionsMigrator.Core.Migration;

/// <summary>
/// Plans to take back what another run wrote to a target: the changes of its journal, turned round, last one first. An item that moved since is a conflict that names who moved
/// it; an undo that would lose rows written since names table and number.
/// </summary>
internal sealed class RollbackPlanner(
    MigratorServices services, RunStore runs, RunMetadata metadata, TargetAccessor targets, EnvironmentRecords environments, LaterWrites later)
{
    // Values of more lines than anybody looks at are not worth their memory.
    private const int MostShown = 10_000;
    private const int MostNamed = 20;

    /// <summary>The plan of one target. A target that the run is not to take back has nothing to do.</summary>
    /// <param name="run">The run that takes back, or the draft of one.</param>
    /// <param name="address">The target.</param>
    /// <param name="cancellation">Ends it.</param>
    public async Task<TargetPlan> PlanAsync(RunRecord run, TargetAddress address, CancellationToken cancellation)
    {
        if (run.RevertTargets.Count > 0 && !run.RevertTargets.Contains(address.ToString()))
        {
            return TargetPlanner.Nothing(address, run.Bundle!.Value);
        }

        var reverted = await runs.RequireAsync(run.Reverts!, cancellation);
        var (repository, binding, slices) = await metadata.TargetAsync(run, address, cancellation);
        var touched = await targets.RevertedPlanAsync(reverted, address, cancellation);
        if ((await targets.Journal(reverted, touched).ReadBatchesAsync(cancellation)).Count == 0)
        {
            return TargetPlanner.Nothing(address, run.Bundle!.Value);
        }

        var opened = await targets.OpenAsync(binding, TargetAccess.Plan, cancellation);
        if (!opened.TryGet(out var target))
        {
            return TargetPlanner.Unreachable(address, run.Bundle!.Value, opened.Findings);
        }

        await using (target)
        {
            var work = new TargetWork(repository, touched, slices.Value, target, targets.Journal(reverted, touched), new ClaimRequest(services.Store.Id, run.Id));
            return await TurnAsync(run, reverted, work, cancellation);
        }
    }

    private async Task<TargetPlan> TurnAsync(RunRecord run, RunRecord reverted, TargetWork work, CancellationToken cancellation)
    {
        var address = work.Plan.Address;
        var intents = new List<Intent>();
        var found = new List<Finding>();
        foreach (var batch in (await work.Journal.ReadBatchesAsync(cancellation)).Reverse())
        {
            var ours = await OursAsync(work.Journal, batch, cancellation);
            if (ours.Count > 0 && await work.Journal.ReadBeforeImagesAsync(batch, cancellation) is null && found.Count == 0)
            {
                found.Add(RunCodes.SnapshotsGone.Finding($"The before-images of run {reverted.Id} are past their retention.", target: address.ToString()));
            }

            intents.AddRange(ours);
        }

        var shown = await ShownAsync(work, intents, cancellation);
        var live = await LiveAsync(work, intents, cancellation);
        List<Change> changes = [.. intents.Select((intent, number) => Turn(intent, number, live[number], shown.GetValueOrDefault(intent.Line)))];
        found.AddRange(await ChangedSinceAsync(reverted, address, changes, cancellation));
        found.AddRange(changes.Where(change => change.Writes && change.Reversal.Kind is ReversalKind.Irreversible)
            .Select(change => RunCodes.NotRevertible.Finding($"{change.Item} has no undo.", change.Place, address.ToString())));
        found.AddRange(await LossAsync(run, work, changes, [.. intents.Select(intent => intent.Line)], cancellation));
        return await PlanAsync(run, reverted, work, changes, found, cancellation);
    }

    private async Task<TargetPlan> PlanAsync(RunRecord run, RunRecord reverted, TargetWork work, List<Change> changes, List<Finding> found, CancellationToken cancellation)
    {
        var address = work.Plan.Address;
        using var digest = new PlanDigest(address, run.Bundle!.Value);
        var counts = new ChangeCounts();
        foreach (var change in changes)
        {
            digest.Add(change);
            counts = counts.Plus(change.Action);
        }

        var blob = $"lines/{Digest.Of(JsonSerializer.Serialize(changes, FmJson.Line))}";
        await services.Store.Blobs.TryCreateLinesAsync(BlobArea.Plans, blob, changes.ToAsyncEnumerable(), cancellation);
        var ledger = await environments.LedgerAsync(address, cancellation);
        return new TargetPlan(
            address,
            changes.Count == 0 ? null : blob,
            digest.Finish(),
            counts,
            Sections(work, changes),
            RiskLevel.Medium,
            false,
            found,
            Block(found),
            ledger?.Blob,
            ledger?.Blob,
            work.Plan.Touched,
            [$"takes back run {reverted.Id}"]);
    }

    // What nobody can decide comes before what somebody can.
    private static PlanBlock? Block(List<Finding> found)
    {
        var errors = found.Where(finding => finding.Severity is Severity.Error).ToList();
        return errors.Count == 0 ? null : errors.TrueForAll(finding => finding.Code == RunCodes.ChangedSince.Code) ? PlanBlock.Conflict : PlanBlock.Invalid;
    }

    // The values as the reverted run's plan shows them: masked there, masked here.
    private async Task<Dictionary<int, Change>> ShownAsync(TargetWork work, List<Intent> intents, CancellationToken cancellation)
    {
        var wanted = intents.Take(MostShown).Select(intent => intent.Line).ToHashSet();
        var shown = new Dictionary<int, Change>();
        await foreach (var change in targets.Lines(work.Plan, cancellation))
        {
            if (wanted.Contains(change.Line))
            {
                shown[change.Line] = change;
            }

            if (shown.Count == wanted.Count)
            {
                break;
            }
        }

        return shown;
    }

    // What stands there now, in the order of the intents; neighbours of one resource are asked for together.
    private static async Task<IReadOnlyList<Digest?>> LiveAsync(TargetWork work, List<Intent> intents, CancellationToken cancellation)
    {
        var live = new List<Digest?>(intents.Count);
        var reader = new LiveReader(work.Target);
        var history = new ScriptHistory(work.Target);
        while (live.Count < intents.Count)
        {
            var first = intents[live.Count];
            var part = intents.Skip(live.Count).TakeWhile(intent => intent.Resource == first.Resource).Take(PlanBatches.Size).ToList();
            if (first.Kind is ResourceKind.SqlMigrations)
            {
                var applied = await history.ReadAsync(first.Resource, cancellation);
                live.AddRange(part.Select(intent => applied.GetValueOrDefault(intent.Item.Key)?.Checksum));
                continue;
            }

            // Asked for in their own order: the last one was written last.
            part.Reverse();
            var items = await reader.ReadManyAsync(work.Slice(first.Resource), [.. part.Select(intent => intent.Item.Key)], cancellation);
            live.AddRange(items.Select(item => item?.Checksum).Reverse());
        }

        return live;
    }

    // Each item that somebody changed since is named, with the run that did where a run did.
    private async Task<IReadOnlyList<Finding>> ChangedSinceAsync(RunRecord reverted, TargetAddress address, List<Change> changes, CancellationToken cancellation)
    {
        var blocked = changes.Where(change => change.Action is ChangeAction.Blocked).ToList();
        if (blocked.Count == 0)
        {
            return [];
        }

        var writers = await later.OfAsync(reverted, address, [.. blocked.Take(MostNamed).Select(change => change.Item)], cancellation);
        var found = blocked.Take(MostNamed).Select(change => RunCodes.ChangedSince.Finding(
            $"{change.Item} is no longer what run {reverted.Id} left: {(writers.GetValueOrDefault(change.Item) is { } by ? $"run {by} changed it" : "somebody changed it past git")}.", change.Place, address.ToString())).ToList();
        if (blocked.Count > MostNamed)
        {
            found.Add(RunCodes.ChangedSince.Finding($"So are {blocked.Count - MostNamed} more items.", target: address.ToString()));
        }

        return found;
    }

    // What its own run took back already (a unit that was left behind) is not taken back again.
    private static async Task<IReadOnlyList<Intent>> OursAsync(IWriteJournal journal, int batch, CancellationToken cancellation)
    {
        var record = await BatchRecord.ReadAsync(journal, batch, cancellation);
        var written = record.Applied.Where(receipt => receipt.Ours).Select(receipt => receipt.Change).ToHashSet(StringComparer.Ordinal);
        return [.. record.Left.Where(intent => written.Contains(intent.Change))];
    }

    // What holds already what it held before needs no write; what holds neither is somebody else's, and blocks.
    private static Change Turn(Intent intent, int number, Digest? live, Change? shown) => new(
        number.ToString("D6", CultureInfo.InvariantCulture),
        intent.Resource,
        intent.Kind,
        intent.Item,
        live == intent.Post ? Action(intent) : live == intent.Pre ? ChangeAction.Adopt : ChangeAction.Blocked,
        live == intent.Pre ? intent.Pre : intent.Post,
        intent.Pre,
        intent.Reversal,
        RiskLevel.Medium,
        [],
        shown?.After,
        shown?.Before,
        Place: intent.Place,
        Block: live == intent.Post || live == intent.Pre ? null : RunCodes.ChangedSince.Code);

    private static ChangeAction Action(Intent intent) => (intent.Kind, intent.Pre, intent.Post) switch
    {
        (ResourceKind.SqlMigrations, _, _) => ChangeAction.Run,
        (_, null, _) => ChangeAction.Delete,
        (_, _, null) => ChangeAction.Create,
        _ => ChangeAction.Update,
    };

    // Sections keep the order of the lines; what was written last is taken back first.
    private static List<PlanSection> Sections(TargetWork work, List<Change> changes)
    {
        var sections = new List<PlanSection>();
        for (var i = 0; i < changes.Count; i++)
        {
            var change = changes[i];
            if (sections.Count > 0 && sections[^1].Resource == change.Resource)
            {
                sections[^1] = sections[^1] with { Count = sections[^1].Count + 1, Writes = sections[^1].Writes + (change.Writes ? 1 : 0) };
                continue;
            }

            sections.Add(new PlanSection(change.Resource, change.Kind, work.Slice(change.Resource).Rank, false, i, 1, change.Writes ? 1 : 0));
        }

        return sections;
    }

    // Data may be given up only by somebody whom the deciding rules call a dba.
    private async Task<bool> AskedByDbaAsync(RunRecord run, CancellationToken cancellation)
    {
        var persons = new Persons((await Rules.OfAsync(services.Store.Blobs, run, cancellation)).People);
        return persons.ByKey(run.StartedBy) is { } person && persons.Roles(person).Contains("dba");
    }

    // Rows that a dropped table holds beyond those this run wrote itself were written since, and nothing keeps them.
    private async Task<IReadOnlyList<Finding>> LossAsync(RunRecord run, TargetWork work, List<Change> changes, List<int> lines, CancellationToken cancellation)
    {
        var found = new List<Finding>();
        var accepted = run.AcceptDataLoss.Contains(work.Plan.Address.ToString()) && await AskedByDbaAsync(run, cancellation);
        foreach (var (i, change) in changes.Index().Where(entry => entry.Item.Kind is ResourceKind.SqlMigrations && entry.Item.Post is null))
        {
            var slice = work.Slice(change.Resource);
            var set = await services.Desired.ReadScriptsAsync(work.Repository, work.Target.Binding, slice, cancellation);
            var script = set.Succeeded ? set.Value.Find(change.Item.Key) : null;
            var kept = script is null ? [] : await KeptAsync(work, script, lines[i], cancellation);
            foreach (var table in script?.Facts.Creates.Where(script.Facts.Touches.Contains).Except(kept) ?? [])
            {
                var rows = await work.Target.ScalarAsync($"SELECT COUNT(*) FROM \"{table.Replace("\"", "\"\"", StringComparison.Ordinal)}\"", cancellation);
                var own = changes.Count(other => other.Item.Collection == $"rows:{table}" && other.Action is ChangeAction.Delete);
                if (rows is { Succeeded: true, Value: { } count } && count > own && !accepted)
                {
                    found.Add(RunCodes.DataLoss.Finding($"Taking back {change.Item.Key} drops table {table} with {count - own} rows that this run did not write.", change.Place, work.Plan.Address.ToString()));
                }
            }
        }

        return found;
    }

    // What stood before a script that makes it only where it is missing is not dropped.
    private static async Task<IReadOnlyList<string>> KeptAsync(TargetWork work, SqlScript script, int line, CancellationToken cancellation)
    {
        var stood = script.Undo.Steps.Count == 0 ? [] : await work.Journal.ReadFormersAsync(line, cancellation) ?? [];
        return [.. script.Undo.Formers.Zip(stood).Where(pair => pair.First.Kind is FormerKind.Table && pair.Second is not null).Select(pair => pair.First.PlainPath(SqlDialects.Of(work.Target.Binding.Type)))];
    }
}
