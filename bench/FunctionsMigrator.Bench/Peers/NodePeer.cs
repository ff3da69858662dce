using System.Diagnostics;
using Microsoft.Data.Sqlite;

namespace FunctionsMigrator.Bench.Peers;

/// <summary>A tool from npm.</summary>
/// <param name="name">As <c>run.mjs</c> knows it.</param>
/// <param name="databases">Those it speaks.</param>
internal sealed class NodePeer(string name, params string[] databases) : IScriptPeer
{
    private static readonly string Folder = Path.Combine(AppContext.BaseDirectory, "Peers", "node");

    public string Name => name;

    // knex makes a savepoint for each script, in one transaction for all.
    public string Transactions => "all";

    public bool Runs(string database) => databases.Contains(database);

    public async Task<string?> InstallAsync(CancellationToken cancellation) => Directory.Exists(Path.Combine(Folder, "node_modules"))
        ? null
        : await ExternalProgram.TryAsync(new ProcessStartInfo("npm", ["ci", "--ignore-scripts", "--no-audit", "--no-fund"]) { WorkingDirectory = Folder }, cancellation);

    public ProcessStartInfo Start(ScriptWork work)
    {
        if (work.Database == "sqlite")
        {
            return new ProcessStartInfo("node", [Path.Combine(Folder, "run.mjs"), name, work.Numbered, new SqliteConnectionStringBuilder(work.Connection).DataSource]);
        }

        var to = new Npgsql.NpgsqlConnectionStringBuilder(work.Connection);
        var start = new ProcessStartInfo("node", [Path.Combine(Folder, "run.mjs"), name, work.Numbered]);
        (start.Environment["PGHOST"], start.Environment["PGPORT"]) = (to.Host, $"{to.Port}");
        (start.Environment["PGDATABASE"], start.Environment["PGUSER"], start.Environment["PGPASSWORD"]) = (to.Database, to.Username, to.Password);
        return start;
    }
}
