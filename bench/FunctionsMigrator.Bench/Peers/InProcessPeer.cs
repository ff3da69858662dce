using System.Data.Common;
using System.Diagnostics;
using Microsoft.Data.Sqlite;
using Npgsql;

namespace FunctionsMigrator.Bench.Peers;

/// <summary>A way that is a library: it runs in a process of this program.</summary>
internal abstract class InProcessPeer(string name, string transactions) : IScriptPeer
{
    public string Name => name;

    public string Transactions => transactions;

    public virtual bool Runs(string database) => true;

    public ProcessStartInfo Start(ScriptWork work) => Self.Start(PeersBench.One, name, work.Database, work.Folder, work.Connection);

    /// <summary>Does it.</summary>
    public abstract Task RunAsync(ScriptWork work, CancellationToken cancellation);

    protected static DbConnection Connect(ScriptWork work) => work.Database == "sqlite" ? new SqliteConnection(work.Connection) : new NpgsqlConnection(work.Connection);
}
