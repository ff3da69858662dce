namespace FunctionsMigrator.Web.Endpoints;

/// <summary>Where to look for drift.</summary>
/// <param name="Environment">The environment; null: all.</param>
public sealed record ScanDriftBody(string? Environment = null);
