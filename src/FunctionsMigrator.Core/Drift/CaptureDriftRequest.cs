namespace FunctionsMigrator.Core.Drift;

/// <summary>What to take over into git.</summary>
/// <param name="Environment">The environment whose live values are right.</param>
/// <param name="Reason">Why; stands in the message of the commit. Required.</param>
/// <param name="Target">The target to read, by its address; null: the first of each name, and all others must agree with it.</param>
public sealed record CaptureDriftRequest(string Environment, string Reason, string? Target = null);
