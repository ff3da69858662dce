namespace FunctionsMigrator.Web.Endpoints;

/// <summary>Why a lock is broken.</summary>
/// <param name="Reason">Stands in the audit.</param>
public sealed record BreakLockBody(string Reason);
