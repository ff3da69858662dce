using System.Globalization;
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
using FunctionsMigrator.Core.Workflow;
using FunctionsMigrator.Core.Workflow.Engine;

namespace FunctionsMigrator.Core.Migration;

/// <summary>
/// Plans to take back what another run wrote to one target: the changes of its journal, turned round, last one first. An item that moved since is a conflict; an undo
/// that would lose rows written since names table and number.
/// </summary>
internal sealed class PlanRollbackStep(
    MigratorServices services, RunStore runs, RunMetadata metadata, TargetAccessor targets, EnvironmentRecords environments, PlanShelf shelf)
{
    public async Task<StepReply<PlannedTarget>> RunAsync(StepContext context, TargetStep input, CancellationToken cancellation)
    {
        var run = await runs.RequireAsync(input.Run, cancellation);
        var plan = await PlanAsync(run, input.Address, cancellation);
        var blob = await shelf.PutAsync(run.Id, input.Round, plan, cancellation);
        return StepReply.Of(new PlannedTarget(blob, false));
    }

    private async Task<TargetPlan> PlanAsync(RunRecord run, TargetAddress address, CancellationToken cancellation)
    {
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
        var changes = new List<Change>();
        var lines = new List<int>();
        var found = new List<Finding>();
        foreach (var batch in (await work.Journal.ReadBatchesAsync(cancellation)).Reverse())
        {
            var ours = await OursAsync(work.Journal, batch, cancellation);
            if (ours.Count > 0 && await work.Journal.ReadBeforeImagesAsync(batch, cancellation) is null)
            {
                found.Add(RunCodes.NotRevertible.Finding($"The before-images of run {reverted.Id} are past their retention.", target: address.ToString()));
            }

            foreach (var intent in ours)
            {
                changes.Add(Turn(intent, changes.Count));
                lines.Add(intent.Line);
            }
        }

        found.AddRange(changes.Where(change => change.Reversal.Kind is ReversalKind.Irreversible)
            .Select(change => RunCodes.NotRevertible.Finding($"{change.Item} has no undo.", change.Place, address.ToString())));
        found.AddRange(await LossAsync(run, work, changes, lines, cancellation));
        var sections = Sections(work, changes);
        using var digest = new PlanDigest(address, run.Bundle!.Value);
        var counts = new ChangeCounts();
        foreach (var change in changes)
        {
            digest.Add(change);
            counts = counts.Plus(change.Action);
        }

        var blob = $"lines/{Digest.Of(System.Text.Json.JsonSerializer.Serialize(changes, FmJson.Line))}";
        await services.Store.Blobs.TryCreateLinesAsync(BlobArea.Plans, blob, changes.ToAsyncEnumerable(), cancellation);
        var ledger = await environments.LedgerAsync(address, cancellation);
        return new TargetPlan(
            address,
            changes.Count == 0 ? null : blob,
            digest.Finish(),
            counts,
            sections,
            RiskLevel.Medium,
            false,
            found,
            found.Any(finding => finding.Severity is Severity.Error) ? PlanBlock.Invalid : null,
            ledger?.Blob,
            ledger?.Blob,
            work.Plan.Touched,
            [$"takes back run {reverted.Id}"]);
    }

    // What its own run took back already (a unit that was left behind) is not taken back again.
    private static async Task<IReadOnlyList<Intent>> OursAsync(IWriteJournal journal, int batch, CancellationToken cancellation)
    {
        var record = await BatchRecord.ReadAsync(journal, batch, cancellation);
        var written = record.Applied.Where(receipt => receipt.Ours).Select(receipt => receipt.Change).ToHashSet(StringComparer.Ordinal);
        return [.. record.Left.Where(intent => written.Contains(intent.Change))];
    }

    private static Change Turn(Intent intent, int number) => new(
        number.ToString("D6", CultureInfo.InvariantCulture),
        intent.Resource,
        intent.Kind,
        intent.Item,
        (intent.Kind, intent.Pre, intent.Post) switch
        {
            (ResourceKind.SqlMigrations, _, _) => ChangeAction.Run,
            (_, null, _) => ChangeAction.Delete,
            (_, _, null) => ChangeAction.Create,
            _ => ChangeAction.Update,
        },
        intent.Post,
        intent.Pre,
        intent.Reversal,
        RiskLevel.Medium,
        [],
        Place: intent.Place);

    // Sections keep the order of the lines; what was written last is taken back first.
    private static List<PlanSection> Sections(TargetWork work, List<Change> changes)
    {
        var sections = new List<PlanSection>();
        for (var i = 0; i < changes.Count; i++)
        {
            var change = changes[i];
            if (sections.Count > 0 && sections[^1].Resource == change.Resource)
            {
                sections[^1] = sections[^1] with { Count = sections[^1].Count + 1, Writes = sections[^1].Writes + 1 };
                continue;
            }

            sections.Add(new PlanSection(change.Resource, change.Kind, work.Slice(change.Resource).Rank, false, i, 1, 1));
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
