namespace FunctionsMigrator.Web.Endpoints;

/// <summary><c>live</c> or <c>ready</c>.</summary>
public sealed record HealthState(string Status);
