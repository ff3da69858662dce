using System.Text.RegularExpressions;

namespace FunctionsMigrator.Core.Items.Scripts;

/// <summary><c>EXEC sp_rename 'dbo.orders.total', 'amount', 'COLUMN'</c>, where its names are plain.</summary>
internal static partial class TransactRename
{
    /// <summary>The effect, from behind the procedure's name; null where it is not as plain as that.</summary>
    public static SqlEffect? Read(SqlCursor cursor)
    {
        var arguments = cursor.Rest().Select(Argument).ToList();
        if (arguments is not [{ } from, { } to, ..] || arguments.Count > 3 || !Plain().IsMatch(from) || !Part().IsMatch(to) || arguments is [_, _, null])
        {
            return null;
        }

        var parts = from.Split('.');
        var back = string.Join('.', [.. parts[..^1], to]);
        var kind = arguments.Count == 3 ? arguments[2]!.ToUpperInvariant() : null;
        if (kind is not (null or "COLUMN" or "OBJECT" or "INDEX"))
        {
            return null;
        }

        var touched = kind is "COLUMN" or "INDEX" ? parts[..^1] : [.. parts[..^1], to];
        return new SqlEffect
        {
            Touches = touched.Length == 0 ? [] : [SqlName.Of(touched, SqlDialect.TransactSql)],
            Undo = [new UndoStep($"EXEC sp_rename N'{back}', N'{parts[^1]}'{(kind is null ? "" : $", N'{kind}'")}")],
        };
    }

    private static string? Argument(SqlCursor piece)
    {
        if (piece.Word.StartsWith('@') && piece.Ahead(1) == "=")
        {
            piece.Skip();
            piece.Skip();
        }

        return piece.Quoted();
    }

    [GeneratedRegex(@"\A[A-Za-z_][A-Za-z0-9_]*(\.[A-Za-z_][A-Za-z0-9_]*){0,2}\z", RegexOptions.ExplicitCapture)]
    private static partial Regex Plain();

    [GeneratedRegex(@"\A[A-Za-z_][A-Za-z0-9_]*\z")]
    private static partial Regex Part();
}
