using FunctionsMigrator.Core.Findings.Codes;
using FunctionsMigrator.Core.Items;
using FunctionsMigrator.Core.Model;
using FunctionsMigrator.Core.Targets;

namespace FunctionsMigrator.Core.Planning;

/// <summary>Compares the scripts of one resource with what the target's history says was applied.</summary>
internal sealed class ScriptPlanner(PlanRequest request, PlanDraft draft)
{
    private const int MostShown = 2_000;

    private string Address => request.Target.Binding.Address.ToString();

    /// <summary>Adds the scripts that will run, in the order in which they do, and answers them with the callbacks that run with them.</summary>
    public async Task<IReadOnlyList<SqlScript>> PlanAsync(ResourceSlice slice, ScriptSet set, CancellationToken cancellation)
    {
        var resource = (SqlMigrationsDocument)request.Resource(slice.Resource);
        var history = await request.Target.ReadHistoryAsync(slice.Resource, cancellation);
        if (history.Count == 0 && set.Baselines.Count > 0 && !await IsNewAsync(set, cancellation))
        {
            return [];
        }

        var compared = ScriptComparison.Of(set, history, resource.OutOfOrder);
        foreach (var script in compared.Edited)
        {
            var before = compared.Applied[script.Key];
            draft.Add(PlanCodes.Edited.Finding(
                $"{script.Key} was applied by {before.Run} at {before.At:u} with checksum {before.Checksum.Short}; in git it has {script.Checksum.Short}.", script.Place, Address));
        }

        foreach (var script in compared.OutOfOrder)
        {
            draft.Add(PlanCodes.OutOfOrder.Finding($"{script.Key} was never applied and stands before {compared.Highest!.Key}, which was.", script.Place, Address));
        }

        foreach (var gone in compared.Missing)
        {
            draft.Add(PlanCodes.Missing.Finding($"{gone.Key} was applied by {gone.Run} at {gone.At:u} and is not in git.", resource.Place, Address));
        }

        var runs = compared.Pending.Select(script => Run(slice, script, compared.Applied.GetValueOrDefault(script.Key))).ToList();
        var undo = new ShownUndo(request.Target);
        await undo.AskAsync(compared.Pending.Where((_, i) => runs[i].Reversal.Kind is ReversalKind.DerivedUndo), cancellation);
        foreach (var finding in undo.Findings)
        {
            draft.Add(finding);
        }

        foreach (var (script, run) in compared.Pending.Zip(runs))
        {
            draft.Touch(script.Facts.Touches);
            await draft.AddAsync(slice, run.Reversal.Kind is ReversalKind.DerivedUndo ? run with { Undo = Shown(undo.Of(script)) } : run, cancellation);
        }

        return WithCallbacks(set, compared.Pending);
    }

    /// <summary>Adds the repeatable scripts that run in every run and did not change.</summary>
    public async Task PlanAlwaysAsync(ResourceSlice slice, ScriptSet set, CancellationToken cancellation)
    {
        if (!set.Scripts.Any(script => script.Directives.RunAlways))
        {
            return;
        }

        var applied = (await request.Target.ReadHistoryAsync(slice.Resource, cancellation)).ToDictionary(script => script.Key, StringComparer.Ordinal);
        foreach (var script in set.Scripts.Where(script => script.Directives.RunAlways && applied.GetValueOrDefault(script.Key)?.Checksum == script.Checksum))
        {
            draft.Touch(script.Facts.Touches);
            await draft.AddAsync(slice, Run(slice, script, applied[script.Key]), cancellation);
        }
    }

    // A baseline makes what a database without a history does not have yet. Where something stands, nobody but a person can say whether it is that.
    private async Task<bool> IsNewAsync(ScriptSet set, CancellationToken cancellation)
    {
        var holds = await request.Target.HoldsObjectsAsync(cancellation);
        foreach (var finding in holds.Findings)
        {
            draft.Add(finding);
        }

        if (holds.TryGet(out var something) && something)
        {
            draft.Add(PlanCodes.NotBaselined.Finding(
                $"The database holds objects and no script of the resource stands applied, so {set.Baselines[^1].Key} is not run.", set.Baselines[^1].Place, Address));
        }

        return holds.Succeeded && !something;
    }

    private static IReadOnlyList<SqlScript> WithCallbacks(ScriptSet set, IReadOnlyList<SqlScript> pending) => set.BeforeMigrate.Count + set.AfterMigrate.Count == 0
        ? pending
        :
        [
            .. pending.Index().Select(entry => entry.Item with
            {
                BeforeEach = entry.Index == 0 ? [.. set.BeforeMigrate, .. entry.Item.BeforeEach] : entry.Item.BeforeEach,
                AfterEach = entry.Index == pending.Count - 1 ? [.. entry.Item.AfterEach, .. set.AfterMigrate] : entry.Item.AfterEach,
            }),
        ];

    private static Change Run(ResourceSlice slice, SqlScript script, AppliedScript? before)
    {
        var reversal = Reversal(script, before);
        var (risk, reasons) = RiskRules.OfScript(script, reversal.Kind);
        return new Change(
            "",
            slice.Resource,
            slice.Kind,
            new ItemRef(slice.Collection, script.Key),
            ChangeAction.Run,
            before?.Checksum,
            script.Checksum,
            reversal,
            risk,
            reasons,
            before?.Sql is { } former ? Shown(former) : null,
            Shown(script.Sql),
            Place: script.Place);
    }

    private static ValuePreview Shown(string text) => text.Length > MostShown ? new ValuePreview(text[..MostShown], Truncated: true) : new ValuePreview(text);

    private static Reversal Reversal(SqlScript script, AppliedScript? before) => script.Undo.Origin switch
    {
        _ when script.Facts.LosesData && script.Kind is not ScriptKind.Repeatable => new Reversal(ReversalKind.Irreversible),
        UndoOrigin.PreviousText when before is not null => before.Sql is null
            ? new Reversal(ReversalKind.Irreversible)
            : new Reversal(ReversalKind.PreviousText, before.Checksum),
        _ when script.Undo.Sql is null => new Reversal(ReversalKind.Irreversible),
        UndoOrigin.Written => new Reversal(ReversalKind.UndoScript, script.Undo.Checksum),
        _ => new Reversal(ReversalKind.DerivedUndo, script.Undo.Checksum),
    };
}
