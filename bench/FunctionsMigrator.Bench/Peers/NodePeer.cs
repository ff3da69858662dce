using System.Diagnostics;

namespace FunctionsMigrator.Bench.Peers;

/// <summary>A tool from npm, on PostgreSQL (their SQLite drivers need a compiler where no prebuilt one is found).</summary>
/// <param name="name">As <c>run.mjs</c> knows it.</param>
internal sealed class NodePeer(string name) : IScriptPeer
{
    private static readonly string Folder = Path.Combine(AppContext.BaseDirectory, "Peers", "node");

    public string Name => name;

    public string Transactions => name == "knex" ? "script" : "all";

    public bool Runs(string database) => database == "postgres";

    public async Task<string?> InstallAsync(CancellationToken cancellation) => Directory.Exists(Path.Combine(Folder, "node_modules"))
        ? null
        : await ExternalProgram.TryAsync(new ProcessStartInfo("npm", ["ci", "--ignore-scripts", "--no-audit", "--no-fund"]) { WorkingDirectory = Folder }, cancellation);

    public ProcessStartInfo Start(ScriptWork work)
    {
        var to = new Npgsql.NpgsqlConnectionStringBuilder(work.Connection);
        var start = new ProcessStartInfo("node", [Path.Combine(Folder, "run.mjs"), name, work.Numbered]);
        (start.Environment["PGHOST"], start.Environment["PGPORT"]) = (to.Host, $"{to.Port}");
        (start.Environment["PGDATABASE"], start.Environment["PGUSER"], start.Environment["PGPASSWORD"]) = (to.Database, to.Username, to.Password);
        return start;
    }
}
