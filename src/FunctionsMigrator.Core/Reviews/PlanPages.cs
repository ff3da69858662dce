using FunctionsMigrator.Core.Planning;

namespace FunctionsMigrator.Core.Reviews;

/// <summary>Reads plans by pages. Lines are streamed: what is held is one page, however large the plan is, and a search looks at so many lines and then says where it goes on.</summary>
/// <param name="lines">The lines of one target's plan.</param>
public sealed class PlanPages(Func<TargetPlan, CancellationToken, IAsyncEnumerable<Change>> lines)
{
    /// <summary>Changes of a page.</summary>
    public const int Size = 100;

    /// <summary>Lines that one search looks at.</summary>
    public const int Looked = 100_000;

    /// <summary>Reads one. A page beyond the last is the last.</summary>
    public async Task<PlanPage> ReadAsync(PlanIndex plan, PlanQuery query, CancellationToken cancellation)
    {
        var targets = plan.Targets.Where(target => target.Lines is not null && (query.Target is null || target.Address.ToString() == query.Target)).ToList();
        var total = targets.Sum(target => (long)target.Counts.Total);
        var pages = (int)Math.Max(1, (total + Size - 1) / Size);
        var page = Math.Clamp(query.Page, 1, pages);
        return query.Search is { } text
            ? await SearchAsync(targets, text, Math.Max(0, query.From), new PlanPage([], 1, 1, total, null), cancellation)
            : new PlanPage(await TakeAsync(targets, (long)(page - 1) * Size, cancellation), page, pages, total, null);
    }

    private async Task<IReadOnlyList<PlanPageTarget>> TakeAsync(List<TargetPlan> targets, long first, CancellationToken cancellation)
    {
        var taken = new List<PlanPageTarget>();
        var (number, free) = (0L, Size);
        foreach (var target in targets)
        {
            var end = number + target.Counts.Total;
            if (free > 0 && end > first)
            {
                var changes = await lines(target, cancellation).Skip((int)Math.Max(0, first - number)).Take(free).ToListAsync(cancellation);
                taken.Add(new PlanPageTarget(target, changes));
                free -= changes.Count;
            }

            number = end;
        }

        return taken;
    }

    private async Task<PlanPage> SearchAsync(List<TargetPlan> targets, string text, long from, PlanPage empty, CancellationToken cancellation)
    {
        var found = new List<PlanPageTarget>();
        var (first, number, hits) = (0L, from, 0);
        foreach (var target in targets)
        {
            var end = first + target.Counts.Total;
            if (end > number)
            {
                var changes = new List<Change>();
                await foreach (var change in lines(target, cancellation).Skip((int)(number - first)))
                {
                    if (hits == Size || number - from == Looked)
                    {
                        return empty with { Targets = With(found, target, changes), Next = number };
                    }

                    number++;
                    if (Holds(change, text))
                    {
                        changes.Add(change);
                        hits++;
                    }
                }

                found = With(found, target, changes);
            }

            first = end;
        }

        return empty with { Targets = found };
    }

    private static List<PlanPageTarget> With(List<PlanPageTarget> found, TargetPlan target, List<Change> changes) =>
        changes.Count == 0 ? found : [.. found, new PlanPageTarget(target, changes)];

    private static bool Holds(Change change, string text) =>
        Has(change.Item.ToString(), text) || Has(change.Resource, text) || Has(change.Place?.File, text) || Has(change.Before?.Text, text) || Has(change.After?.Text, text);

    private static bool Has(string? value, string text) => value?.Contains(text, StringComparison.OrdinalIgnoreCase) == true;
}
