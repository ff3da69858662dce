using FunctionsMigrator.Core.Settings;

namespace FunctionsMigrator.Core.Checks;

/// <summary>Settings about the results of checks.</summary>
public static class CheckSettings
{
    /// <summary>FM_CHECKS_PROVIDER.</summary>
    public static readonly Setting Provider = new(
        "FM_CHECKS_PROVIDER", "Whose interface tells the results of checks that a policy requires; asked at the repository's own host.", "github, gitlab or azure-devops", "github", Default: "none: only results that were posted count");

    /// <summary>FM_CHECKS_TOKEN_SECRET.</summary>
    public static readonly Setting Token = new(
        "FM_CHECKS_TOKEN_SECRET", "Name of the secret that holds a token which may read the results of checks.", "the name of a secret, not its value", "shop-checks-token", Default: "none: results are public");

    /// <summary>All of them.</summary>
    public static IReadOnlyList<Setting> All { get; } = [Provider, Token];
}
