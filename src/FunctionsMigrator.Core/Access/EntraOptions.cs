using FunctionsMigrator.Core.Settings;

namespace FunctionsMigrator.Core.Access;

/// <summary>Whom of Entra ID a host believes (<see cref="EntraSettings"/>). Ids are GUIDs in lower case.</summary>
public sealed record EntraOptions
{
    /// <summary>The host's own tenant.</summary>
    public required string Tenant { get; init; }

    /// <summary>The application that stands for the host.</summary>
    public required string ClientId { get; init; }

    /// <summary>What access tokens must be for; at least one.</summary>
    public required IReadOnlyList<string> Audiences { get; init; }

    /// <summary>Further tenants whose access tokens are accepted. Default: none.</summary>
    public IReadOnlyList<string> Tenants { get; init; } = [];

    /// <summary>Name of the secret of the application; null: it is a public client.</summary>
    public string? ClientSecret { get; init; }

    /// <summary>Where Entra ID is asked. Default: the public cloud.</summary>
    public Uri Authority { get; init; } = new("https://login.microsoftonline.com");

    /// <summary>Whether pages believe the identity headers of the platform: a setting says so, and the platform declares that it sets them. Default false.</summary>
    public bool PlatformSignsIn { get; init; }

    /// <summary>Reads them; null where none is set. What is wrong stands among the findings of <paramref name="read"/>.</summary>
    public static EntraOptions? Read(SettingReader read)
    {
        if (!EntraSettings.All.Any(read.Has))
        {
            return null;
        }

        var tenant = read.Required(EntraSettings.Tenant, Id);
        var client = read.Required(EntraSettings.ClientId, Id);
        var options = new EntraOptions
        {
            Tenant = tenant ?? "",
            ClientId = client ?? "",
            Audiences = read.Optional(EntraSettings.Audience, text => Parts(text, SettingForms.Word)) ?? [client ?? "", $"api://{client}"],
            Tenants = read.Optional(EntraSettings.Tenants, text => Parts(text, Id)) ?? [],
            ClientSecret = read.Optional(EntraSettings.ClientSecret, SettingForms.SecretName),
            Authority = read.Optional(EntraSettings.Authority, Site) ?? new Uri("https://login.microsoftonline.com"),
            PlatformSignsIn = read.OptionalValue(EntraSettings.PlatformSignIn, SettingForms.Flag) == true
                && bool.TryParse(read.OfPlatform(EntraSettings.PlatformSignsIn), out var declared) && declared,
        };
        return tenant is null || client is null ? null : options;
    }

    // Over http only a provider on this machine, for trials.
    private static Uri? Site(string text) => SettingForms.Site(text) ?? (SettingForms.AnySite(text) is { IsLoopback: true } local ? local : null);

    private static string? Id(string text) => SettingForms.ClientId(text)?.ToLowerInvariant();

    private static IReadOnlyList<string>? Parts(string text, Func<string, string?> form)
    {
        var parts = text.Split(',', StringSplitOptions.TrimEntries).Select(form).ToList();
        return parts.Any(part => part is null or "") ? null : [.. parts.OfType<string>().Distinct(StringComparer.Ordinal)];
    }
}
