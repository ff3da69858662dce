namespace FunctionsMigrator.Web.Endpoints;

/// <summary><c>live</c>, <c>ready</c> or <c>degraded</c>.</summary>
/// <param name="Status">The word.</param>
/// <param name="LastSweep">When the store was swept last; absent where nobody did or knows.</param>
/// <param name="Stopped">Where it is degraded: the loops that stopped, by their names alone: <c>sweep</c>, <c>drift</c>, <c>notices</c>.</param>
public sealed record HealthState(string Status, DateTimeOffset? LastSweep = null, IReadOnlyList<string>? Stopped = null);
