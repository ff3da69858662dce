using System.Globalization;
using FunctionsMigrator.Core.Settings;

namespace FunctionsMigrator.Core.Deliveries;

/// <summary>What a host was told about deliveries (<see cref="WebhookSettings"/>), checked.</summary>
public sealed record WebhookOptions
{
    private const int MostSecrets = 2;
    private const int LargestMebibytes = 25;

    /// <summary>Names of the secrets that hold, by provider; a provider that is missing is refused.</summary>
    public IReadOnlyDictionary<string, IReadOnlyList<string>> Secrets { get; init; } = new Dictionary<string, IReadOnlyList<string>>();

    /// <summary>Bytes of the largest body. Default 5 MiB. From 1 to 25 MiB.</summary>
    public int LargestBody { get; init; } = 5 << 20;

    /// <summary>Address of the repository at its provider; null: that of the host, where it is one.</summary>
    public Uri? Repository { get; init; }

    /// <summary>Whether any provider may deliver.</summary>
    public bool Any => Secrets.Count > 0;

    /// <summary>Reads them; what is wrong stands among the findings of <paramref name="read"/>.</summary>
    public static WebhookOptions Read(SettingReader read)
    {
        var secrets = new Dictionary<string, IReadOnlyList<string>>(StringComparer.Ordinal);
        foreach (var (provider, setting) in WebhookSettings.Secrets)
        {
            if (read.Optional(setting, Names) is { } names)
            {
                secrets[provider] = names;
            }
        }

        return new WebhookOptions
        {
            Secrets = secrets,
            LargestBody = (read.OptionalValue(WebhookSettings.Largest, Mebibytes) ?? 5) << 20,
            Repository = read.Optional(WebhookSettings.Repository, SettingForms.Https),
        };
    }

    /// <summary>The repository at its provider, for a host that serves one; null: nobody knows.</summary>
    public Uri? RepositoryOf(string served) => Repository ?? SettingForms.Https(served);

    private static IReadOnlyList<string>? Names(string text)
    {
        var names = text.Split(',', StringSplitOptions.TrimEntries);
        return names.Length <= MostSecrets && names.All(name => SettingForms.SecretName(name) is not null) ? names : null;
    }

    private static int? Mebibytes(string text) => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var size) && size is >= 1 and <= LargestMebibytes ? size : null;
}
