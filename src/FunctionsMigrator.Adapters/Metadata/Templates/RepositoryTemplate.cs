using FunctionsMigrator.Core.Ports;

namespace FunctionsMigrator.Adapters.Metadata.Templates;

/// <summary>What <c>fm new repository</c> writes.</summary>
internal static class RepositoryTemplate
{
    public static IReadOnlyList<TemplateFile> Files(string name, GitIdentity owner, DateOnly date, string schema) =>
    [
        new("migrator.yaml", TemplateText.Lines($$"""
            # The steering file of this metadata repository. Everything else is found from here.
            kind: Repository
            name: {{name}}
            format: 1
            # Per branch the environments in order of promotion: the first gets what is new, the next follow with 'fm promote'.
            branches: { main: [test, production] }
            # Runs, plans, snapshots and audit live in .fm/ beside this file.
            store: local
            """)),
        new("people.yaml", DocumentTemplates.People(owner)),
        new("environments/test.yaml", DocumentTemplates.Test),
        new("environments/production.yaml", DocumentTemplates.Production),
        new("policies/production.yaml", DocumentTemplates.Policy("production", "promotion: { from: test, soak: 0s } # what comes here was in test before; a team lets it soak there for a day")),
        new("metadata/app/app.yaml", ResourceTemplates.App),
        new("metadata/database/database.yaml", ResourceTemplates.Database),
        new("metadata/database/countries.csv", "code,name\nDE,Germany\nFR,France\nJP,Japan\n"),
        new("metadata/database/sql/V1__create_countries.sql", "CREATE TABLE countries (\n  code TEXT NOT NULL PRIMARY KEY,\n  name TEXT NOT NULL\n);\n"),
        new("metadata/mails/mails.yaml", ResourceTemplates.Mails),
        new("metadata/mails/files/welcome.html", "<p>Welcome!</p>\n"),
        .. MetadataTemplates.Change("First metadata", MetadataTemplates.ShortName(owner), date, "app-settings", "app-flags", "database-schema", "countries", "mails"),
        new("schemas/fm.schema.json", schema),
        new(".vscode/settings.json", TemplateText.Lines("""
            {
              "yaml.schemas": {
                "./schemas/fm.schema.json": ["/migrator.yaml", "/people.yaml", "/environments/*.yaml", "/policies/*.yaml", "/changes/*.yaml", "/metadata/**/*.yaml"]
              }
            }
            """)),
        new(".gitattributes", "* text=auto eol=lf\n"),
        new(".gitignore", "# the local store, and the targets of the environments on this machine\n.fm/\ndata/\n"),
    ];
}
