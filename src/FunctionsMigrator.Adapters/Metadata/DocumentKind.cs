using FunctionsMigrator.Core.Model;

namespace FunctionsMigrator.Adapters.Metadata;

/// <summary>One value of <c>kind</c>.</summary>
/// <param name="Name">As documents write it.</param>
/// <param name="Record">What it is read into.</param>
internal sealed record DocumentKind(string Name, Type Record)
{
    /// <summary>All kinds, in the order of the reference.</summary>
    public static IReadOnlyList<DocumentKind> All { get; } =
    [
        new("Repository", typeof(RepositoryDocument)),
        new("Environment", typeof(EnvironmentDocument)),
        new("Policy", typeof(PolicyDocument)),
        new("People", typeof(PeopleDocument)),
        new("PolicyCases", typeof(PolicyCasesDocument)),
        new("Change", typeof(ChangeDocument)),
        new("Settings", typeof(SettingsDocument)),
        new("FeatureFlags", typeof(FeatureFlagsDocument)),
        new("ReferenceData", typeof(ReferenceDataDocument)),
        new("SqlMigrations", typeof(SqlMigrationsDocument)),
        new("Documents", typeof(DocumentsDocument)),
        new("HttpResources", typeof(HttpResourcesDocument)),
    ];

    /// <summary>Whether documents of this kind are resources, which share their names.</summary>
    public bool IsResource => Record.IsSubclassOf(typeof(ResourceDocument));

    /// <summary>Whether documents of this kind have the digest of policy and people.</summary>
    public bool IsPolicy => Name is "Policy" or "People";

    /// <summary>Whether documents of this kind steer runs; a file without such a document is in no bundle.</summary>
    public bool Steers => Name != "PolicyCases";

    /// <summary>The word of a <see cref="ManifestEntry"/>.</summary>
    public string ManifestKind => Name.ToLowerInvariant();

    /// <summary>The kind of that name, or null.</summary>
    public static DocumentKind? Find(string name) => All.FirstOrDefault(kind => kind.Name == name);
}
