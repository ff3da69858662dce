namespace FunctionsMigrator.Adapters.Metadata;

/// <summary>The names of the variables that a target has in one region.</summary>
internal sealed record VariableScope(string Environment, string Region, IReadOnlyList<string> Names);
