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
}
