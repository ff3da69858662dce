namespace FunctionsMigrator.Web.Endpoints;

/// <summary><c>live</c> or <c>ready</c>.</summary>
/// <param name="Status">The word.</param>
/// <param name="LastSweep">When the store was swept last; absent where nobody did or knows.</param>
public sealed record HealthState(string Status, DateTimeOffset? LastSweep = null);
