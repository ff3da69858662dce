namespace FunctionsMigrator.Testing.Scenarios;

/// <summary>A small repository for scenarios: three regions, a folder of settings in each, a database in each, nothing required unless a scenario says so.</summary>
public static class SmallRepository
{
    /// <summary>The files. Parts are replaced by writing the file again.</summary>
    public static IReadOnlyDictionary<string, string> Files { get; } = new Dictionary<string, string>(StringComparer.Ordinal)
    {
        [".gitignore"] = ".fm/\ndata/\n",
        [".gitattributes"] = "* text=auto eol=lf\n",
        ["migrator.yaml"] = """
            kind: Repository
            name: small
            format: 1
            branches: { main: [production] }
            store: local
            """,
        ["environments/production.yaml"] = Environment(),
        ["policies/production.yaml"] = Policy(""),
        ["people.yaml"] = """
            kind: People
            name: people
            people:
              ada: { git: [ada@example.com], key: ada, roles: [release-manager] }
              bo: { git: [bo@example.com], key: bo, roles: [release-manager, dba] }
            """,
        ["metadata/checkout.yaml"] = Settings("checkout/timeoutSeconds: 30", "checkout/retries: 3"),
        ["metadata/schema.yaml"] = """
            kind: SqlMigrations
            name: schema
            target: db
            path: sql
            """,
        ["metadata/sql/V1__colours.sql"] = "CREATE TABLE colours (code TEXT PRIMARY KEY, name TEXT NOT NULL);\n",
        ["metadata/colours.yaml"] = """
            kind: ReferenceData
            name: colours
            target: db
            table: colours
            key: [code]
            file: colours.csv
            prune: true
            dependsOn: [schema]
            """,
        ["metadata/colours.csv"] = "code,name\nb,blue\nr,red\n",
    };

    /// <summary>A line of the environment by which people may change the structure of its databases.</summary>
    public const string ByHand = "drift: { ignore: [ { resource: schema, items: \"*\", owner: ada, reason: made by hand, until: 2999-12-31 } ] }";

    /// <summary>A world with this repository, and a policy with these lines, in a first commit.</summary>
    public static Scenario Begin(string policy = "")
    {
        var world = Scenario.Begin(Files).Write("policies/production.yaml", Policy(policy));
        world.Commit("First");
        return world;
    }

    /// <summary>The environment, with a rollout.</summary>
    public static string Environment(string rollout = "waves: [ { ring: canary, bake: 1s }, { percent: 100 } ]", string more = "") => $$"""
        kind: Environment
        name: production
        policy: production
        regions:
          - { name: west, ring: canary }
          - { name: north }
          - { name: east }
        targets:
          db: { type: sqlite, path: "data/${region}/db.sqlite" }
          config: { type: files, path: "data/${region}/config" }
        rollout: { {{rollout}} }
        {{more}}
        """;

    /// <summary>The policy, with more lines.</summary>
    public static string Policy(string more) => $"kind: Policy\nname: production\n{more}\n";

    /// <summary>The settings resource.</summary>
    public static string Settings(params string[] settings) =>
        $"kind: Settings\nname: checkout\ntarget: config\nsettings:\n{string.Concat(settings.Select(setting => $"  {setting}\n"))}";
}
