using FunctionsMigrator.Core.Policy;

namespace FunctionsMigrator.Web.Endpoints;

/// <summary>Delegations, in the order in which they were made.</summary>
internal sealed record DelegationList(IReadOnlyList<Delegation> Delegations);
