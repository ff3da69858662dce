using FunctionsMigrator.Adapters.Metadata.Templates;
using FunctionsMigrator.Cli.CommandLine;

namespace FunctionsMigrator.Cli.Verbs;

/// <summary><c>fm new</c>.</summary>
internal sealed class NewVerb : VerbGroup
{
    public NewVerb()
        : base(
            "new",
            "Write a metadata repository, or one more document of it, from a commented template. Never overwrites.",
            new NewRepositoryVerb(),
            new NewFileVerb("environment", "Write an environment on SQLite and files.", "staging", MetadataTemplates.Environment),
            new NewFileVerb("policy", "Write a policy that asks for nobody yet, with a comment at each rule on when to tighten it.", "staging", MetadataTemplates.Policy),
            new NewPeopleVerb(),
            new NewFileVerb("settings", "Write a Settings resource.", "checkout", MetadataTemplates.Settings),
            new NewFileVerb("flags", "Write a FeatureFlags resource.", "checkout-flags", MetadataTemplates.Flags),
            new NewFileVerb("reference-data", "Write a ReferenceData resource with a CSV file.", "countries", MetadataTemplates.ReferenceData),
            new NewFileVerb("sql", "Write a SqlMigrations resource with a first script.", "orders", MetadataTemplates.Sql),
            new NewFileVerb("documents", "Write a Documents resource with a first file.", "mails", MetadataTemplates.Documents),
            new NewFileVerb("http", "Write an HttpResources resource, commented out until the environments have a target of type http.", "routes", MetadataTemplates.Http),
            new NewChangeVerb())
    {
        Examples =
        [
            new("fm new repository shop", "A valid repository with test and production on this machine, git initialised and committed."),
            new("fm new settings checkout", "One more resource."),
            new("fm new change \"One-page checkout\"", "The note of a change."),
        ];
    }
}
