using FunctionsMigrator.Core.Items;
using FunctionsMigrator.Core.Items.Scripts;
using FunctionsMigrator.Core.Targets;

namespace FunctionsMigrator.Core.Planning;

/// <summary>How the scripts in git stand to those that a target's history says are applied.</summary>
/// <param name="Pending">Scripts that run next, in the order in which they do.</param>
/// <param name="Edited">Scripts that run once, were applied, and have another text in git.</param>
/// <param name="OutOfOrder">Scripts that were never applied and have a version below the highest applied one.</param>
/// <param name="Covered">Scripts that a baseline stands for.</param>
/// <param name="Missing">Applied scripts that are not in git.</param>
/// <param name="Applied">What stands applied, by key.</param>
/// <param name="Highest">The applied script with the highest version that is in git.</param>
public sealed record ScriptComparison(
    IReadOnlyList<SqlScript> Pending,
    IReadOnlyList<SqlScript> Edited,
    IReadOnlyList<SqlScript> OutOfOrder,
    IReadOnlyList<SqlScript> Covered,
    IReadOnlyList<AppliedScript> Missing,
    IReadOnlyDictionary<string, AppliedScript> Applied,
    SqlScript? Highest)
{
    /// <summary>Compares. On a target without a history the newest baseline runs, instead of the versions up to its own.</summary>
    /// <param name="set">The scripts in git.</param>
    /// <param name="history">What stands applied.</param>
    /// <param name="outOfOrder">Whether a version below the highest applied one may still run.</param>
    public static ScriptComparison Of(ScriptSet set, IReadOnlyList<AppliedScript> history, bool outOfOrder)
    {
        var applied = history.ToDictionary(script => script.Key, StringComparer.Ordinal);
        var (pending, edited, late, covered) = (new List<SqlScript>(), new List<SqlScript>(), new List<SqlScript>(), new List<SqlScript>());
        IReadOnlyList<long> ground = history.Select(script => ScriptName.BaselineVersion(script.Key)).OfType<IReadOnlyList<long>>().Aggregate((IReadOnlyList<long>)[], Higher);
        if (history.Count == 0 && set.Baselines.Count > 0)
        {
            pending.Add(set.Baselines[^1]);
            ground = set.Baselines[^1].Version;
        }

        var highest = set.Scripts.LastOrDefault(script => script.Kind is ScriptKind.Versioned && applied.ContainsKey(script.Key));
        var below = highest is not null;
        foreach (var script in set.Scripts)
        {
            below &= script != highest;
            var before = applied.GetValueOrDefault(script.Key);
            if (before?.Checksum == script.Checksum)
            {
                continue;
            }

            var list = script.Kind is not ScriptKind.Versioned ? pending
                : before is not null ? edited
                : ground.Count > 0 && ScriptName.CompareVersions(script.Version, ground) <= 0 ? covered
                : below && !outOfOrder ? late
                : pending;
            list.Add(script);
        }

        // A baseline that was only recorded never ran here: its text may follow the database.
        edited.AddRange(set.Baselines.Where(script => applied.GetValueOrDefault(script.Key) is { Action: AppliedScript.Ran } ran && ran.Checksum != script.Checksum));
        var missing = history.Where(script => ScriptName.Read(script.Key + ".sql", out _)?.Letter == 'V' && set.Find(script.Key) is null);
        return new ScriptComparison(pending, edited, late, covered, [.. missing], applied, highest);
    }

    private static IReadOnlyList<long> Higher(IReadOnlyList<long> left, IReadOnlyList<long> right) => ScriptName.CompareVersions(left, right) >= 0 ? left : right;
}
