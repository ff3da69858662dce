namespace FunctionsMigrator.Core.Operations;

/// <summary>Access roles. What a person may approve is said by People, not by these.</summary>
public enum AccessRole
{
    /// <summary>May look at everything.</summary>
    Reader,

    /// <summary>May start, promote, retry, pause, resume, abort and roll back.</summary>
    Operator,

    /// <summary>May approve and reject.</summary>
    Approver,

    /// <summary>May do everything, break locks and keep keys.</summary>
    Admin,
}

/// <summary>Who asks. Hosts make it from a verified key or token, or from the owner of a local store.</summary>
/// <param name="Name">
/// Name of the key, or of the operating system's user; <c>entra:OBJECT</c> for a person of the host's own Entra tenant, <c>entra:TENANT/OBJECT</c> for one of another tenant,
/// <c>entra-app:...</c> for an application of either.
/// </param>
/// <param name="Roles">What the caller may do.</param>
/// <param name="Method"><c>api-key</c>, <c>owner</c>, <c>entra</c> or <c>platform</c>; stands in the audit.</param>
public sealed record Caller(string Name, IReadOnlySet<AccessRole> Roles, string Method)
{
    /// <summary>Which of several keys of the name it was (<see cref="Access.ApiKey.Id"/>); null where no key was presented.</summary>
    public string? Credential { get; init; }

    /// <summary>What the identity provider calls the person, for people to read only; null where nobody said.</summary>
    public string? DisplayName { get; init; }

    /// <summary>Whether the caller has the role; an admin has all but approver, which is always given by name.</summary>
    public bool Has(AccessRole role) => Roles.Contains(role)
        || (role is AccessRole.Operator or AccessRole.Reader && Roles.Contains(AccessRole.Admin))
        || role is AccessRole.Reader;
}
