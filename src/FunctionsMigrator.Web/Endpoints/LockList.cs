using FunctionsMigrator.Core.Operations;

namespace FunctionsMigrator.Web.Endpoints;

/// <summary>Locks held now.</summary>
public sealed record LockList(IReadOnlyList<LockView> Locks);
