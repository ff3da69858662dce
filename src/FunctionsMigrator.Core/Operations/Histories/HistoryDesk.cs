using System.Globalization;
using FunctionsMigrator.Core.Audit;
using FunctionsMigrator.Core.Findings;
using FunctionsMigrator.Core.Findings.Codes;
using FunctionsMigrator.Core.Items;
using FunctionsMigrator.Core.Items.Scripts;
using FunctionsMigrator.Core.Model;
using FunctionsMigrator.Core.Planning;
using FunctionsMigrator.Core.Runs;
using FunctionsMigrator.Core.Targets;

namespace FunctionsMigrator.Core.Operations.Histories;

/// <summary>
/// Says in the script histories of targets what stands there, without running anything. All that is meant is checked before anything is written; then it is written into the
/// environment's audit, under an id of its own, and then into the targets. Needs the role operator, and an environment that no run holds: it is held under that id meanwhile, so that a
/// run waits for it as for another run.
/// </summary>
public sealed class HistoryDesk(MigratorServices services)
{
    /// <summary>
    /// Begins histories where databases hold objects already: what the scripts up to a version make stands. Without a version it is the resource's baseline that stands.
    /// </summary>
    /// <param name="repository">The metadata.</param>
    /// <param name="scope">Which histories.</param>
    /// <param name="upTo">The version, such as <c>1.2</c>; null: only the baseline.</param>
    /// <param name="reason">Why.</param>
    /// <param name="caller">Who.</param>
    /// <param name="cancellation">Ends it.</param>
    public Task<Outcome<IReadOnlyList<RecordedHistory>>> BaselineAsync(
        MetadataRepository repository, HistoryScope scope, string? upTo, string reason, Caller caller, CancellationToken cancellation)
    {
        IReadOnlyList<long>? version = null;
        if (upTo is not null && (version = ScriptName.Read($"V{upTo}.sql", out _)?.Version) is null)
        {
            return Task.FromResult(PlanCodes.NoScripts.Fail<IReadOnlyList<RecordedHistory>>($"'{upTo}' is no version.", remedy: "Write it as in the names of scripts: 5, 1.2 or 20261123."));
        }

        return RecordAsync(
            repository,
            scope,
            HistoryAction.Baseline,
            reason,
            caller,
            async (target, history) =>
            {
                var place = target.Binding.Address.ToString();
                if ((await target.ReadHistoryAsync(history.Slice.Resource, cancellation)).Count > 0)
                {
                    return PlanCodes.HistoryBegun.Fail<IReadOnlyList<HistoryEntry>>($"The history of {history.Slice.Resource} begins already.", target: place);
                }

                var stands = history.Set.Baselines.Where(script => version is null || script.Version.Count == 0 || ScriptName.CompareVersions(script.Version, version) <= 0).TakeLast(1)
                    .Concat(history.Set.Scripts.Where(script => script.Kind is ScriptKind.Versioned && version is not null && ScriptName.CompareVersions(script.Version, version) <= 0))
                    .ToList();
                return stands.Count == 0
                    ? PlanCodes.NoScripts.Fail<IReadOnlyList<HistoryEntry>>(
                        version is null ? $"{history.Slice.Resource} has no baseline." : $"{history.Slice.Resource} has no script up to version {upTo}.",
                        history.Resource.Place,
                        place,
                        "Say with `--up-to VERSION` which scripts stand, or give the resource a `baseline`.")
                    : Outcome.Of<IReadOnlyList<HistoryEntry>>([.. stands.Select((script, i) => Entry(script, HistoryAction.Baseline, i))]);
            },
            cancellation);
    }

    /// <summary>
    /// Accepts the texts in git for the edited scripts, and that scripts which are missing from git no longer count as applied. Objects and rows stay as they are.
    /// </summary>
    /// <param name="repository">The metadata.</param>
    /// <param name="scope">Which histories.</param>
    /// <param name="keys">Only these scripts; empty: all that need it.</param>
    /// <param name="reason">Why.</param>
    /// <param name="caller">Who.</param>
    /// <param name="cancellation">Ends it.</param>
    public Task<Outcome<IReadOnlyList<RecordedHistory>>> RepairAsync(
        MetadataRepository repository, HistoryScope scope, IReadOnlyList<string> keys, string reason, Caller caller, CancellationToken cancellation) => RecordAsync(
        repository,
        scope,
        HistoryAction.Repair,
        reason,
        caller,
        async (target, history) =>
        {
            var compared = ScriptComparison.Of(history.Set, await target.ReadHistoryAsync(history.Slice.Resource, cancellation), history.Resource.OutOfOrder);
            var entries = compared.Edited.Select(script => Entry(script, HistoryAction.Repair, 0))
                .Concat(compared.Missing.Select(script => new HistoryEntry(script.Key, ScriptKind.Versioned, HistoryAction.Repair, null, null, "")))
                .Where(entry => keys.Count == 0 || keys.Contains(entry.Key))
                .Select((entry, i) => entry with { ChangeId = IdOf(HistoryAction.Repair, i) });
            return Outcome.Of<IReadOnlyList<HistoryEntry>>([.. entries]);
        },
        cancellation);

    internal static HistoryEntry Entry(SqlScript script, string action, int number) =>
        new(script.Key, script.Kind, action, script.Checksum, script.Kind is ScriptKind.Repeatable ? script.Sql : null, IdOf(action, number));

    internal static string IdOf(string action, int number) => string.Create(CultureInfo.InvariantCulture, $"{action}-{number:D6}");

    /// <summary>Asks for the rows of every history that is meant, and writes them when none is refused; a dry run only answers them.</summary>
    internal async Task<Outcome<IReadOnlyList<RecordedHistory>>> RecordAsync(
        MetadataRepository repository,
        HistoryScope scope,
        string action,
        string reason,
        Caller caller,
        Func<ITarget, ScriptHistory, Task<Outcome<IReadOnlyList<HistoryEntry>>>> entriesOf,
        CancellationToken cancellation,
        bool dryRun = false)
    {
        if (!caller.Has(AccessRole.Operator))
        {
            return AccessCodes.Forbidden.Fail<IReadOnlyList<RecordedHistory>>($"{caller.Name} has no role operator.");
        }

        var id = string.Create(CultureInfo.InvariantCulture, $"{scope.Environment}-{services.Time.GetUtcNow().UtcDateTime:yyyyMMdd-HHmmssfff}-{action}");
        var locks = new EnvironmentLock(services.Store.Records, services.Time);
        var taken = await locks.TakeAsync(scope.Environment, id, cancellation);
        if (!taken.Succeeded)
        {
            return taken.As<IReadOnlyList<RecordedHistory>>();
        }

        try
        {
            return await RecordAsync(id, repository, scope, action, reason, caller, entriesOf, dryRun, cancellation);
        }
        finally
        {
            await locks.ReleaseAsync(scope.Environment, id, CancellationToken.None);
        }
    }

    private async Task<Outcome<IReadOnlyList<RecordedHistory>>> RecordAsync(
        string id,
        MetadataRepository repository,
        HistoryScope scope,
        string action,
        string reason,
        Caller caller,
        Func<ITarget, ScriptHistory, Task<Outcome<IReadOnlyList<HistoryEntry>>>> entriesOf,
        bool dryRun,
        CancellationToken cancellation)
    {
        var found = await ScriptHistory.FindAsync(services.Desired, repository, scope, cancellation);
        if (!found.TryGet(out var histories))
        {
            return found.As<IReadOnlyList<RecordedHistory>>();
        }

        var findings = new List<Finding>();
        var due = new List<(ScriptHistory History, IReadOnlyList<HistoryEntry> Entries)>();
        foreach (var history in histories)
        {
            var asked = await OpenAsync(history.Binding, TargetAccess.Plan, target => entriesOf(target, history), cancellation);
            findings.AddRange(asked.Findings);
            if (asked.TryGet(out var entries) && entries.Count > 0)
            {
                due.Add((history, entries));
            }
        }

        return findings.Exists(finding => finding.Severity is Severity.Error)
            ? Outcome.Fail<IReadOnlyList<RecordedHistory>>(findings)
            : dryRun || due.Count == 0 ? Outcome.Of<IReadOnlyList<RecordedHistory>>([.. due.Select(entry => Recorded(entry.History, entry.Entries))], findings)
            : await WriteAsync(id, scope.Environment, due, action, reason, caller, findings, cancellation);
    }

    private static RecordedHistory Recorded(ScriptHistory history, IReadOnlyList<HistoryEntry> entries) => new(history.Binding.Address, history.Slice.Resource, [.. entries.Select(entry => entry.Key)]);

    /// <summary>Opens a target for one piece of work.</summary>
    internal async Task<Outcome<T>> OpenAsync<T>(TargetBinding binding, TargetAccess access, Func<ITarget, Task<Outcome<T>>> work, CancellationToken cancellation)
    {
        var opened = await services.TargetTypes[binding.Type].OpenAsync(binding, access, cancellation);
        if (!opened.TryGet(out var target))
        {
            return opened.As<T>();
        }

        await using (target)
        {
            try
            {
                return await work(target);
            }
            catch (TargetException failed)
            {
                return Outcome.Fail<T>(failed.Finding);
            }
        }
    }

    private async Task<Outcome<IReadOnlyList<RecordedHistory>>> WriteAsync(
        string id,
        string environment,
        List<(ScriptHistory History, IReadOnlyList<HistoryEntry> Entries)> due,
        string action,
        string reason,
        Caller caller,
        List<Finding> findings,
        CancellationToken cancellation)
    {
        var audited = await AuditAsync(id, environment, due, action, reason, caller, cancellation);
        if (!audited.Succeeded)
        {
            return audited.As<IReadOnlyList<RecordedHistory>>();
        }

        var recorded = new List<RecordedHistory>();
        foreach (var (history, entries) in due)
        {
            var written = await OpenAsync(
                history.Binding,
                TargetAccess.Apply,
                async target =>
                {
                    var claimed = await target.ClaimAsync(new ClaimRequest(services.Store.Id, id), cancellation);
                    return claimed.TryGet(out var claim) ? await target.RecordAsync(claim, history.Slice.Resource, entries, cancellation) : claimed.As<int>();
                },
                cancellation);
            if (!written.Succeeded)
            {
                return written.As<IReadOnlyList<RecordedHistory>>();
            }

            recorded.Add(Recorded(history, entries));
        }

        return Outcome.Of<IReadOnlyList<RecordedHistory>>(recorded, findings);
    }

    // A decision is no run: it has a sealed chain of its own in the environment's audit.
    private async Task<Outcome<AuditLink>> AuditAsync(
        string id, string environment, List<(ScriptHistory History, IReadOnlyList<HistoryEntry> Entries)> due, string action, string reason, Caller caller, CancellationToken cancellation)
    {
        var now = services.Time.GetUtcNow();
        var log = new AuditLog(services.Store.Blobs, services.Store.Records, services.Time);
        var appended = await log.AppendAsync(
            id,
            [
                .. due.Select(entry => new AuditEntry($"{action}-{entry.History.Binding.Address}-{entry.History.Slice.Resource}", AuditEvents.HistoryRecorded, now, caller.Name)
                {
                    Target = entry.History.Binding.Address,
                    Details = new Dictionary<string, string>
                    {
                        ["decision"] = action,
                        ["resource"] = entry.History.Slice.Resource,
                        ["items"] = string.Join(", ", entry.Entries.Select(row => row.Key)),
                        [AuditDetails.Reason] = reason,
                    },
                }),
            ],
            cancellation);
        return appended.Succeeded ? await log.SealAsync(environment, id, caller.Name, cancellation) : appended.As<AuditLink>();
    }
}
