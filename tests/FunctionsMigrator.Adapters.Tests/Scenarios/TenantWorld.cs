using System.Globalization;
using FunctionsMigrator.Testing.Scenarios;
using Microsoft.Data.Sqlite;

namespace FunctionsMigrator.Adapters.Tests.Scenarios;

/// <summary>A database for each tenant, with one table of colours in it.</summary>
internal static class TenantWorld
{
    private const string Trap = "CREATE TABLE trap (armed); INSERT INTO trap VALUES (1); CREATE TRIGGER trap_spring BEFORE INSERT ON colours WHEN EXISTS (SELECT 1 FROM trap) BEGIN SELECT RAISE(ABORT, 'sprung'); END";

    /// <summary>Tenants <c>t001</c> and on, with the first commit; the first is in the ring <c>canary</c>, every third has the label <c>pilot</c>.</summary>
    public static Scenario Begin(int tenants, string rollout)
    {
        var world = Scenario.Begin(SmallRepository.Files);
        foreach (var path in new[] { "metadata/checkout.yaml", "metadata/colours.yaml", "metadata/colours.csv" })
        {
            world.Remove(path);
        }

        var rows = Enumerable.Range(1, tenants).Select(number => $"t{number.ToString("D3", CultureInfo.InvariantCulture)},west,{(number == 1 ? "canary" : "")},{(number % 3 == 0 ? "eu pilot" : "")}\n");
        Rollout(world, rollout)
            .Write("environments/tenants.csv", "tenant,region,ring,labels\n" + string.Concat(rows))
            .Write("metadata/colours.yaml", """
                kind: ReferenceData
                name: colours
                target: db
                table: colours
                key: [code]
                file: colours.csv
                prune: true
                dependsOn: [schema]
                """)
            .Write("metadata/colours.csv", "code,name\na,amber\n")
            .Commit("First");
        return world;
    }

    /// <summary>The environment with another rollout, and more lines.</summary>
    public static Scenario Rollout(Scenario world, string rollout, string more = "") => world.Write("environments/production.yaml", $$"""
        kind: Environment
        name: production
        policy: production
        regions: [ { name: west } ]
        targets:
          db: { type: sqlite, path: "data/${tenant}.sqlite", forEach: { file: tenants.csv, key: tenant } }
        rollout: { {{rollout}} }
        drift: { ignore: [ { items: "* trap*", owner: ada, reason: set by hand, until: 2999-12-31 } ] }
        {{more}}
        """);

    /// <summary>A commit that adds a column and a row.</summary>
    public static void Second(Scenario world) =>
        world.Write("metadata/sql/V2__hex.sql", "ALTER TABLE colours ADD COLUMN hex TEXT;\n").Write("metadata/colours.csv", "code,name\na,amber\nz,zinc\n").Commit("Second");

    /// <summary>Lets the next insert into a tenant's live table fail; the rehearsal does not see it.</summary>
    public static void Arm(Scenario world, string tenant) => Execute(world, tenant, Trap);

    /// <summary>Takes the trap away.</summary>
    public static void Disarm(Scenario world, string tenant) => Execute(world, tenant, "DELETE FROM trap");

    /// <summary>The codes that a tenant's table holds.</summary>
    public static string Codes(Scenario world, string tenant) => string.Join(',', Execute(world, tenant, "SELECT code FROM colours ORDER BY code"));

    /// <summary>The columns of a tenant's table.</summary>
    public static string Columns(Scenario world, string tenant) => string.Join(',', Execute(world, tenant, "SELECT name FROM pragma_table_info('colours')"));

    /// <summary>The file of a tenant's database.</summary>
    public static string Database(Scenario world, string tenant) => Path.Combine(world.Root, $"data/{tenant}.sqlite");

    private static List<string> Execute(Scenario world, string tenant, string sql)
    {
        using var connection = new SqliteConnection($"Data Source={Database(world, tenant)};Pooling=False");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        using var reader = command.ExecuteReader();
        var texts = new List<string>();
        while (reader.Read())
        {
            texts.Add(reader.GetString(0));
        }

        return texts;
    }
}
