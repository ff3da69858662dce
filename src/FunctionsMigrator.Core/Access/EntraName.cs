namespace FunctionsMigrator.Core.Access;

/// <summary>How somebody whom Entra ID knows is named everywhere: by object id and tenant, which nobody can choose or take over, and never by a name or an address.</summary>
public static class EntraName
{
    /// <summary>What names of people begin with.</summary>
    public const string Person = "entra:";

    /// <summary>What names of applications begin with. People has none of them, so an application fills no slot of an approval.</summary>
    public const string Application = "entra-app:";

    /// <summary>The name.</summary>
    /// <param name="own">The host's own tenant.</param>
    /// <param name="tenant">The tenant.</param>
    /// <param name="id">The object.</param>
    /// <param name="isPerson">Whether it is a person.</param>
    public static string Of(string own, string tenant, string id, bool isPerson) =>
        (isPerson ? Person : Application) + (string.Equals(own, tenant, StringComparison.OrdinalIgnoreCase) ? "" : tenant.ToLowerInvariant() + "/") + id.ToLowerInvariant();

    /// <summary>Whether People can name an object so: a GUID, or a tenant's GUID, <c>/</c> and a GUID.</summary>
    public static bool IsReference(string text)
    {
        var parts = text.Split('/');
        return parts.Length <= 2 && parts.All(part => Guid.TryParseExact(part, "D", out _));
    }
}
