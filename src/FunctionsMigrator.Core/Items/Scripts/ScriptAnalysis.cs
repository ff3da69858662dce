using FunctionsMigrator.Core.Findings;
using FunctionsMigrator.Core.Findings.Codes;

namespace FunctionsMigrator.Core.Items.Scripts;

/// <summary>What the text of a script tells without a database. What it cannot tell counts as the worse: no undo, and loss where rows or columns may go.</summary>
/// <param name="Facts">What the script creates, touches and loses.</param>
/// <param name="Undo">
/// For a versioned script the statements that take back each of its own in reverse order, or null when one of them has none (an INSERT into a table that was
/// there before, anything with IF NOT EXISTS or OR REPLACE). For a repeatable one the drop of what it creates.
/// </param>
/// <param name="Findings">Errors: it is empty, something is not closed, or a statement cannot stand in a script.</param>
public sealed record ScriptAnalysis(ScriptFacts Facts, string? Undo, IReadOnlyList<Finding> Findings)
{
    /// <summary>Reads a script (or an undo script, whose derived undo means nothing).</summary>
    /// <param name="sql">The text, variables replaced.</param>
    /// <param name="kind">Whether it may run again over what it made.</param>
    /// <param name="dialect">How it is quoted.</param>
    /// <param name="file">Its path, for findings.</param>
    public static ScriptAnalysis Of(string sql, ScriptKind kind, SqlDialect dialect, string file)
    {
        var parts = SqlParts.Read(sql, dialect);
        var findings = new List<Finding>();
        var position = new TextPosition(sql);
        var scope = new ScriptScope(kind);
        var (sum, loss) = (SqlEffect.Nothing, (string?)null);
        foreach (var tokens in parts.Statements)
        {
            var (line, column) = position.Of(tokens[0].Start);
            if (ForbiddenStatement.Find(new SqlCursor(sql, tokens, dialect)) is { } reason)
            {
                findings.Add(ItemCodes.ScriptStatement.Finding(reason, new Place(file, line, column)));
            }

            var effect = StatementEffect.Read(new SqlCursor(sql, tokens, dialect), scope);
            loss ??= effect.Loss is null ? null : $"line {line}: {effect.Loss}";
            sum = sum.And(effect);
        }

        if (parts.OpenAt is { } open)
        {
            var (line, column) = new TextPosition(sql).Of(open);
            findings.Add(ItemCodes.ScriptOpen.Finding("What starts here is not closed before the end of the file.", new Place(file, line, column)));
        }
        else if (parts.Statements.Count == 0)
        {
            findings.Add(ItemCodes.ScriptEmpty.Finding("The script holds no statement.", new Place(file)));
        }

        var facts = new ScriptFacts(Names(sum.Creates), Names(sum.Touches), loss is not null, loss);
        return new ScriptAnalysis(facts, UndoOf(sum), findings);
    }

    private static string? UndoOf(SqlEffect sum)
    {
        // What is dropped where it exists and does not come back may have been somebody else's.
        var created = sum.Creates.Select(name => name.Identity).ToHashSet();
        return sum.Undo is null || sum.Replaces.Any(name => !created.Contains(name.Identity)) ? null : string.Concat(sum.Undo.Select(statement => statement + ";\n"));
    }

    private static string[] Names(IEnumerable<SqlName> names) => [.. names.DistinctBy(name => name.Identity).Select(name => name.Plain)];
}
