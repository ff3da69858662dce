using System.Data;
using FunctionsMigrator.Adapters.Targets.Sql;
using FunctionsMigrator.Core;
using FunctionsMigrator.Core.Findings.Codes;
using FunctionsMigrator.Core.Items;
using FunctionsMigrator.Core.Targets;
using Microsoft.Data.SqlClient;

namespace FunctionsMigrator.Adapters.Targets.SqlServer;

/// <summary>
/// Writes rows of one batch inside a transaction, managed columns only, and looks at what the table made of them. Columns that nobody manages are kept when a row is
/// deleted, and given back when exactly this row is written again: a before-image holds managed columns only.
/// </summary>
internal sealed class SqlServerRowWriter(SqlServerSession session, SqlServerRows rows, SqlServerBookkeeping books, Claim claim, DateTimeOffset at, TargetAddress address)
{
    private readonly SqlServerRowSets _sets = new(rows);
    private readonly List<SqlServerColumn> _unmanaged = [.. rows.Unmanaged];

    /// <summary>One write that is due, with its live row and its new content.</summary>
    public sealed record Due(ItemWrite Write, LiveItem? Live, ReadOnlyMemory<byte> Content);

    /// <summary>Writes: what goes makes room for what comes.</summary>
    /// <param name="writes">What is due.</param>
    /// <param name="oneByOne">Whether each row is a statement of its own, so that a refusal names the row; the caller asks so when the set was refused, whose transaction is gone.</param>
    /// <param name="cancellation">Ends it.</param>
    /// <exception cref="TargetException">TGT023, TGT024: the table refused or changed a row; the transaction must be taken back.</exception>
    public async Task WriteAsync(IReadOnlyList<Due> writes, bool oneByOne, CancellationToken cancellation)
    {
        if (writes.Count == 0)
        {
            return;
        }

        var comes = writes.Where(due => due.Live is null).Select(due => due.Write.Key).ToList();
        var removed = await SqlServerRemoved.FindAsync(session, books, rows.Table.Sql, comes, cancellation);
        var kept = writes.Select(due => due.Live is null && due.Write.Post is { } post ? removed.GetValueOrDefault((due.Write.Key, post.Hex)) : null).ToList();
        var groups = kept.Where(columns => columns is not null).Select(columns => string.Join('\0', columns!.Keys.Order(StringComparer.Ordinal))).Distinct(StringComparer.Ordinal).ToList();
        int KindOf(int i) => writes[i].Write.Post is null ? SqlServerRowSets.Delete
            : writes[i].Live is not null ? SqlServerRowSets.Update
            : kept[i] is null ? SqlServerRowSets.Insert
            : SqlServerRowSets.Insert + 1 + groups.IndexOf(string.Join('\0', kept[i]!.Keys.Order(StringComparer.Ordinal)));

        await SendAsync(writes, kept, KindOf, cancellation);
        if (writes.Any(due => due.Write.Post is null))
        {
            await RefuseDependentsAsync(writes, cancellation);
            await RememberAsync(writes, cancellation);
        }

        var statements = new List<(int Kind, Func<bool, string?> Sql)>
        {
            (SqlServerRowSets.Delete, _sets.DeleteSql),
            (SqlServerRowSets.Update, _sets.UpdateSql),
            (SqlServerRowSets.Insert, one => _sets.InsertSql(SqlServerRowSets.Insert, [], one)),
        };
        statements.AddRange(groups.Select((group, i) => (SqlServerRowSets.Insert + 1 + i, (Func<bool, string?>)(one => _sets.InsertSql(SqlServerRowSets.Insert + 1 + i, group.Split('\0'), one)))));
        foreach (var (kind, sql) in statements)
        {
            var meant = Enumerable.Range(0, writes.Count).Where(i => KindOf(i) == kind).ToList();
            if (meant.Count > 0 && sql(oneByOne) is { } statement)
            {
                await (oneByOne ? EachAsync(statement, meant, writes, cancellation) : session.RunAsync(statement, cancellation));
            }
        }

        await session.RunAsync(SqlServerRowSets.DropSql, cancellation);
        if (comes.Count > 0)
        {
            await SqlServerRemoved.ForgetAsync(session, books, rows.Table.Sql, comes, cancellation);
        }

        var now = await rows.FindAsync(session, [.. writes.Select(due => due.Write.Key)], hold: true, cancellation);
        if (writes.FirstOrDefault(due => now.GetValueOrDefault(due.Write.Key)?.Checksum != due.Write.Post) is { } other)
        {
            throw TableFit.Row(TargetCodes.NotKept, other.Write, $"Table {rows.Table.Name} does not hold row {other.Write.Key} as it was written: a column's type or a trigger changed it.", address);
        }
    }

    private async Task SendAsync(IReadOnlyList<Due> writes, List<IReadOnlyDictionary<string, string?>?> kept, Func<int, int> kindOf, CancellationToken cancellation)
    {
        await session.RunAsync(_sets.CreateSql, cancellation);
        using var table = new DataTable();
        table.Locale = System.Globalization.CultureInfo.InvariantCulture;
        foreach (var column in _sets.Columns)
        {
            table.Columns.Add(column, column is "row" or "kind" ? typeof(int) : typeof(string));
        }

        for (var i = 0; i < writes.Count; i++)
        {
            IReadOnlyList<string?> values = writes[i].Write.Post is null ? [.. rows.Columns.Select(_ => (string?)null)] : rows.Values(writes[i].Content.Span);
            var others = _unmanaged.Select(column => SqlServerValue.Stored(column.Type, kept[i]?.GetValueOrDefault(column.Name)));
            table.Rows.Add([i, kindOf(i), .. rows.Parts(writes[i].Write.Key).Concat(values).Concat(others).Select(text => (object?)text ?? DBNull.Value)]);
        }

        using var copy = new SqlBulkCopy(session.Connection, SqlBulkCopyOptions.Default, session.Transaction);
        copy.DestinationTableName = SqlServerRowSets.Table;
        copy.BulkCopyTimeout = SqlServerText.Seconds(session.Limit);
        await copy.WriteToServerAsync(table, cancellation);
    }

    private async Task EachAsync(string statement, IReadOnlyList<int> meant, IReadOnlyList<Due> writes, CancellationToken cancellation)
    {
        foreach (var i in meant)
        {
            try
            {
                await session.ExecuteAsync(statement, cancellation, i);
            }
            catch (SqlException exception) when (SqlServerError.Of(exception) is var errors && SqlServerFailures.IsRefusal(errors[0]))
            {
                throw TableFit.Row(TargetCodes.Refused, writes[i].Write, $"Table {rows.Table.Name} refused row {writes[i].Write.Key}: {SqlServerFailures.Words(errors)}.", address);
            }
        }
    }

    /// <summary>Rows of other tables that a deletion would delete or change along with it could not be brought back.</summary>
    private async Task RefuseDependentsAsync(IReadOnlyList<Due> writes, CancellationToken cancellation)
    {
        foreach (var link in (await SqlServerLink.ToAsync(session, rows.Table.Id, cancellation)).Where(link => link.OnDelete > 0))
        {
            var counts = await session.QueryAsync(_sets.DependentsSql(link), row => (Row: row.GetInt32(0), Rows: row.GetInt64(1)), cancellation);
            if (counts.Count > 0)
            {
                throw new TargetException(TargetCodes.Refused.Finding(
                    $"Deleting row {writes[counts[0].Row].Write.Key} of table {rows.Table.Name} would also change {counts[0].Rows} rows of {link.Child} (ON DELETE {link.Rule}); that could not be taken back.",
                    target: address.ToString(),
                    remedy: "Change the rows that depend on it first, or keep the row."));
            }
        }
    }

    private async Task RememberAsync(IReadOnlyList<Due> writes, CancellationToken cancellation)
    {
        if (_unmanaged.Count == 0)
        {
            return;
        }

        var found = await session.QueryAsync(
            _sets.UnmanagedSql,
            row => (Row: row.GetInt32(0), Columns: _unmanaged.Select((column, i) => (column, Text: column.HasText ? column.Read(row, i + 1) : row.IsDBNull(i + 1) ? null : "")).ToList()),
            cancellation);
        foreach (var (i, columns) in found)
        {
            if (columns.Find(entry => !entry.column.HasText && entry.Text is not null) is { column: { } without })
            {
                throw TableFit.Row(
                    TargetCodes.Refused,
                    writes[i].Write,
                    $"Row {writes[i].Write.Key} of table {rows.Table.Name} has a value in column {without.Name} ({without.Declared}), which has no text to be kept as; deleting it could not be taken back.",
                    address);
            }
        }

        await SqlServerRemoved.AddAsync(
            session,
            books,
            rows.Table.Sql,
            found.Select(entry => (
                writes[entry.Row].Write.Key,
                writes[entry.Row].Live!.Checksum,
                (IReadOnlyDictionary<string, string?>)entry.Columns.Where(pair => pair.column.HasText).ToDictionary(pair => pair.column.Name, pair => pair.Text, StringComparer.Ordinal))),
            claim,
            at,
            cancellation);
    }
}
