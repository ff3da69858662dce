using System.Text.Json;

namespace FunctionsMigrator.Engine.Facts;

/// <summary>One child run of a <see cref="ChildrenScheduled"/>.</summary>
/// <param name="Suffix">What follows the parent's id and a dot in the child's id.</param>
/// <param name="Input">What the child starts with.</param>
public sealed record ScheduledChild(string Suffix, JsonElement Input);
