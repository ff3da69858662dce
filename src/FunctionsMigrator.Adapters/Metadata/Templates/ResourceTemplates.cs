namespace FunctionsMigrator.Adapters.Metadata.Templates;

/// <summary>Templates of resources, on the targets of a new repository.</summary>
internal static class ResourceTemplates
{
    public static string App { get; } = TemplateText.Lines("""
        # What the application reads from its configuration.
        kind: Settings
        name: app-settings
        target: app-config
        settings:
          app/pageSize: 20
          app/currency: "${currency}" # a value that is nothing but a variable takes its type
          app/title: "Prices in ${currency}"
        ---
        kind: FeatureFlags
        name: app-flags
        target: app-config
        flags:
          new-search: "${newSearch}" # on in test, off in production
          dark-mode: { enabled: true, percentage: 25, description: A quarter of the users }
        """);

    public static string Database { get; } = TemplateText.Lines("""
        # The schema, as numbered scripts: V1__name.sql runs once, U1__name.sql takes it back, R__name.sql runs whenever its text changes.
        # A V script that only creates things needs no U: its undo is derived.
        kind: SqlMigrations
        name: database-schema
        target: app-db
        path: sql
        ---
        # Rows that every region holds. The table is made by the scripts.
        kind: ReferenceData
        name: countries
        target: app-db
        table: countries
        key: [code]
        file: countries.csv
        prune: true # a row that leaves the file is deleted; without it, it stays and is no longer managed
        dependsOn: [database-schema]
        """);

    public static string Mails { get; } = TemplateText.Lines("""
        # Files, byte for byte. With substitute: true, ${name} is replaced in them.
        kind: Documents
        name: mails
        target: app-mails
        path: files
        include: ["**/*.html"]
        contentType: text/html; charset=utf-8
        """);

    public static string Settings(string name) => TemplateText.Lines($$"""
        # Settings: text, number, true, false, list or object by name. One entry is one item, with a checksum of its own.
        kind: Settings
        name: {{name}}
        target: app-config
        settings:
          {{name}}/enabled: true
          {{name}}/retries: 3
          {{name}}/where: "${environment} ${region}"
          # A secret is a reference; the environment's secretFormat says how it is written:
          # {{name}}/apiKey: { secret: {{name}}-api-key }
        """);

    public static string Flags(string name) => TemplateText.Lines($$"""
        # Feature flags: true, false, a variable, or { enabled, percentage, description }.
        kind: FeatureFlags
        name: {{name}}
        target: app-config
        flags:
          {{name}}-on: true
          {{name}}-for-some: { enabled: true, percentage: 10, description: One user in ten }
        """);

    public static string ReferenceData(string name) => TemplateText.Lines($$"""
        # Rows of a table. The table must exist: make it with a script ('fm new sql NAME'), and let this resource depend on the scripts.
        kind: ReferenceData
        name: {{name}}
        target: app-db
        table: {{Identifier(name)}}
        key: [code] # the columns that name a row
        file: {{name}}.csv # an empty field is NULL, "" is the empty text
        prune: false
        # dependsOn: [database-schema]
        """);

    public static string Sql(string name) => TemplateText.Lines($$"""
        # SQL scripts with Flyway's names: V1__name.sql runs once, U1__name.sql takes it back, R__name.sql runs whenever its text changes.
        kind: SqlMigrations
        name: {{name}}
        target: app-db
        path: sql
        """);

    public static string Script(string name) => $"CREATE TABLE {Identifier(name)} (\n  code TEXT NOT NULL PRIMARY KEY,\n  name TEXT NOT NULL\n);\n";

    public static string Documents(string name) => TemplateText.Lines($$"""
        # Files, byte for byte. A document is called by its path below 'path'.
        kind: Documents
        name: {{name}}
        target: app-mails
        path: files
        include: ["**/*.html"]
        contentType: text/html; charset=utf-8
        # substitute: true # replaces ${name} in the files
        """);

    public static string Http(string name) => TemplateText.Lines($$"""
        # JSON resources of an HTTP service, by path. They need a target of type http, which a new repository does not have. Give one to every environment,
        #   gateway: { type: http, baseUrl: "https://gateway.example.com", bookkeeping: /functions-migrator, authorization: { secret: gateway } }
        # and take the # away below.
        # kind: HttpResources
        # name: {{name}}
        # target: gateway
        # resources:
        #   /routes/{{name}}: { body: { enabled: true } }
        """);

    /// <summary>A name as an SQL identifier that needs no quotes.</summary>
    public static string Identifier(string name)
    {
        var identifier = new string([.. name.Select(unit => char.IsAsciiLetterOrDigit(unit) ? char.ToLowerInvariant(unit) : '_')]);
        return char.IsAsciiDigit(identifier[0]) ? $"t_{identifier}" : identifier;
    }
}
