using System.Text;

namespace FunctionsMigrator.Adapters.Stores.Postgres;

/// <summary>The tables of a store, in the schema <c>fm_store</c>.</summary>
internal static class PostgresStoreSchema
{
    public const string Schema = "fm_store";
    public const int Format = 1;

    /// <summary>Bytes of a name that the index holds: an entry of an index has a limit, a name of a blob a higher one.</summary>
    public const int IndexedName = 1000;

    // Any number that nobody else is likely to lock.
    public const long Lock = 0x666D_5F73_746F_7265;

    /// <summary>Makes what is missing.</summary>
    public static IReadOnlyList<string> Statements { get; } =
    [
        $"CREATE SCHEMA IF NOT EXISTS {Schema}",
        $"CREATE TABLE IF NOT EXISTS {Schema}.identity (one integer PRIMARY KEY CHECK (one = 1), format integer NOT NULL, id text NOT NULL, keys bytea NOT NULL, sealed boolean NOT NULL)",
        $"CREATE TABLE IF NOT EXISTS {Schema}.records (partition bytea NOT NULL, key bytea NOT NULL, value text NOT NULL, etag text NOT NULL, PRIMARY KEY (partition, key))",
        $"""
        CREATE TABLE IF NOT EXISTS {Schema}.blobs (
          area text NOT NULL, hash bytea NOT NULL, name bytea NOT NULL, id uuid NOT NULL, parts integer NOT NULL, tail bytea NOT NULL, at timestamptz NOT NULL DEFAULT now(),
          PRIMARY KEY (area, hash))
        """,
        $"CREATE INDEX IF NOT EXISTS blobs_by_name ON {Schema}.blobs (area, substring(name FROM 1 FOR {IndexedName}))",
        $"CREATE TABLE IF NOT EXISTS {Schema}.parts (id uuid NOT NULL, part integer NOT NULL, bytes bytea NOT NULL, at timestamptz NOT NULL DEFAULT now(), PRIMARY KEY (id, part))",
        $"ALTER TABLE {Schema}.parts ALTER COLUMN bytes SET STORAGE EXTERNAL",
    ];

    /// <summary>No byte of UTF-8 is 0xFF, so this is behind every text with the prefix and before every other.</summary>
    public static byte[] End(string prefix) => [.. Encoding.UTF8.GetBytes(prefix), 0xFF];
}
