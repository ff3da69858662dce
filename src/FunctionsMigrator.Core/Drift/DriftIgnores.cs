using System.Globalization;
using FunctionsMigrator.Core.Metadata;
using FunctionsMigrator.Core.Model;

namespace FunctionsMigrator.Core.Drift;

/// <summary>Which drifted items an environment leaves alone, at one instant.</summary>
/// <param name="rules">The environment's rules.</param>
/// <param name="at">The instant.</param>
public sealed class DriftIgnores(IReadOnlyList<DriftIgnoreRule> rules, DateTimeOffset at)
{
    /// <summary>The first rule that leaves an item alone; null: none does.</summary>
    public DriftIgnoreRule? Find(TargetAddress address, string resource, ItemRef item) =>
        rules.FirstOrDefault(rule => Matches(rule, address, resource, item) && !IsOver(rule, at));

    /// <summary>The rule that would leave an item alone if it had not ended; null: none would.</summary>
    public DriftIgnoreRule? FindOver(TargetAddress address, string resource, ItemRef item) =>
        rules.LastOrDefault(rule => Matches(rule, address, resource, item) && IsOver(rule, at));

    /// <summary>Whether a rule has ended.</summary>
    public static bool IsOver(DriftIgnoreRule rule, DateTimeOffset at) => EndOf(rule) is not { } end || end <= at;

    /// <summary>The instant at which a rule ends: when the last day on which it holds is over; null: it names no day.</summary>
    public static DateTimeOffset? EndOf(DriftIgnoreRule rule) =>
        DateOnly.TryParseExact(rule.Until, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) && day < DateOnly.MaxValue
            ? new DateTimeOffset(day.AddDays(1).ToDateTime(TimeOnly.MinValue), TimeSpan.Zero)
            : null;

    private static bool Matches(DriftIgnoreRule rule, TargetAddress address, string resource, ItemRef item) =>
        (rule.Resource ?? resource) == resource && (rule.Target ?? address.Target) == address.Target && Wildcards.Fit(rule.Items, item.Key, marks: false);
}
