using FunctionsMigrator.Engine.Facts;

namespace FunctionsMigrator.Engine.Stores;

/// <summary>Facts to append to one history.</summary>
/// <param name="InstanceId">Whose history.</param>
/// <param name="Facts">At least one, with positions in a row from the present end of the history.</param>
/// <param name="Status">What the instance reported last; null leaves what stands.</param>
public sealed record Append(string InstanceId, IReadOnlyList<Fact> Facts, string? Status);
