namespace FunctionsMigrator.Core.Findings.Codes;

/// <summary>Access: API keys and what their holders may do.</summary>
public static class AccessCodes
{
    /// <summary>No such key; says nothing of what is wrong with it.</summary>
    public static readonly FailureCode UnknownKey = new("ACC001", "The API key is not known", "Set FM_API_KEY to a key of this store, or `fm login` again.");

    /// <summary>Too old.</summary>
    public static readonly FailureCode Expired = new("ACC002", "The API key has expired", "Ask an admin for a new one: `fm login rotate NAME`.");

    /// <summary>Taken back.</summary>
    public static readonly FailureCode Revoked = new("ACC003", "The API key was revoked", "Ask an admin for a new one: `fm login rotate NAME`.");

    /// <summary>The name is taken.</summary>
    public static readonly FailureCode NameTaken = new("ACC004", "There is a key of that name", "Use another name, or `fm login rotate NAME` for a new key of the same person.");

    /// <summary>No such name.</summary>
    public static readonly FailureCode UnknownName = new("ACC005", "There is no key of that name", "List the keys with `fm login list`.");

    /// <summary>A request that no key can be made from.</summary>
    public static readonly FailureCode BadRequest = new("ACC006", "No such key can be made", "Use a name of lower-case letters, digits, '.', '_' and '-', at least one role, and a lifetime from one minute to 366 days.");

    /// <summary>Two keys are valid already.</summary>
    public static readonly FailureCode TwoValid = new("ACC007", "Two keys of that name are valid already", "Revoke the older one with `fm login revoke NAME --id ID`, then rotate again.");

    /// <summary>Not allowed.</summary>
    public static readonly FailureCode Forbidden = new("ACC010", "The caller may not do this", "Use a key that has the named role, or ask somebody who has one.");

    /// <summary>Not a token of the identity provider, or not for this.</summary>
    public static readonly FailureCode TokenRefused = new("ACC011", "The token is not accepted", "Get a fresh access token for this server: `az account get-access-token --scope api://CLIENT-ID/.default`.");

    /// <summary>Outside of its time.</summary>
    public static readonly FailureCode TokenNotInTime = new("ACC012", "The token is not valid now", "Get a fresh access token; if it is fresh, compare the clocks of both machines.");

    /// <summary>For somebody else.</summary>
    public static readonly FailureCode OtherAudience = new("ACC013", "The token is for another service", "Ask for a token of this server's application (FM_ENTRA_CLIENT_ID, FM_ENTRA_AUDIENCE).");

    /// <summary>Of somebody else.</summary>
    public static readonly FailureCode OtherIssuer = new("ACC014", "The token is of a tenant that this server does not accept", "Sign in with an account of the server's tenant, or have the tenant added to FM_ENTRA_TENANTS.");

    /// <summary>Known, and nothing more.</summary>
    public static readonly FailureCode NoRole = new("ACC015", "The account has no role here", "Have an app role of this server's application assigned in Entra ID: Reader, Operator, Approver or Admin; then sign in again.");

    /// <summary>The identity provider is away.</summary>
    public static readonly FailureCode ProviderUnavailable = new("ACC016", "The identity provider cannot be asked now", "Wait and try again; if it stays so, check FM_ENTRA_TENANT and the way from the server to the identity provider.");

    /// <summary>A sign-in that does not end as it began.</summary>
    public static readonly FailureCode SignInFailed = new("ACC017", "Signing in did not work", "Begin again at /sign-in, in the same browser, and finish within ten minutes.");
}
