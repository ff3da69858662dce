using System.Text.Json;
using FunctionsMigrator.Core.Audit;
using FunctionsMigrator.Core.Findings;
using FunctionsMigrator.Core.Findings.Codes;
using FunctionsMigrator.Core.Planning;
using FunctionsMigrator.Core.Ports;
using FunctionsMigrator.Core.Runs;

namespace FunctionsMigrator.Core.Operations;

/// <summary>What to decide.</summary>
/// <param name="Environment">The environment.</param>
/// <param name="KeepLive">Keep what is live; false: the next run takes what git says.</param>
/// <param name="Resource">Only this resource.</param>
/// <param name="Item">Only the item with this key.</param>
/// <param name="Reason">Why; stands in ledger and audit.</param>
public sealed record ImportRequest(string Environment, bool KeepLive, string? Resource = null, string? Item = null, string? Reason = null);

/// <summary>What was decided for one target.</summary>
public sealed record ImportedTarget(TargetAddress Address, IReadOnlyList<ItemRef> Items);

/// <summary>
/// Decides items that a plan cannot: first contacts, drifts and conflicts. Nothing is written to a target. What is kept becomes an override in the ledger; what git shall
/// replace becomes the ledger's base, so that the next plan shows it as an update that people can approve.
/// </summary>
public sealed class ImportDecisions(MigratorServices services)
{
    private readonly EnvironmentRecords _environments = new(services.Store.Records);

    /// <summary>Decides every blocked item that the request names, on all targets of a plan made just now.</summary>
    public async Task<Outcome<IReadOnlyList<ImportedTarget>>> DecideAsync(PlanIndex plan, ImportRequest request, Caller caller, CancellationToken cancellation)
    {
        if (!caller.Has(AccessRole.Operator))
        {
            return AccessCodes.Forbidden.Fail<IReadOnlyList<ImportedTarget>>($"{caller.Name} has no role operator.");
        }

        if (await new EnvironmentLock(services.Store.Records, services.Time).OwnerAsync(request.Environment, cancellation) is { } owner)
        {
            return RunCodes.Locked.Fail<IReadOnlyList<ImportedTarget>>($"Run {owner} holds environment {request.Environment}.");
        }

        var decided = new List<ImportedTarget>();
        foreach (var target in plan.Targets.Where(target => target.Blocked is PlanBlock.Conflict))
        {
            var imported = await DecideAsync(target, request, caller, cancellation);
            if (imported.Items.Count > 0)
            {
                decided.Add(imported);
            }
        }

        if (decided.Count > 0)
        {
            await RecordAsync(plan, request, decided, caller, cancellation);
        }

        return Outcome.Of<IReadOnlyList<ImportedTarget>>(decided);
    }

    // A decision is no run: it has a sealed chain of its own in the environment's audit.
    private async Task RecordAsync(PlanIndex plan, ImportRequest request, List<ImportedTarget> decided, Caller caller, CancellationToken cancellation)
    {
        var now = services.Time.GetUtcNow();
        var id = string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{request.Environment}-import-{now.UtcDateTime:yyyyMMdd-HHmmss}-{plan.Digest.Short}");
        var log = new AuditLog(services.Store.Blobs, services.Store.Records, services.Time);
        await log.AppendAsync(
            id,
            [
                .. decided.Select(target => new AuditEntry($"imported-{target.Address}", AuditEvents.Imported, now, caller.Name)
                {
                    Commit = plan.Commit,
                    BundleDigest = plan.Bundle,
                    PlanDigest = plan.Digest,
                    Target = target.Address,
                    Details = new Dictionary<string, string>
                    {
                        ["decision"] = request.KeepLive ? "keep-live" : "take-git",
                        ["items"] = string.Join(", ", target.Items.Take(20)),
                        [AuditDetails.Reason] = request.Reason ?? "",
                    },
                }),
            ],
            cancellation);
        await log.SealAsync(request.Environment, id, caller.Name, cancellation);
    }

    private async Task<ImportedTarget> DecideAsync(TargetPlan plan, ImportRequest request, Caller caller, CancellationToken cancellation)
    {
        var decisions = new SortedDictionary<ItemRef, LedgerEntry?>();
        await foreach (var change in services.Store.Blobs.ReadLinesAsync<Change>(BlobArea.Plans, plan.Lines!, cancellation))
        {
            if (change.Block is not null && (request.Resource ?? change.Resource) == change.Resource && (request.Item ?? change.Item.Key) == change.Item.Key)
            {
                decisions[change.Item] = Decide(change, request, caller);
            }
        }

        if (decisions.Count == 0)
        {
            return new ImportedTarget(plan.Address, []);
        }

        var former = await _environments.LedgerAsync(plan.Address, cancellation);
        var lines = await MergeAsync(former?.Blob, decisions, cancellation);
        var blob = $"ledger/{Digest.Of(JsonSerializer.Serialize(lines, FmJson.Line))}";
        await services.Store.Blobs.TryCreateLinesAsync(BlobArea.Plans, blob, lines.ToAsyncEnumerable(), cancellation);
        var next = new LedgerPointer(blob, "import", former?.Bundle, former?.Commit, services.Time.GetUtcNow());
        return await _environments.MoveLedgerAsync(plan.Address, former?.Blob, next, cancellation)
            ? new ImportedTarget(plan.Address, [.. decisions.Keys])
            : throw new InvalidOperationException($"The ledger of {plan.Address} moved during the import.");
    }

    private LedgerEntry? Decide(Change change, ImportRequest request, Caller caller)
    {
        if (!request.KeepLive)
        {
            return change.Pre is { } live ? new LedgerEntry(change.Item, change.Resource, change.Kind, live) : null;
        }

        var kept = new LedgerOverride(change.Pre, change.Post, caller.Name, request.Reason, services.Time.GetUtcNow());
        return new LedgerEntry(change.Item, change.Resource, change.Kind, change.Pre ?? change.Post!.Value, kept);
    }

    private async Task<List<LedgerEntry>> MergeAsync(string? former, SortedDictionary<ItemRef, LedgerEntry?> decisions, CancellationToken cancellation)
    {
        var lines = new List<LedgerEntry>();
        if (former is not null)
        {
            await foreach (var entry in services.Store.Blobs.ReadLinesAsync<LedgerEntry>(BlobArea.Plans, former, cancellation))
            {
                if (!decisions.ContainsKey(entry.Item))
                {
                    lines.Add(entry);
                }
            }
        }

        lines.AddRange(decisions.Values.OfType<LedgerEntry>());
        lines.Sort((left, right) => left.Item.CompareTo(right.Item));
        return lines;
    }
}
