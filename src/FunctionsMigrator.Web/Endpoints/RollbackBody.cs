namespace FunctionsMigrator.Web.Endpoints;

/// <summary>Why a run is taken back.</summary>
/// <param name="Reason">Stands in the audit.</param>
/// <param name="AcceptDataLoss">Addresses of targets on which data written since may be lost.</param>
/// <param name="Targets">On which targets: addresses, or what addresses begin with. Default: all that the run wrote to.</param>
public sealed record RollbackBody(string? Reason = null, IReadOnlyList<string>? AcceptDataLoss = null, IReadOnlyList<string>? Targets = null);
