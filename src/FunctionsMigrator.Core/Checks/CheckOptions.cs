using FunctionsMigrator.Core.Settings;

namespace FunctionsMigrator.Core.Checks;

/// <summary>What a host was told about the results of checks (<see cref="CheckSettings"/>), checked.</summary>
/// <param name="Provider">Whose interface tells them; null: nobody's.</param>
/// <param name="TokenSecret">Name of the secret with the token; null: none is needed.</param>
public sealed record CheckOptions(string? Provider = null, string? TokenSecret = null)
{
    /// <summary>GitHub.</summary>
    public const string GitHub = "github";

    /// <summary>GitLab.</summary>
    public const string GitLab = "gitlab";

    /// <summary>Azure DevOps.</summary>
    public const string AzureDevOps = "azure-devops";

    /// <summary>Reads them; what is wrong stands among the findings of <paramref name="read"/>.</summary>
    public static CheckOptions Read(SettingReader read) => new(
        read.Optional(CheckSettings.Provider, text => text is GitHub or GitLab or AzureDevOps ? text : null),
        read.Optional(CheckSettings.Token, SettingForms.SecretName));
}
