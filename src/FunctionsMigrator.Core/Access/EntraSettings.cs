using FunctionsMigrator.Core.Settings;

namespace FunctionsMigrator.Core.Access;

/// <summary>Settings that say whom of Entra ID a host believes.</summary>
public static class EntraSettings
{
    /// <summary>Set by the platform where it signs people in itself (App Service Authentication).</summary>
    public const string PlatformSignsIn = "WEBSITE_AUTH_ENABLED";

    private const string SomeTenant = "2b9f0000-0000-0000-0000-000000000000";

    /// <summary>FM_ENTRA_TENANT.</summary>
    public static readonly Setting Tenant = new(
        "FM_ENTRA_TENANT", "The Entra ID tenant whose people and applications may sign in; goes with FM_ENTRA_CLIENT_ID.", "a tenant id (a GUID)", SomeTenant, Default: "API keys alone");

    /// <summary>FM_ENTRA_CLIENT_ID.</summary>
    public static readonly Setting ClientId = new(
        "FM_ENTRA_CLIENT_ID", "The application that stands for this server in Entra ID; its app roles give the access roles. Goes with FM_ENTRA_TENANT.", "an application id (a GUID)", "7d1c0000-0000-0000-0000-000000000000", Default: "API keys alone");

    /// <summary>FM_ENTRA_AUDIENCE.</summary>
    public static readonly Setting Audience = new(
        "FM_ENTRA_AUDIENCE", "What access tokens must be for.", "audiences parted by commas", "api://fm.example.com", Default: "the application id, and `api://` and the application id");

    /// <summary>FM_ENTRA_TENANTS.</summary>
    public static readonly Setting Tenants = new(
        "FM_ENTRA_TENANTS", "Further tenants whose access tokens are accepted; their people are `entra: TENANT/OBJECT` in People.", "tenant ids (GUIDs) parted by commas", SomeTenant);

    /// <summary>FM_ENTRA_CLIENT_SECRET.</summary>
    public static readonly Setting ClientSecret = new(
        "FM_ENTRA_CLIENT_SECRET", "Name of the secret that the application proves itself with when people sign in on pages.", "the name of a secret, not its value", "fm-entra-client", Default: "none: the application is a public client");

    /// <summary>FM_ENTRA_AUTHORITY.</summary>
    public static readonly Setting Authority = new(
        "FM_ENTRA_AUTHORITY", "Where Entra ID is asked; other in national clouds.", "an https address without a path", "https://login.microsoftonline.us", Default: "`https://login.microsoftonline.com`");

    /// <summary>FM_PLATFORM_SIGN_IN.</summary>
    public static readonly Setting PlatformSignIn = new(
        "FM_PLATFORM_SIGN_IN", "Whether pages believe the identity headers of App Service Authentication; they never count where the platform does not say that it is on.", "true or false", "true", Default: "`false`");

    /// <summary>All of them, in the order of the documentation.</summary>
    public static IReadOnlyList<Setting> All { get; } = [Tenant, ClientId, Audience, Tenants, ClientSecret, Authority, PlatformSignIn];
}
