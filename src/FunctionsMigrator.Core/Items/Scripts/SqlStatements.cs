namespace FunctionsMigrator.Core.Items.Scripts;

/// <summary>Splits scripts into statements.</summary>
public static class SqlStatements
{
    /// <summary>
    /// The statements of a script in order. Between them lie only white space, comments and <c>;</c>. Comments and quotes hide semicolons; the bodies of
    /// <c>CREATE TRIGGER ... BEGIN ... END</c> and <c>BEGIN ATOMIC ... END</c>, and for PostgreSQL what stands in parentheses, stay whole; the lines behind
    /// <c>COPY ... FROM stdin;</c> up to <c>\.</c> are its rows. A quote or block that is not closed reaches to the end.
    /// In T-SQL a statement also ends before a word that begins another one and at a line of <c>GO</c>; bodies of modules, and what begins with <c>IF</c>, <c>WHILE</c> or
    /// <c>BEGIN</c>, reach to the end of their batch.
    /// </summary>
    public static IReadOnlyList<SqlStatement> Split(string text, SqlDialect dialect = SqlDialect.Generic) => [.. Read(text, dialect)];

    /// <summary>As <see cref="Split"/>, one statement after the other: no more than one is held.</summary>
    public static IEnumerable<SqlStatement> Read(string text, SqlDialect dialect)
    {
        var position = new TextPosition(text);
        var reader = new SqlStatementReader(text, dialect);
        while (reader.Next())
        {
            var (line, column) = position.Of(reader.Start);
            yield return new SqlStatement(text[reader.Start..reader.End], reader.Start, line, column, reader.Rows);
        }
    }

    /// <summary>
    /// The statements for which a script cannot run in one transaction: those that the database runs only outside one, and those that make something which a later
    /// statement can use only after a commit. Empty: it can.
    /// </summary>
    public static IReadOnlyList<LoneStatement> NeedsNoTransaction(string text, SqlDialect dialect)
    {
        var found = new List<LoneStatement>();
        var added = new Dictionary<string, LoneStatement>(StringComparer.Ordinal);
        var position = new TextPosition(text);
        var reader = new SqlStatementReader(text, dialect);
        while (reader.Next())
        {
            var (line, column) = position.Of(reader.Start);
            foreach (var token in added.Count == 0 ? [] : reader.Tokens)
            {
                // A new value of a type may be used when it is committed.
                if (token.Kind == SqlTokenKind.Text && added.Remove(text.Substring(token.Start, token.Length), out var value))
                {
                    found.Add(value);
                }
            }

            if (LoneStatement.Of(text, reader, dialect, line, column) is { } lone)
            {
                if (lone.Kind == LoneStatementKind.AddEnumValue)
                {
                    added[lone.Value!] = lone;
                }
                else if (lone.Kind != LoneStatementKind.Procedure)
                {
                    found.Add(lone);
                }
            }
        }

        return found;
    }

    /// <summary>What is wrong with a text before any database reads it: something is not closed, or it speaks to another program.</summary>
    /// <param name="text">The script.</param>
    /// <param name="dialect">How it is quoted.</param>
    /// <param name="file">Its path.</param>
    public static IReadOnlyList<Findings.Finding> Check(string text, SqlDialect dialect, string file)
    {
        var reader = new SqlStatementReader(text, dialect);
        while (reader.Next())
        {
            // Its defects stand at the end.
        }

        return DefectFindings.Of(text, reader.Defects, file);
    }
}
