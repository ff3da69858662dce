namespace FunctionsMigrator.Web.Endpoints;

/// <summary>Why a run is taken back.</summary>
/// <param name="Reason">Stands in the audit.</param>
/// <param name="AcceptDataLoss">Addresses of targets on which data written since may be lost.</param>
public sealed record RollbackBody(string? Reason = null, IReadOnlyList<string>? AcceptDataLoss = null);
