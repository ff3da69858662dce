using System.Globalization;
using System.Runtime.CompilerServices;
using FunctionsMigrator.Core.Audit;
using FunctionsMigrator.Core.Drift;
using FunctionsMigrator.Core.Findings;
using FunctionsMigrator.Core.Findings.Codes;
using FunctionsMigrator.Core.Planning;
using FunctionsMigrator.Core.Planning.Structures;
using FunctionsMigrator.Core.Runs;

namespace FunctionsMigrator.Core.Operations;

/// <summary>What to decide.</summary>
/// <param name="Environment">The environment.</param>
/// <param name="KeepLive">Keep what is live; false: the next run takes what git says.</param>
/// <param name="Resource">Only this resource.</param>
/// <param name="Item">Only the item with this key.</param>
/// <param name="Reason">Why; stands in ledger and audit.</param>
public sealed record ImportRequest(string Environment, bool KeepLive, string? Resource = null, string? Item = null, string? Reason = null)
{
    /// <summary>Only these items on these targets; null: wherever they are blocked.</summary>
    public IReadOnlySet<DriftPlace>? Places { get; init; }

    /// <summary>With <see cref="KeepLive"/>: when the decision ends; null: when git or the target moves.</summary>
    public DateTimeOffset? Until { get; init; }
}

/// <summary>What was decided for one target.</summary>
/// <param name="Address">The target.</param>
/// <param name="Items">The items in their order, at most the first thousand.</param>
/// <param name="Count">How many items there are.</param>
/// <param name="Left">How many things of its structure were meant and stay undecided: git holds no text of them that a run could take.</param>
public sealed record ImportedTarget(TargetAddress Address, IReadOnlyList<ItemRef> Items, int Count, int Left = 0);

/// <summary>
/// Decides items that a plan cannot: first contacts, drifts and conflicts. Nothing is written to a target. What is kept becomes an override in the ledger; what git shall
/// replace becomes the ledger's base, so that the next plan shows it as an update that people can approve. What moved in a structure can only be kept: git holds no text of it.
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

        // Held as a run holds it: a run that begins meanwhile would move the ledger over the decision, or have it moved under its plan.
        var id = string.Create(CultureInfo.InvariantCulture, $"{request.Environment}-import-{services.Time.GetUtcNow().UtcDateTime:yyyyMMdd-HHmmssfff}-{plan.Digest.Short}");
        var locks = new EnvironmentLock(services.Store.Records, services.Time);
        var taken = await locks.TakeAsync(request.Environment, id, cancellation);
        if (!taken.Succeeded)
        {
            return taken.As<IReadOnlyList<ImportedTarget>>();
        }

        try
        {
            return await DecideAsync(id, plan, request, caller, cancellation);
        }
        finally
        {
            await locks.ReleaseAsync(request.Environment, id, CancellationToken.None);
        }
    }

    private async Task<Outcome<IReadOnlyList<ImportedTarget>>> DecideAsync(string id, PlanIndex plan, ImportRequest request, Caller caller, CancellationToken cancellation)
    {
        var (decided, problems) = (new List<ImportedTarget>(), new List<Finding>());
        foreach (var target in plan.Targets.Where(target => target.Blocked is PlanBlock.Conflict))
        {
            var imported = await DecideAsync(target, request, caller, cancellation);
            if (!imported.TryGet(out var items))
            {
                problems.AddRange(imported.Findings);
            }
            else if (items.Count + items.Left > 0)
            {
                decided.Add(items);
            }
        }

        if (decided.Where(target => target.Count > 0).ToList() is { Count: > 0 } written)
        {
            await RecordAsync(id, plan, request, written, caller, cancellation);
        }
        else if (decided.FirstOrDefault() is { } left)
        {
            problems.Add(DriftCodes.NotHealed.Finding($"All that differs on {left.Address} are things of its structure, and none is an item of git.", target: left.Address.ToString()));
        }

        return problems.Count > 0 ? Outcome.Fail<IReadOnlyList<ImportedTarget>>(problems) : Outcome.Of<IReadOnlyList<ImportedTarget>>(decided);
    }

    // A decision is no run: it has a sealed chain of its own in the environment's audit.
    private async Task RecordAsync(string id, PlanIndex plan, ImportRequest request, List<ImportedTarget> decided, Caller caller, CancellationToken cancellation)
    {
        var now = services.Time.GetUtcNow();
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
                        ["until"] = request.Until is { } until ? until.UtcDateTime.ToString("u", CultureInfo.InvariantCulture) : "",
                    },
                }),
            ],
            cancellation);
        await log.SealAsync(request.Environment, id, caller.Name, cancellation);
    }

    private async Task<Outcome<ImportedTarget>> DecideAsync(TargetPlan plan, ImportRequest request, Caller caller, CancellationToken cancellation)
    {
        // A run that ended between the plan and the lock has said something else of the target.
        var former = await _environments.LedgerAsync(plan.Address, cancellation);
        var at = services.Time.GetUtcNow();
        var decided = await new DecidedLedger(services.Store).WriteAsync(plan.BaseLedger, () => DecisionsAsync(plan, request, caller, at, cancellation), cancellation);
        var things = await BlockedAsync(plan, request, cancellation).Where(change => StructureEntry.Is(change.Item)).ToListAsync(cancellation);
        IReadOnlyList<(ItemRef Item, LedgerOverride Kept)> kept = request.KeepLive ? [.. things.Select(change => (change.Item, Kept(change, request, caller, at)))] : [];
        if (decided is null && kept.Count == 0)
        {
            return Outcome.Of(new ImportedTarget(plan.Address, [], 0, things.Count));
        }

        if (former?.Blob != plan.BaseLedger)
        {
            return TargetCodes.Moved.Fail<ImportedTarget>(
                $"A run changed {plan.Address} since it was compared.", target: plan.Address.ToString(), remedy: "Decide again: it is compared anew.");
        }

        var next = new LedgerPointer(decided?.Blob ?? former!.Blob, "import", former?.Bundle, former?.Commit, at)
        {
            Structure = kept.Count > 0 ? await new StructureBase(services.Store.Blobs).KeepAsync(former!.Structure!, kept, cancellation) : former?.Structure,
        };
        return await _environments.MoveLedgerAsync(plan.Address, former?.Blob, next, cancellation)
            ? Outcome.Of(new ImportedTarget(
                plan.Address, [.. (decided?.First ?? []).Concat(kept.Select(thing => thing.Item)).Take(DecidedLedger.Named)], (decided?.Count ?? 0) + kept.Count, things.Count - kept.Count))
            : throw new InvalidOperationException($"The ledger of {plan.Address} moved during the import.");
    }

    private async IAsyncEnumerable<LedgerDecision> DecisionsAsync(
        TargetPlan plan, ImportRequest request, Caller caller, DateTimeOffset at, [EnumeratorCancellation] CancellationToken cancellation)
    {
        await foreach (var change in BlockedAsync(plan, request, cancellation))
        {
            if (!StructureEntry.Is(change.Item))
            {
                yield return new LedgerDecision(change.Item, Decide(change, request, caller, at));
            }
        }
    }

    private IAsyncEnumerable<Change> BlockedAsync(TargetPlan plan, ImportRequest request, CancellationToken cancellation) =>
        PlanLines.Of(services.Store.Blobs, plan, cancellation).Where(change =>
            change.Block is not null && (request.Resource ?? change.Resource) == change.Resource && (request.Item ?? change.Item.Key) == change.Item.Key
            && request.Places?.Contains(new DriftPlace(plan.Address, change.Item)) is not false);

    private static LedgerEntry? Decide(Change change, ImportRequest request, Caller caller, DateTimeOffset at)
    {
        if (!request.KeepLive)
        {
            return change.Pre is { } live ? new LedgerEntry(change.Item, change.Resource, change.Kind, live) : null;
        }

        return new LedgerEntry(change.Item, change.Resource, change.Kind, change.Pre ?? change.Post!.Value, Kept(change, request, caller, at));
    }

    private static LedgerOverride Kept(Change change, ImportRequest request, Caller caller, DateTimeOffset at) =>
        new(change.Pre, change.Post, caller.Name, request.Reason, at, request.Until);
}
