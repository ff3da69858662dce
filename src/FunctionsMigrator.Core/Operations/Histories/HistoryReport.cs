using System.Text.Json.Serialization;
using FunctionsMigrator.Core.Findings;
using FunctionsMigrator.Core.Findings.Codes;
using FunctionsMigrator.Core.Items;
using FunctionsMigrator.Core.Model;
using FunctionsMigrator.Core.Planning;
using FunctionsMigrator.Core.Targets;

namespace FunctionsMigrator.Core.Operations.Histories;

/// <summary>How a script stands on a target.</summary>
[JsonConverter(typeof(KebabEnumConverter<ScriptState>))]
public enum ScriptState
{
    /// <summary>It stands applied, with the text in git.</summary>
    Applied,

    /// <summary>It runs next.</summary>
    Pending,

    /// <summary>It stands applied, with another text than in git.</summary>
    Edited,

    /// <summary>It was never applied and has a version below the highest applied one.</summary>
    OutOfOrder,

    /// <summary>It stands applied and is not in git.</summary>
    Missing,

    /// <summary>A baseline stands for it.</summary>
    Covered,
}

/// <summary>One script on one target.</summary>
/// <param name="Key">The script.</param>
/// <param name="Kind">Its kind.</param>
/// <param name="State">How it stands.</param>
/// <param name="Last">The last row about it, a failure included; null when there is none.</param>
/// <param name="Place">Its file; null when it is missing from git.</param>
/// <param name="Edit">For an edited script what was edited, as <see cref="LineDiff"/> writes it; null where the text that ran is not known any more.</param>
public sealed record ScriptStanding(string Key, ScriptKind Kind, ScriptState State, HistoryRow? Last, Place? Place, IReadOnlyList<string>? Edit = null);

/// <summary>The scripts of one resource on one target: as they run, missing ones last.</summary>
/// <param name="Target">The target.</param>
/// <param name="Resource">The resource.</param>
/// <param name="Scripts">The scripts.</param>
/// <param name="Rows">The whole history, oldest first.</param>
/// <param name="Findings">What keeps the next plan from being applied, with what to do.</param>
public sealed record HistoryReport(TargetAddress Target, string Resource, IReadOnlyList<ScriptStanding> Scripts, IReadOnlyList<HistoryRow> Rows, IReadOnlyList<Finding> Findings)
{
    /// <summary>Reads the histories that a scope means. A target that cannot be read is a report with the finding that says why.</summary>
    public static async Task<Outcome<IReadOnlyList<HistoryReport>>> ReadAsync(MigratorServices services, MetadataRepository repository, HistoryScope scope, CancellationToken cancellation)
    {
        var found = await ScriptHistory.FindAsync(services.Desired, repository, scope, cancellation);
        if (!found.TryGet(out var histories))
        {
            return found.As<IReadOnlyList<HistoryReport>>();
        }

        var desk = new HistoryDesk(services);
        var reports = new List<HistoryReport>();
        foreach (var history in histories)
        {
            var report = await desk.OpenAsync(history.Binding, TargetAccess.Plan, target => OfAsync(target, history, new FormerScripts(services), cancellation), cancellation);
            reports.Add(report.Succeeded ? report.Value : new HistoryReport(history.Binding.Address, history.Slice.Resource, [], [], report.Findings));
        }

        return Outcome.Of<IReadOnlyList<HistoryReport>>(reports);
    }

    private static async Task<Outcome<HistoryReport>> OfAsync(ITarget target, ScriptHistory history, FormerScripts former, CancellationToken cancellation)
    {
        var read = await target.ReadHistoryRowsAsync(history.Slice.Resource, cancellation);
        if (!read.TryGet(out var rows))
        {
            return read.As<HistoryReport>();
        }

        var applied = await target.ReadHistoryAsync(history.Slice.Resource, cancellation);
        var compared = ScriptComparison.Of(history.Set, applied, history.Resource.OutOfOrder);
        var last = rows.GroupBy(row => row.Key, StringComparer.Ordinal).ToDictionary(group => group.Key, group => group.Last(), StringComparer.Ordinal);
        var address = history.Binding.Address.ToString();
        var findings = new List<Finding>();
        if (applied.Count == 0 && history.Set.Baselines.Count > 0 && await target.HoldsObjectsAsync(cancellation) is { Succeeded: true, Value: true })
        {
            findings.Add(PlanCodes.NotBaselined.Finding($"The database holds objects and no script of {history.Slice.Resource} stands applied.", history.Resource.Place, address));
        }

        findings.AddRange(compared.Edited.Select(script => PlanCodes.Edited.Finding($"{script.Key} was applied with another text.", script.Place, address)));
        findings.AddRange(compared.OutOfOrder.Select(script => PlanCodes.OutOfOrder.Finding($"{script.Key} was never applied and stands before {compared.Highest!.Key}, which was.", script.Place, address)));
        findings.AddRange(compared.Missing.Select(script => PlanCodes.Missing.Finding($"{script.Key} was applied by {script.Run} at {script.At:u} and is not in git.", history.Resource.Place, address)));
        var scripts = new List<ScriptStanding>();
        foreach (var script in history.Set.Baselines.Where(script => compared.Pending.Contains(script) || compared.Applied.ContainsKey(script.Key)).Concat(history.Set.Scripts))
        {
            var edit = compared.Edited.Contains(script) && await former.FindAsync(history, compared.Applied[script.Key], cancellation) is { } ran ? LineDiff.Of(ran, script.Sql) : null;
            scripts.Add(new ScriptStanding(script.Key, script.Kind, StateOf(script, compared), last.GetValueOrDefault(script.Key), script.Place, edit));
        }

        scripts.AddRange(compared.Missing.Select(script => new ScriptStanding(script.Key, ScriptKind.Versioned, ScriptState.Missing, last[script.Key], null)));
        return Outcome.Of(new HistoryReport(history.Binding.Address, history.Slice.Resource, scripts, rows, findings));
    }

    private static ScriptState StateOf(SqlScript script, ScriptComparison compared) =>
        compared.Pending.Contains(script) ? ScriptState.Pending
        : compared.Edited.Contains(script) ? ScriptState.Edited
        : compared.OutOfOrder.Contains(script) ? ScriptState.OutOfOrder
        : compared.Covered.Contains(script) ? ScriptState.Covered
        : ScriptState.Applied;
}
