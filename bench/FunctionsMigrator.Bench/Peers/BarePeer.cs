using System.Data.Common;
using System.Security.Cryptography;
using System.Text;

namespace FunctionsMigrator.Bench.Peers;

/// <summary>The floor: a loop over the files that asks a table with names and SHA-256 what ran, runs the rest, and records it.</summary>
/// <param name="each">A transaction per script; else one for all.</param>
internal sealed class BarePeer(bool each) : InProcessPeer(each ? "bare loop" : "bare loop, all in one", each ? "script" : "all")
{
    public override async Task RunAsync(ScriptWork work, CancellationToken cancellation)
    {
        await using var connection = Connect(work);
        await connection.OpenAsync(cancellation);
        await RunAsync(connection, null, "CREATE TABLE IF NOT EXISTS done (name text PRIMARY KEY, sum text NOT NULL)", cancellation);
        var done = new Dictionary<string, string>(StringComparer.Ordinal);
        await using (var select = connection.CreateCommand())
        {
            select.CommandText = "SELECT name, sum FROM done";
            await using var reader = await select.ExecuteReaderAsync(cancellation);
            while (await reader.ReadAsync(cancellation))
            {
                done[reader.GetString(0)] = reader.GetString(1);
            }
        }

        var all = each ? null : await connection.BeginTransactionAsync(cancellation);
        foreach (var file in Directory.EnumerateFiles(work.Numbered).Order(StringComparer.Ordinal))
        {
            var sql = await File.ReadAllTextAsync(file, cancellation);
            var (name, sum) = (Path.GetFileName(file), Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(sql))));
            if (done.TryGetValue(name, out var before))
            {
                if (before != sum)
                {
                    throw new InvalidOperationException($"{name} was edited.");
                }

                continue;
            }

            var own = each ? await connection.BeginTransactionAsync(cancellation) : null;
            await RunAsync(connection, own ?? all, sql, cancellation);
            await RunAsync(connection, own ?? all, $"INSERT INTO done VALUES ('{name}', '{sum}')", cancellation);
            if (own is not null)
            {
                await own.CommitAsync(cancellation);
                await own.DisposeAsync();
            }
        }

        if (all is not null)
        {
            await all.CommitAsync(cancellation);
            await all.DisposeAsync();
        }
    }

    private static async Task RunAsync(DbConnection connection, DbTransaction? transaction, string sql, CancellationToken cancellation)
    {
        await using var command = connection.CreateCommand();
        (command.CommandText, command.Transaction) = (sql, transaction);
        await command.ExecuteNonQueryAsync(cancellation);
    }
}
