using System.Globalization;
using System.IO.Hashing;
using System.Text;
using System.Text.RegularExpressions;
using Npgsql;

namespace FunctionsMigrator.Integration.Tests.Flyway;

/// <summary>
/// A folder of Flyway's scripts, run as plainly as it goes: each file in the order of its name, one transaction a file, over Npgsql. It knows names and checksums by rules of its
/// own, so that it can hold the product to them.
/// </summary>
internal sealed partial class FlywayFolder
{
    private readonly List<FlywayFile> _files;

    private FlywayFolder(IEnumerable<FlywayFile> files) => _files = [.. files];

    /// <summary>Versioned files in order, then repeatable ones.</summary>
    public IReadOnlyList<FlywayFile> Scripts => [.. _files.Where(file => file.Letter != 'c')];

    /// <summary>All files by path, callbacks among them.</summary>
    public IReadOnlyDictionary<string, string> Texts => _files.ToDictionary(file => file.Path, file => file.Sql, StringComparer.Ordinal);

    /// <summary>Reads a folder with its sub-folders.</summary>
    public static FlywayFolder Open(string folder) => Of(Directory.EnumerateFiles(folder, "*.sql", SearchOption.AllDirectories)
        .ToDictionary(file => Path.GetRelativePath(folder, file).Replace('\\', '/'), file => Encoding.UTF8.GetString(File.ReadAllBytes(file)), StringComparer.Ordinal));

    /// <summary>Files by path.</summary>
    public static FlywayFolder Of(IReadOnlyDictionary<string, string> texts) => new(texts.Select(file => Read(file.Key, file.Value))
        .OrderBy(file => file.Letter switch { 'V' => 0, 'R' => 1, _ => 2 }).ThenBy(file => file.Version, Comparer<int[]>.Create(Compare)).ThenBy(file => file.Description, StringComparer.Ordinal));

    /// <summary>Runs all, and behind them the callbacks that follow a migration.</summary>
    public async Task RunAsync(string connectionString, CancellationToken cancellation)
    {
        await using var connection = new NpgsqlConnection(connectionString);
        await connection.OpenAsync(cancellation);
        foreach (var file in _files)
        {
            await RunAsync(connection, file, cancellation);
        }
    }

    /// <summary>Writes the history as Flyway leaves it: its table, a row for each script with Flyway's checksum.</summary>
    public async Task RecordAsync(string connectionString, CancellationToken cancellation)
    {
        await using var connection = new NpgsqlConnection(connectionString);
        await connection.OpenAsync(cancellation);
        await ExecuteAsync(
            connection,
            """
            CREATE TABLE "flyway_schema_history" ("installed_rank" INT NOT NULL, "version" VARCHAR(50), "description" VARCHAR(200) NOT NULL, "type" VARCHAR(20) NOT NULL, "script" VARCHAR(1000) NOT NULL,
              "checksum" INTEGER, "installed_by" VARCHAR(100) NOT NULL, "installed_on" TIMESTAMP NOT NULL DEFAULT now(), "execution_time" INTEGER NOT NULL, "success" BOOLEAN NOT NULL);
            ALTER TABLE "flyway_schema_history" ADD CONSTRAINT "flyway_schema_history_pk" PRIMARY KEY ("installed_rank");
            CREATE INDEX "flyway_schema_history_s_idx" ON "flyway_schema_history" ("success");
            """,
            cancellation);
        foreach (var (rank, file) in Scripts.Index())
        {
            await using var insert = new NpgsqlCommand("INSERT INTO flyway_schema_history VALUES ($1, $2, $3, 'SQL', $4, $5, current_user, now(), 7, true)", connection);
            insert.Parameters.AddWithValue(rank + 1);
            insert.Parameters.AddWithValue(file.Letter == 'V' ? string.Join('.', file.Version) : DBNull.Value);
            insert.Parameters.AddWithValue(file.Description);
            insert.Parameters.AddWithValue(file.Path);
            insert.Parameters.AddWithValue(Checksum(file.Sql));
            await insert.ExecuteNonQueryAsync(cancellation);
        }
    }

    private static async Task RunAsync(NpgsqlConnection connection, FlywayFile file, CancellationToken cancellation)
    {
        try
        {
            if (file.Sql.Contains("CONCURRENTLY", StringComparison.OrdinalIgnoreCase))
            {
                foreach (var statement in StatementEnd().Split(file.Sql).Where(part => LineComment().Replace(part, "").Trim().Length > 0))
                {
                    await ExecuteAsync(connection, statement, cancellation);
                }

                return;
            }

            if (file.Sql.Contains("BEGIN ATOMIC", StringComparison.Ordinal))
            {
                // Npgsql's own splitter does not know this body; a batch is sent as it is.
                await using var batch = new NpgsqlBatch(connection) { BatchCommands = { new NpgsqlBatchCommand(file.Sql) } };
                await batch.ExecuteNonQueryAsync(cancellation);
                return;
            }

            await using var transaction = await connection.BeginTransactionAsync(cancellation);
            var at = 0;
            foreach (Match copy in Copy().Matches(file.Sql))
            {
                await ExecuteAsync(connection, file.Sql[at..copy.Index], cancellation);
                await using (var rows = await connection.BeginTextImportAsync(copy.Groups["copy"].Value, cancellation))
                {
                    await rows.WriteAsync(copy.Groups["rows"].Value.AsMemory(), cancellation);
                }

                at = copy.Index + copy.Length;
            }

            await ExecuteAsync(connection, file.Sql[at..], cancellation);
            await transaction.CommitAsync(cancellation);
        }
        catch (PostgresException failed)
        {
            throw new InvalidOperationException($"{file.Path}: {failed.Message}", failed);
        }
    }

    private static async Task ExecuteAsync(NpgsqlConnection connection, string sql, CancellationToken cancellation)
    {
        if (LineComment().Replace(sql, "").Trim().Length > 0)
        {
            await using var command = new NpgsqlCommand(sql, connection) { CommandTimeout = 120 };
            await command.ExecuteNonQueryAsync(cancellation);
        }
    }

    /// <summary>CRC-32 of the lines without their ends.</summary>
    private static int Checksum(string text)
    {
        var crc = new Crc32();
        using var reader = new StringReader(text.TrimStart('\ufeff'));
        while (reader.ReadLine() is { } line)
        {
            crc.Append(Encoding.UTF8.GetBytes(line));
        }

        return unchecked((int)crc.GetCurrentHashAsUInt32());
    }

    private static FlywayFile Read(string path, string sql)
    {
        var name = Path.GetFileNameWithoutExtension(path);
        var parts = name.Split("__", 2);
        return name[0] switch
        {
            'V' => new FlywayFile(path, sql, 'V', [.. parts[0][1..].Split('.', '_').Select(number => int.Parse(number, CultureInfo.InvariantCulture))], parts[1].Replace('_', ' ')),
            'R' => new FlywayFile(path, sql, 'R', [], parts[1].Replace('_', ' ')),
            _ when parts[0] is "afterMigrate" or "afterMigrateApplied" => new FlywayFile(path, sql, 'c', [], name),
            _ => throw new NotSupportedException($"{path} is none of the files that are run here."),
        };
    }

    private static int Compare(int[]? left, int[]? right)
    {
        for (var i = 0; i < Math.Max(left!.Length, right!.Length); i++)
        {
            if (left.ElementAtOrDefault(i) - right.ElementAtOrDefault(i) is var order and not 0)
            {
                return order;
            }
        }

        return 0;
    }

    [GeneratedRegex(@"^(?<copy>COPY\b[^;]*FROM\s+stdin[^;]*);[^\n]*\n(?<rows>.*?)^\\\.\r?$", RegexOptions.Multiline | RegexOptions.Singleline | RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture)]
    private static partial Regex Copy();

    [GeneratedRegex(@";[ \t]*(?=\r?\n|\z)")]
    private static partial Regex StatementEnd();

    [GeneratedRegex("--[^\n]*")]
    private static partial Regex LineComment();
}

/// <summary>One file.</summary>
/// <param name="Path">Path in the folder.</param>
/// <param name="Sql">Text.</param>
/// <param name="Letter">V, R, or c for a callback.</param>
/// <param name="Version">Numbers of the version.</param>
/// <param name="Description">Words of the name.</param>
internal sealed record FlywayFile(string Path, string Sql, char Letter, int[] Version, string Description);
