using FunctionsMigrator.Adapters.Targets.Local;
using FunctionsMigrator.Core;
using FunctionsMigrator.Core.Findings;
using FunctionsMigrator.Core.Findings.Codes;
using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace FunctionsMigrator.Adapters.Targets.Sqlite;

/// <summary>What an error of SQLite means for a target.</summary>
internal static class SqliteFailures
{
    /// <summary>The finding of an expected failure; null for a broken assumption, which is left to fly.</summary>
    public static Finding? Explain(Exception exception, TargetAddress address, string path)
    {
        if (exception is not SqliteException failure)
        {
            return LocalFailures.Explain(exception, address, path);
        }

        var code = failure.SqliteErrorCode switch
        {
            raw.SQLITE_FULL => TargetCodes.Full,
            raw.SQLITE_CORRUPT or raw.SQLITE_NOTADB => TargetCodes.Damaged,
            raw.SQLITE_BUSY or raw.SQLITE_LOCKED => TargetCodes.Busy,
            raw.SQLITE_CANTOPEN or raw.SQLITE_IOERR or raw.SQLITE_PERM or raw.SQLITE_READONLY or raw.SQLITE_AUTH => TargetCodes.Unreachable,
            raw.SQLITE_CONSTRAINT => TargetCodes.Refused,
            _ => null,
        };
        return code?.Finding($"{path}: {Words(failure)}", target: address.ToString());
    }

    /// <summary>SQLite's own words.</summary>
    public static string Words(SqliteException failure)
    {
        // Microsoft.Data.Sqlite frames them: SQLite Error 19: 'UNIQUE constraint failed: t.a'.
        var from = failure.Message.IndexOf('\'', StringComparison.Ordinal);
        var to = failure.Message.LastIndexOf('\'');
        return from >= 0 && to > from ? failure.Message[(from + 1)..to] : failure.Message;
    }
}
