using FunctionsMigrator.Core.Findings;
using FunctionsMigrator.Core.Findings.Codes;

namespace FunctionsMigrator.Core.Items.Scripts;

/// <summary>What the text of a script tells without a database. What it cannot tell counts as the worse: no undo, and loss where rows or columns may go.</summary>
/// <param name="Facts">What the script creates, touches and loses.</param>
/// <param name="Undo">
/// The statements that take back each of its own in reverse order, or null when one of them has none (an INSERT into a table that was there before). What stood before the script,
/// where that counts (OR REPLACE, IF NOT EXISTS, a changed default), stands in it as a comment. For a repeatable script it takes back the first run.
/// </param>
/// <param name="Findings">Errors: it is blank, something is not closed, or a statement cannot stand in a script.</param>
public sealed record ScriptAnalysis(ScriptFacts Facts, string? Undo, IReadOnlyList<Finding> Findings)
{
    private const int MostWords = 60;

    /// <summary>The undo in steps where some of them depend on what stood before the script; else empty.</summary>
    public IReadOnlyList<UndoStep> Steps { get; init; } = [];

    /// <summary>Why nothing could be derived; null where it could.</summary>
    public UnderivedStatement? Underived { get; init; }

    /// <summary>Reads a script (or an undo script, whose derived undo means nothing).</summary>
    /// <param name="sql">The text, variables replaced.</param>
    /// <param name="kind">Whether it may run again over what it made.</param>
    /// <param name="dialect">How it is quoted.</param>
    /// <param name="file">Its path, for findings.</param>
    public static ScriptAnalysis Of(string sql, ScriptKind kind, SqlDialect dialect, string file)
    {
        var findings = new List<Finding>();
        var position = new TextPosition(sql);
        var scope = new ScriptScope(kind);
        var sum = new ScriptSum();
        var reader = new SqlStatementReader(sql, dialect);
        while (reader.Next())
        {
            var (line, column) = position.Of(reader.Start);
            if (findings.Count < FindingList.Limit && ForbiddenStatement.Find(new SqlCursor(sql, reader.Tokens, dialect)) is { } reason)
            {
                findings.Add(ItemCodes.ScriptStatement.Finding(reason, new Place(file, line, column)));
            }

            sum.Add(StatementEffect.Read(new SqlCursor(sql, reader.Tokens, dialect), scope), line, () => Words(sql.AsSpan()[reader.Start..reader.End]));
        }

        findings.AddRange(DefectFindings.Of(sql, reader.Defects, file));
        // Comments alone are a script that does nothing, as teams leave one whose work turned out to be done.
        if (findings.Count == 0 && sum.Statements == 0 && string.IsNullOrWhiteSpace(sql))
        {
            findings.Add(ItemCodes.ScriptEmpty.Finding("The script holds no statement.", new Place(file)));
        }

        var undo = sum.Undo();
        return new ScriptAnalysis(new ScriptFacts(sum.Creates, sum.Touches, sum.Loss is not null, sum.Loss), undo is null ? null : UndoStep.TextOf(undo), findings)
        {
            Steps = undo?.Any(step => step.Former is not null) == true ? undo : [],
            Underived = undo is null ? sum.Underived : null,
        };
    }

    /// <summary>The first words of a statement, on one line.</summary>
    private static string Words(ReadOnlySpan<char> statement)
    {
        var line = string.Join(' ', statement[..Math.Min(statement.Length, 4 * MostWords)].ToString().Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
        return line.Length > MostWords ? $"{line[..MostWords].TrimEnd()} ..." : line;
    }
}
