using FluentMigrator;
using FluentMigrator.Infrastructure;
using FluentMigrator.Runner;
using Microsoft.Extensions.DependencyInjection;

namespace FunctionsMigrator.Bench.Peers;

/// <summary>FluentMigrator, over migrations that execute the text of the files; it compares numbers only.</summary>
internal sealed class FluentMigratorPeer() : InProcessPeer("FluentMigrator", "script")
{
    public override async Task RunAsync(ScriptWork work, CancellationToken cancellation)
    {
        await using var services = new ServiceCollection()
            .AddFluentMigratorCore()
            .AddSingleton<IMigrationInformationLoader>(new Files(work.Numbered))
            .ConfigureRunner(runner => (work.Database == "sqlite" ? runner.AddSQLite() : runner.AddPostgres()).WithGlobalConnectionString(work.Connection))
            .BuildServiceProvider();
        await using var scope = services.CreateAsyncScope();
        scope.ServiceProvider.GetRequiredService<IMigrationRunner>().MigrateUp();
    }

    private sealed class Files(string folder) : IMigrationInformationLoader
    {
        public SortedList<long, IMigrationInfo> LoadMigrations()
        {
            var migrations = new SortedList<long, IMigrationInfo>();
            foreach (var file in Directory.EnumerateFiles(folder).Order(StringComparer.Ordinal))
            {
                migrations.Add(migrations.Count + 1, new MigrationInfo(migrations.Count + 1, TransactionBehavior.Default, new Script(file)));
            }

            return migrations;
        }
    }

    private sealed class Script(string file) : ForwardOnlyMigration
    {
        public override void Up() => Execute.Sql(File.ReadAllText(file));
    }
}
