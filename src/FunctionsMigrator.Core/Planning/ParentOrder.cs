namespace FunctionsMigrator.Core.Planning;

/// <summary>
/// Puts the changes of a table that points to itself in order: a row is created behind the row that it points to, and deleted before it. Keeps a few bytes for each change of such a table.
/// </summary>
internal sealed class ParentOrder
{
    private readonly List<(string Key, string? Parent, bool Moves)> _changes = [];

    /// <summary>Adds the next change.</summary>
    /// <param name="key">The row.</param>
    /// <param name="parent">The row that it points to, after a creation or update and before a deletion; null: none.</param>
    /// <param name="moves">Whether the row comes or goes.</param>
    public void Add(string key, string? parent, bool moves) => _changes.Add((key, parent, moves));

    /// <summary>The numbers of the changes in the order in which they are applied; null: as they came.</summary>
    public IReadOnlyList<int>? Order(bool deletes)
    {
        var at = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (var (number, change) in _changes.Index())
        {
            if (change.Moves)
            {
                at[change.Key] = number;
            }
        }

        var depths = new int[_changes.Count];
        var path = new List<int>();
        for (var i = 0; i < depths.Length; i++)
        {
            Fathom(i, at, depths, path);
        }

        if (Array.TrueForAll(depths, depth => depth <= 1))
        {
            return null;
        }

        // The sort is stable: rows of one depth keep the order of their keys.
        return [.. Enumerable.Range(0, depths.Length).OrderBy(number => deletes ? -depths[number] : depths[number])];
    }

    // Up to a row whose depth is known, then down again. Rows that point in a circle count from where the circle was entered.
    private void Fathom(int number, Dictionary<string, int> at, int[] depths, List<int> path)
    {
        path.Clear();
        var depth = 0;
        for (var row = number; ;)
        {
            if (depths[row] != 0)
            {
                depth = Math.Max(depths[row], 0);
                break;
            }

            depths[row] = -1;
            path.Add(row);
            if (_changes[row].Parent is not { } parent || !at.TryGetValue(parent, out var next) || next == row)
            {
                break;
            }

            row = next;
        }

        for (var i = path.Count - 1; i >= 0; i--)
        {
            depths[path[i]] = ++depth;
        }
    }
}
