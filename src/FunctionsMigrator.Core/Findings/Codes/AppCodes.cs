namespace FunctionsMigrator.Core.Findings.Codes;

/// <summary>The app in Azure: its settings and its surroundings.</summary>
public static class AppCodes
{
    /// <summary>A setting is not there.</summary>
    public static readonly FailureCode SettingMissing = new("APP001", "A setting of the app is missing", "Set it among the app's settings; docs/operate.md lists all of them.");

    /// <summary>A setting cannot be read.</summary>
    public static readonly FailureCode SettingMalformed = new("APP002", "A setting of the app does not have its form", "Correct it as the message says; docs/operate.md lists all settings.");

    /// <summary>A setting that nothing reads.</summary>
    public static readonly FailureCode SettingUnknown = new("APP003", "There is no such setting", "Correct its name, or remove it; docs/operate.md lists all settings.");

    /// <summary>A Key Vault reference that was not resolved.</summary>
    public static readonly FailureCode UnresolvedReference = new("APP004", "A Key Vault reference was not resolved", "Check vault, name and version in the reference, give the app's identity the role 'Key Vault Secrets User' on the vault, and name that identity in the app's property keyVaultReferenceIdentity.");

    /// <summary>Two settings exclude each other.</summary>
    public static readonly FailureCode SettingsContradict = new("APP005", "Two settings exclude each other", "Remove one of the two.");

    /// <summary>Another repository than the app's.</summary>
    public static readonly FailureCode OtherRepository = new("APP006", "The app does not read this repository", "Name no repository, or start the run where that repository is served; an app reads the one that FM_REPOSITORY names.");
}
