using FunctionsMigrator.Adapters.Targets.Sql;
using FunctionsMigrator.Core;
using FunctionsMigrator.Core.Findings;
using FunctionsMigrator.Core.Findings.Codes;
using FunctionsMigrator.Core.Items.Scripts;
using FunctionsMigrator.Core.Targets;

namespace FunctionsMigrator.Adapters.Targets.Postgres;

/// <summary>What a look at a script's text tells before any of it runs.</summary>
/// <param name="Findings">Statements that cannot be part of a script, since they end its transaction or reach beyond the database.</param>
/// <param name="Statements">How many it has.</param>
/// <param name="Lone">Whether one of them needs that they do not share a transaction.</param>
internal sealed record PostgresScriptCheck(IReadOnlyList<Finding> Findings, int Statements, bool Lone)
{
    private const int Most = 100;
    private static readonly HashSet<string> Refused = new(StringComparer.Ordinal)
    {
        "BEGIN", "COMMIT", "END", "ROLLBACK", "ABORT", "SAVEPOINT", "RELEASE", "START", "PREPARE", "DISCARD", "LISTEN", "UNLISTEN",
    };

    private static readonly HashSet<string> Elsewhere = new(StringComparer.Ordinal) { "DATABASE", "TABLESPACE", "SYSTEM", "SUBSCRIPTION", "ROLE", "USER", "GROUP" };

    /// <summary>Looks at a script with its callbacks.</summary>
    public static PostgresScriptCheck Of(ScriptWrite script, string bookkeeping, TargetAddress address)
    {
        var texts = (script.BeforeEach ?? []).Append(new ScriptText(script.Sql, script.Place)).Concat(script.AfterEach ?? []).Select(text => Of(text.Sql, text.Place, bookkeeping, address)).ToList();
        return new PostgresScriptCheck([.. texts.SelectMany(text => text.Findings)], texts.Sum(text => text.Statements), texts.Exists(text => text.Lone));
    }

    /// <summary>Looks at a text.</summary>
    public static PostgresScriptCheck Of(string sql, Place place, string bookkeeping, TargetAddress address)
    {
        var findings = SqlStatements.Check(sql, SqlDialect.PostgreSql, place.File).Select(finding => finding with { Target = address.ToString() }).ToList();
        if (sql.Contains('\0', StringComparison.Ordinal))
        {
            findings.Add(TargetCodes.StatementRefused.Finding($"{place.File} holds a NUL character, which PostgreSQL does not take.", place, address.ToString()));
        }

        var count = 0;
        foreach (var statement in SqlStatements.Read(sql, SqlDialect.PostgreSql))
        {
            count++;
            if (findings.Count < Most && Problem(statement, bookkeeping) is { } problem)
            {
                findings.Add(TargetCodes.StatementRefused.Finding(
                    $"{problem}: {SqlText.Shown(statement)}", place with { Line = statement.Line, Column = statement.Column }, address.ToString()));
            }
        }

        return new PostgresScriptCheck(findings, count, SqlStatements.NeedsNoTransaction(sql, SqlDialect.PostgreSql).Count > 0);
    }

    private static string? Problem(SqlStatement statement, string bookkeeping)
    {
        var (first, second, last, beforeLast) = ("", "", "", "");
        var tokens = new SqlTokenizer(statement.Text, SqlDialect.PostgreSql);
        for (var index = 0; tokens.TryNext(out var token);)
        {
            if (token.Kind is SqlTokenKind.Comment or SqlTokenKind.Text or SqlTokenKind.Number)
            {
                continue;
            }

            var text = statement.Text.AsSpan(token.Start, token.Length);
            if (index < 2 && token.Kind == SqlTokenKind.Word)
            {
                (first, second) = index == 0 ? (text.ToString().ToUpperInvariant(), "") : (first, text.ToString().ToUpperInvariant());
            }

            index++;
            if (text is "." && string.Equals(last, bookkeeping, StringComparison.OrdinalIgnoreCase) && beforeLast != ".")
            {
                return $"Schema {bookkeeping} belongs to the migrator";
            }

            beforeLast = last;
            last = token.Kind switch
            {
                SqlTokenKind.QuotedName when token.Closed && text[0] == '"' => text[1..^1].ToString().Replace("\"\"", "\"", StringComparison.Ordinal),

                // Longer words are no name of the schema, and a statement of megabytes has many.
                _ => text.Length > 128 ? "" : text.ToString(),
            };
        }

        return first == "PREPARE" && second != "TRANSACTION" ? null
            : Refused.Contains(first) ? $"{first} cannot be part of a script, whose transactions are not its own"
            : first is "CREATE" or "ALTER" or "DROP" && Elsewhere.Contains(second) ? $"{first} {second} cannot be part of a script, which belongs to its database alone"
            : first == "COPY" && statement.Rows is null ? "COPY cannot be part of a script unless it is FROM stdin, with its rows behind it: it reads or writes files of the server, or answers rows that nobody takes"
            : null;
    }
}
