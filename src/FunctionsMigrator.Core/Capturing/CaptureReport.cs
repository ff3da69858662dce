using FunctionsMigrator.Core.Findings;
using FunctionsMigrator.Core.Model;

namespace FunctionsMigrator.Core.Capturing;

/// <summary>What became of one resource.</summary>
/// <param name="Name">The resource.</param>
/// <param name="Kind">Its kind.</param>
/// <param name="Target">The target that was read.</param>
/// <param name="Added">Items that git did not have.</param>
/// <param name="Changed">Items that git had otherwise.</param>
/// <param name="Removed">Items that are not live any more.</param>
/// <param name="Items">The first of them, for people.</param>
/// <param name="Findings">What was kept as git has it, and why.</param>
public sealed record CapturedResource(
    string Name, ResourceKind Kind, TargetAddress Target, long Added, long Changed, long Removed, IReadOnlyList<CapturedItem> Items, IReadOnlyList<Finding> Findings);

/// <summary>One item that was captured.</summary>
/// <param name="Key">The item.</param>
/// <param name="Action"><c>added</c>, <c>changed</c> or <c>removed</c>.</param>
public sealed record CapturedItem(string Key, string Action);
