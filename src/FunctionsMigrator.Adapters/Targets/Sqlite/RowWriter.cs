using FunctionsMigrator.Adapters.Targets.Sql;
using FunctionsMigrator.Core;
using FunctionsMigrator.Core.Findings.Codes;
using FunctionsMigrator.Core.Items;
using FunctionsMigrator.Core.Targets;
using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace FunctionsMigrator.Adapters.Targets.Sqlite;

/// <summary>Writes single rows inside a transaction, managed columns only, and looks at what the table made of them.</summary>
internal sealed class RowWriter(SqliteSession session, RowMap map, Claim claim, DateTimeOffset at, TargetAddress address, SqliteGaps? gaps = null)
{
    private readonly RemovedRows _removed = new(session, map, claim, at);
    private readonly RowDependents _dependents = new(session, map, gaps);

    /// <summary>Writes where live stands as it was decided.</summary>
    /// <exception cref="TargetException">TGT023, TGT024: the table refused or changed the row; the transaction must be taken back.</exception>
    public void Write(ItemWrite write, LiveItem? live, ReadOnlyMemory<byte> content)
    {
        try
        {
            if (write.Post is null)
            {
                Delete(write.Key, live!);
            }
            else if (live is null)
            {
                _removed.Insert(write.Key, write.Post.Value, map.BindContent(content.Span));
            }
            else
            {
                Update(write.Key, map.BindContent(content.Span));
            }
        }
        catch (SqliteException exception) when (exception.SqliteErrorCode == raw.SQLITE_CONSTRAINT)
        {
            throw TableFit.Row(TargetCodes.Refused, write, $"Table {map.Table.Name} refused row {write.Key}: {SqliteFailures.Words(exception)}.", address);
        }

        if (RowReader.Find(session, map, write.Key)?.Checksum != write.Post)
        {
            throw TableFit.Row(TargetCodes.NotKept, write, $"Table {map.Table.Name} does not hold row {write.Key} as it was written: a column's type or a trigger changed it.", address);
        }
    }

    private void Delete(string key, LiveItem live)
    {
        if (_dependents.Of(map.BindKey(key)!) is { } dependents)
        {
            throw new TargetException(TargetCodes.Refused.Finding(
                $"Deleting row {key} of table {map.Table.Name} would also change {dependents}; that could not be taken back.",
                target: address.ToString(),
                remedy: "Change the rows that depend on it first, or keep the row."));
        }

        _removed.Remember(key, live.Checksum);
        session.Execute($"DELETE FROM {map.TableSql} WHERE {map.KeySql()}", map.BindKey(key)!);
    }

    private void Update(string key, object?[] values)
    {
        var assignments = string.Join(", ", map.Columns.Select((column, i) => $"{SqliteNames.Quote(column.Name)} = ${i}"));
        session.Execute($"UPDATE {map.TableSql} SET {assignments} WHERE {map.KeySql(first: values.Length)}", [.. values, .. map.BindKey(key)!]);
    }
}
