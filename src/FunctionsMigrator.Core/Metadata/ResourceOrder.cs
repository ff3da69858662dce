namespace FunctionsMigrator.Core.Metadata;

/// <summary>The order in which resources are applied: each behind all it depends on, among equals ordinal by name. So it does not depend on files.</summary>
public static class ResourceOrder
{
    /// <summary>The names in order. Dependencies on names that are not among the keys are ignored, and so are the resources of a circle.</summary>
    public static IReadOnlyList<string> Sort(IReadOnlyDictionary<string, IReadOnlyList<string>> dependsOn)
    {
        var open = dependsOn.ToDictionary(
            pair => pair.Key, pair => pair.Value.Where(dependsOn.ContainsKey).ToHashSet(StringComparer.Ordinal), StringComparer.Ordinal);
        var followers = open
            .SelectMany(pair => pair.Value.Select(before => (Before: before, After: pair.Key)))
            .ToLookup(edge => edge.Before, edge => edge.After, StringComparer.Ordinal);
        var ready = new SortedSet<string>(open.Where(pair => pair.Value.Count == 0).Select(pair => pair.Key), StringComparer.Ordinal);
        var order = new List<string>(open.Count);
        while (ready.Min is { } next)
        {
            ready.Remove(next);
            order.Add(next);
            foreach (var after in followers[next])
            {
                open[after].Remove(next);
                if (open[after].Count == 0)
                {
                    ready.Add(after);
                }
            }
        }

        return order;
    }

    /// <summary>The circles, each once, as the names along it from the ordinally first one back to it: <c>a, b, a</c>. Empty when there is none.</summary>
    public static IReadOnlyList<IReadOnlyList<string>> Cycles(IReadOnlyDictionary<string, IReadOnlyList<string>> dependsOn)
    {
        var sorted = Sort(dependsOn).ToHashSet(StringComparer.Ordinal);
        var stuck = dependsOn.Keys.Where(name => !sorted.Contains(name)).Order(StringComparer.Ordinal).ToArray();
        var cycles = new List<IReadOnlyList<string>>();
        var told = new HashSet<string>(StringComparer.Ordinal);
        foreach (var start in stuck.Where(name => !told.Contains(name)))
        {
            if (ShortestBack(start, dependsOn) is { } cycle && !cycle.Any(told.Contains))
            {
                told.UnionWith(cycle);
                cycles.Add(cycle);
            }
        }

        return cycles;
    }

    private static List<string>? ShortestBack(string start, IReadOnlyDictionary<string, IReadOnlyList<string>> dependsOn)
    {
        var cameFrom = new Dictionary<string, string>(StringComparer.Ordinal);
        var queue = new Queue<string>([start]);
        while (queue.TryDequeue(out var name))
        {
            foreach (var next in dependsOn[name].Where(dependsOn.ContainsKey).Order(StringComparer.Ordinal))
            {
                if (next == start)
                {
                    return Trail(start, name, cameFrom);
                }

                if (cameFrom.TryAdd(next, name))
                {
                    queue.Enqueue(next);
                }
            }
        }

        return null;
    }

    private static List<string> Trail(string start, string last, Dictionary<string, string> cameFrom)
    {
        var trail = new List<string> { start };
        for (var name = last; name != start; name = cameFrom[name])
        {
            trail.Insert(0, name);
        }

        trail.Insert(0, start);
        return trail;
    }
}
