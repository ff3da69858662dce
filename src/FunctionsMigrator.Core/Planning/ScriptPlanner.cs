using FunctionsMigrator.Core.Findings.Codes;
using FunctionsMigrator.Core.Items;
using FunctionsMigrator.Core.Model;

namespace FunctionsMigrator.Core.Planning;

/// <summary>Compares the scripts of one resource with what the target's history says was applied.</summary>
internal sealed class ScriptPlanner(PlanRequest request, PlanDraft draft)
{
    private string Address => request.Target.Binding.Address.ToString();

    /// <summary>Adds the scripts that will run, in the order in which they do, and answers them.</summary>
    public async Task<IReadOnlyList<SqlScript>> PlanAsync(ResourceSlice slice, ScriptSet set, CancellationToken cancellation)
    {
        var resource = (SqlMigrationsDocument)request.Resource(slice.Resource);
        var history = await request.Target.ReadHistoryAsync(slice.Resource, cancellation);
        var applied = history.ToDictionary(script => script.Key, StringComparer.Ordinal);
        var known = set.Scripts.ToDictionary(script => script.Key, StringComparer.Ordinal);
        var highest = set.Scripts.LastOrDefault(script => script.Kind is ScriptKind.Versioned && applied.ContainsKey(script.Key));
        var pending = new List<SqlScript>();
        foreach (var script in set.Scripts)
        {
            var before = applied.GetValueOrDefault(script.Key);
            if (before?.Checksum == script.Checksum)
            {
                continue;
            }

            if (script.Kind is ScriptKind.Versioned && before is not null)
            {
                draft.Add(PlanCodes.Edited.Finding(
                    $"{script.Key} was applied by {before.Run} at {before.At:u} with checksum {before.Checksum.Short}; in git it has {script.Checksum.Short}.", script.Place, Address));
                continue;
            }

            if (script.Kind is ScriptKind.Versioned && highest is not null && !resource.OutOfOrder && Precedes(set, script, highest))
            {
                draft.Add(PlanCodes.OutOfOrder.Finding($"{script.Key} was never applied and stands before {highest.Key}, which was.", script.Place, Address));
                continue;
            }

            pending.Add(script);
            draft.Touch(script.Facts.Touches);
            await draft.AddAsync(slice, Run(slice, script, before), cancellation);
        }

        foreach (var gone in history.Where(script => !known.ContainsKey(script.Key)))
        {
            if (gone.Key.StartsWith('R'))
            {
                continue;
            }

            draft.Add(PlanCodes.Missing.Finding($"{gone.Key} was applied by {gone.Run} at {gone.At:u} and is not in git.", resource.Place, Address));
        }

        return pending;
    }

    private static bool Precedes(ScriptSet set, SqlScript script, SqlScript other) =>
        set.Scripts.TakeWhile(candidate => candidate != other).Contains(script);

    private static Change Run(ResourceSlice slice, SqlScript script, Targets.AppliedScript? before)
    {
        var reversal = Reversal(script, before);
        var (risk, reasons) = RiskRules.OfScript(script, reversal.Kind);
        var shown = script.Sql.Length > 2_000 ? new ValuePreview(script.Sql[..2_000], Truncated: true) : new ValuePreview(script.Sql);
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
            before?.Sql is { } former ? new ValuePreview(former.Length > 2_000 ? former[..2_000] : former, former.Length > 2_000) : null,
            shown,
            Place: script.Place);
    }

    private static Reversal Reversal(SqlScript script, Targets.AppliedScript? before) => script.Undo.Origin switch
    {
        _ when script.Facts.LosesData && script.Kind is ScriptKind.Versioned => new Reversal(ReversalKind.Irreversible),
        UndoOrigin.PreviousText when before is not null => before.Sql is null
            ? new Reversal(ReversalKind.Irreversible)
            : new Reversal(ReversalKind.PreviousText, before.Checksum),
        _ when script.Undo.Sql is null => new Reversal(ReversalKind.Irreversible),
        UndoOrigin.Written => new Reversal(ReversalKind.UndoScript, script.Undo.Checksum),
        _ => new Reversal(ReversalKind.DerivedUndo, script.Undo.Checksum),
    };
}
