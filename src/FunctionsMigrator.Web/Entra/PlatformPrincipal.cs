using System.Text.Json;
using FunctionsMigrator.Core.Access;
using FunctionsMigrator.Core.Operations;
using Microsoft.AspNetCore.Http;

namespace FunctionsMigrator.Web.Entra;

/// <summary>
/// Who the platform says is before the browser (App Service Authentication). Counts on pages alone, and only where setting and platform both say that the platform writes
/// these headers; everywhere else anybody can.
/// </summary>
internal static class PlatformPrincipal
{
    /// <summary>The header, base64 of JSON.</summary>
    public const string Header = "X-MS-CLIENT-PRINCIPAL";

    /// <summary>Where the platform signs people in.</summary>
    public const string SignIn = "/.auth/login/aad?post_login_redirect_uri=";

    /// <summary>Where it signs them out.</summary>
    public const string SignOut = "/.auth/logout";

    private const int Longest = 32 << 10;
    private const string Schema = "http://schemas.microsoft.com/identity/claims/";
    private static readonly string[] ObjectId = [Schema + "objectidentifier", "oid"];
    private static readonly string[] TenantId = [Schema + "tenantid", "tid"];
    private static readonly string[] Subject = ["http://schemas.xmlsoap.org/ws/2005/05/identity/claims/nameidentifier", "sub"];
    private static readonly string[] Roles = ["roles", "http://schemas.microsoft.com/ws/2008/06/identity/claims/role"];

    /// <summary>The person; null where nobody counts.</summary>
    public static Caller? Of(HttpContext http, EntraOptions? options)
    {
        if (options is not { PlatformSignsIn: true } || http.Request.Headers[Header] is not [{ Length: > 0 and <= Longest } text] || Read(text) is not { Kind: "aad" } principal)
        {
            return null;
        }

        var (id, tenant) = (principal.First(ObjectId), principal.First(TenantId)?.ToLowerInvariant());
        if (!Guid.TryParseExact(id, "D", out _) || tenant is null || (tenant != options.Tenant && !options.Tenants.Contains(tenant)))
        {
            return null;
        }

        // Applications have no business on pages.
        return principal.First(["idtyp"]) == "app" || principal.First(Subject) == id
            ? null
            : EntraTokens.WithRoles(EntraName.Of(options.Tenant, tenant, id, isPerson: true), principal.All(Roles), isPerson: true, principal.First(["name"]), "platform") is var found && found.TryGet(out var caller)
                ? caller
                : null;
    }

    private static Principal? Read(string text)
    {
        try
        {
            using var json = JsonDocument.Parse(Convert.FromBase64String(text));
            var claims = json.RootElement.GetProperty("claims").EnumerateArray()
                .Select(claim => (claim.GetProperty("typ").GetString() ?? "", claim.GetProperty("val").GetString() ?? "")).ToList();
            return new Principal(json.RootElement.GetProperty("auth_typ").GetString() ?? "", claims);
        }
        catch (Exception failure) when (failure is FormatException or JsonException or KeyNotFoundException or InvalidOperationException)
        {
            return null;
        }
    }

    private sealed record Principal(string Kind, IReadOnlyList<(string Type, string Value)> Claims)
    {
        public string? First(IReadOnlyList<string> types) => All(types).FirstOrDefault();

        public IEnumerable<string> All(IReadOnlyList<string> types) => Claims.Where(claim => types.Contains(claim.Type) && claim.Value.Length > 0).Select(claim => claim.Value);
    }
}
