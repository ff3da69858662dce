using FunctionsMigrator.Core.Findings;
using FunctionsMigrator.Core.Findings.Codes;
using FunctionsMigrator.Core.Operations;
using FunctionsMigrator.Core.Runs;
using FunctionsMigrator.Core.Workflow.Engine;

namespace FunctionsMigrator.Core.Drift;

/// <summary>What people do about drift: look, bring it back, leave it. Who may is asked before.</summary>
internal sealed class DriftDesk(MigratorServices services, IWorkflowClient workflows)
{
    private readonly EnvironmentRecords _environments = new(services.Store.Records);
    private readonly DriftedItems _items = new(services.Store.Records);
    private readonly RunStore _runs = new(services.Store.Records, services.Time, services.Telemetry);
    private readonly RunStarter _starter = new(services, workflows);

    /// <summary>The drifts, by environment, then the longest open first.</summary>
    public async IAsyncEnumerable<DriftedItem> ListAsync(DriftFilter filter, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellation)
    {
        await foreach (var stored in services.Store.Records.ListAsync(RunPartitions.Environments, filter.Environment ?? "", cancellation))
        {
            if (filter.Environment is not null && stored.Key != filter.Environment)
            {
                continue;
            }

            var items = await _items.ListAsync(stored.Key, cancellation);
            foreach (var item in items
                .Where(item => filter.All || item.Status is DriftStatus.Open)
                .OrderBy(item => item.IsOver).ThenBy(item => item.FirstSeen).ThenBy(item => item.Address).ThenBy(item => item.Item))
            {
                yield return item;
            }
        }
    }

    /// <summary>Looks now.</summary>
    public async Task<Outcome<IReadOnlyList<DriftRecord>>> ScanAsync(string? environment, CancellationToken cancellation) =>
        environment is not null && await _environments.GoodAsync(environment, cancellation) is null
            ? NoGoodRun<IReadOnlyList<DriftRecord>>(environment)
            : await new DriftCheck(services).LookAsync(cancellation, environment);

    /// <summary>Starts the run that brings back what is asked for.</summary>
    public async Task<Outcome<StartedRun>> HealAsync(HealRequest request, Caller caller, CancellationToken cancellation)
    {
        if (await _environments.GoodAsync(request.Environment, cancellation) is not { } good)
        {
            return NoGoodRun<StartedRun>(request.Environment);
        }

        var target = Address(request.Target);
        if (target is { Succeeded: false })
        {
            return target.As<StartedRun>();
        }

        IReadOnlyList<DriftPlace> places = [];
        if (request.Items is { Count: > 0 } named)
        {
            var found = await FindAsync(request.Environment, named, target?.Value, cancellation);
            if (!found.TryGet(out var items))
            {
                return found.As<StartedRun>();
            }

            if (items.FirstOrDefault(item => item.IsStructure) is { } thing)
            {
                return NotHealed(thing);
            }

            if (items.Count > DriftHeal.MostItems)
            {
                return DriftCodes.TooMany.Fail<StartedRun>($"{items.Count} items are named.");
            }

            places = [.. items.Select(item => new DriftPlace(item.Address, item.Item))];
        }

        var meant = new DriftHeal(good.Run, target is null ? [] : [target.Value], []);
        if (places.Count == 0 && await OpenAsync(request.Environment, meant, cancellation) is { Count: > 0 } open && open.All(item => item.IsStructure))
        {
            return NotHealed(open[0]);
        }

        var heal = new DriftHeal(good.Run, places.Count == 0 && target is not null ? [target.Value] : [], places, request.Reason);
        var former = await _runs.RequireAsync(good.Run, cancellation);
        var draft = _starter.Draft(request.Environment, former.Repository, good.Commit, $"heals drift: {heal.Shown}", caller) with { Heals = heal };
        return await _starter.StartAsync(draft, await _starter.NextAttemptAsync(draft, cancellation), cancellation);
    }

    /// <summary>Makes overrides of what is live.</summary>
    public async Task<Outcome<IReadOnlyList<DriftedItem>>> KeepAsync(KeepRequest request, Caller caller, CancellationToken cancellation)
    {
        if (string.IsNullOrWhiteSpace(request.Reason))
        {
            return RunCodes.NoReason.Fail<IReadOnlyList<DriftedItem>>("A drift is kept for a reason, or not at all.");
        }

        if (request.Items.Count == 0)
        {
            return DriftCodes.Unknown.Fail<IReadOnlyList<DriftedItem>>("No item is named, so nothing is kept.");
        }

        if (request.Until <= services.Time.GetUtcNow())
        {
            return DriftCodes.EndIsOver.Fail<IReadOnlyList<DriftedItem>>($"{request.Until:u} is over.");
        }

        if (await _environments.GoodAsync(request.Environment, cancellation) is not { } good)
        {
            return NoGoodRun<IReadOnlyList<DriftedItem>>(request.Environment);
        }

        var target = Address(request.Target);
        if (target is { Succeeded: false })
        {
            return target.As<IReadOnlyList<DriftedItem>>();
        }

        var found = await FindAsync(request.Environment, request.Items, target?.Value, cancellation);
        return found.TryGet(out var items) ? await KeepAsync(request, good, items, caller, cancellation) : found;
    }

    private async Task<Outcome<IReadOnlyList<DriftedItem>>> KeepAsync(
        KeepRequest request, GoodRun good, IReadOnlyList<DriftedItem> items, Caller caller, CancellationToken cancellation)
    {
        var planner = new DriftPlanner(services);
        var opened = await planner.OpenAsync(request.Environment, good, cancellation);
        if (!opened.TryGet(out var scope))
        {
            return opened.As<IReadOnlyList<DriftedItem>>();
        }

        var index = await planner.IndexAsync(scope, items.Select(item => item.Address).ToHashSet(), cancellation);
        var places = items.Select(item => new DriftPlace(item.Address, item.Item)).ToHashSet();
        var import = new ImportRequest(request.Environment, KeepLive: true, Reason: request.Reason) { Places = places, Until = request.Until };
        var decided = await new ImportDecisions(services).DecideAsync(index, import, caller, cancellation);
        if (!decided.TryGet(out var targets))
        {
            return decided.As<IReadOnlyList<DriftedItem>>();
        }

        var kept = targets.SelectMany(target => target.Items.Select(item => new DriftPlace(target.Address, item))).ToHashSet();
        var decision = new DriftDecision(caller.Name, services.Time.GetUtcNow(), request.Reason, request.Until);
        var accepted = await new DriftSettlement(services).AcceptedAsync([.. items.Where(item => kept.Contains(new DriftPlace(item.Address, item.Item)))], decision, cancellation);
        var missed = places.Where(place => !kept.Contains(place)).ToList();
        return missed.Count > 0
            ? DriftCodes.NotKept.Fail<IReadOnlyList<DriftedItem>>($"{missed[0]} was not decided{(missed.Count > 1 ? $" (and {missed.Count - 1} more)" : "")}; {accepted.Count} were.", target: missed[0].Address.ToString())
            : Outcome.Of(accepted);
    }

    // An item that moved since the last look is found by a look at it now.
    private async Task<Outcome<IReadOnlyList<DriftedItem>>> FindAsync(string environment, IReadOnlyList<string> names, TargetAddress? target, CancellationToken cancellation)
    {
        var found = Match(await _items.ListAsync(environment, cancellation), names, target);
        if (found.Succeeded || found.Findings[0].Code != DriftCodes.Unknown.Code)
        {
            return found;
        }

        var looked = await new DriftCheck(services).LookAsync(cancellation, environment);
        return looked.Succeeded ? Match(await _items.ListAsync(environment, cancellation), names, target) : looked.As<IReadOnlyList<DriftedItem>>();
    }

    private static Outcome<IReadOnlyList<DriftedItem>> Match(IReadOnlyList<DriftedItem> all, IReadOnlyList<string> names, TargetAddress? target)
    {
        var standing = all.Where(item => !item.IsOver && (target is null || item.Address == target)).ToList();
        var matched = new List<DriftedItem>();
        foreach (var name in names)
        {
            // A key names the item wherever it drifted; an id names one.
            var exact = standing.Where(item => item.Item.Key == name || item.Item.ToString() == name).ToList();
            var hits = exact.Count > 0 ? exact : standing.Where(item => name.Length >= 6 && item.Id.StartsWith(name, StringComparison.OrdinalIgnoreCase)).ToList();
            switch (hits)
            {
                case []:
                    var near = standing.Take(5).Select(item => $"{item.Id} {item.Item}").ToList();
                    return DriftCodes.Unknown.Fail<IReadOnlyList<DriftedItem>>($"Nothing that drifted is called '{name}'{(near.Count > 0 ? $"; there are {string.Join(", ", near)}" : "")}.");
                case { Count: > 1 } when exact.Count == 0 || exact.Select(item => item.Item).Distinct().Count() > 1:
                    return DriftCodes.Ambiguous.Fail<IReadOnlyList<DriftedItem>>($"'{name}' may be any of {string.Join(", ", hits.Take(5).Select(item => $"{item.Id} {item.Item} on {item.Address}"))}.");
                default:
                    matched.AddRange(hits);
                    break;
            }
        }

        return Outcome.Of<IReadOnlyList<DriftedItem>>([.. matched.DistinctBy(item => item.Id)]);
    }

    private static Outcome<TargetAddress>? Address(string? text)
    {
        try
        {
            return text is null ? null : Outcome.Of(TargetAddress.Parse(text));
        }
        catch (FormatException malformed)
        {
            return RunCodes.UnknownTarget.Fail<TargetAddress>(malformed.Message);
        }
    }

    private async Task<IReadOnlyList<DriftedItem>> OpenAsync(string environment, DriftHeal heal, CancellationToken cancellation) =>
        [.. (await _items.ListAsync(environment, cancellation)).Where(item => item.Status is DriftStatus.Open && heal.Covers(item.Address, item.Item))];

    private static Outcome<StartedRun> NotHealed(DriftedItem thing) =>
        DriftCodes.NotHealed.Fail<StartedRun>($"{thing.Item} on {thing.Address} is no item of git.", target: thing.Address.ToString());

    private static Outcome<T> NoGoodRun<T>(string environment) => DriftCodes.NoGoodRun.Fail<T>($"No run of {environment} has ended well, so there is nothing to compare with.");
}
