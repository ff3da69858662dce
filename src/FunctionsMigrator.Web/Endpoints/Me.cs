using FunctionsMigrator.Core.Operations;

namespace FunctionsMigrator.Web.Endpoints;

/// <summary>Who asks, as the server sees it.</summary>
/// <param name="Name">The name that stands in audits.</param>
/// <param name="Method">How it is known: <c>api-key</c> or <c>entra</c>.</param>
/// <param name="Roles">The access roles.</param>
/// <param name="Person">The short name in People; absent where People does not know the name.</param>
/// <param name="ApproverRoles">The approver roles of that person.</param>
/// <param name="DisplayName">What the identity provider calls the account.</param>
public sealed record Me(string Name, string Method, IReadOnlyList<AccessRole> Roles, string? Person, IReadOnlyList<string> ApproverRoles, string? DisplayName);
