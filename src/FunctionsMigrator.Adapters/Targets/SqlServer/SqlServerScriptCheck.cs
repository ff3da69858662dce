using FunctionsMigrator.Adapters.Targets.Sql;
using FunctionsMigrator.Core;
using FunctionsMigrator.Core.Findings;
using FunctionsMigrator.Core.Findings.Codes;
using FunctionsMigrator.Core.Items;
using FunctionsMigrator.Core.Items.Scripts;
using FunctionsMigrator.Core.Targets;

namespace FunctionsMigrator.Adapters.Targets.SqlServer;

/// <summary>What a look at a script's text tells before any of it runs.</summary>
/// <param name="Findings">What cannot be part of a script, since it ends its transaction, reaches beyond the database or shares a batch that it must have alone.</param>
/// <param name="Batches">How many batches run.</param>
/// <param name="Lone">Whether one of them needs that they do not share a transaction.</param>
internal sealed record SqlServerScriptCheck(IReadOnlyList<Finding> Findings, int Batches, bool Lone)
{
    private const int Most = 100;

    /// <summary>Looks at a script with its callbacks.</summary>
    public static SqlServerScriptCheck Of(ScriptWrite script, string bookkeeping, TargetAddress address)
    {
        var texts = (script.BeforeEach ?? []).Append(new ScriptText(script.Sql, script.Place)).Concat(script.AfterEach ?? []).Select(text => Of(text.Sql, text.Place, bookkeeping, address)).ToList();
        return new SqlServerScriptCheck([.. texts.SelectMany(text => text.Findings)], texts.Sum(text => text.Batches), texts.Exists(text => text.Lone));
    }

    /// <summary>Looks at a text.</summary>
    public static SqlServerScriptCheck Of(string sql, Place place, string bookkeeping, TargetAddress address)
    {
        var findings = SqlStatements.Check(sql, SqlDialect.TransactSql, place.File).Select(finding => finding with { Target = address.ToString() }).ToList();
        if (findings.Count > 0)
        {
            return new SqlServerScriptCheck(findings, 0, Lone: false);
        }

        var (count, lone) = (0, false);
        foreach (var batch in SqlServerBatches.Read(sql))
        {
            count += batch.Count;
            var refused = Refused(batch, bookkeeping).ToList();
            var alone = LoneIn(batch);
            lone |= alone is not null;
            if (alone is { Alone: false })
            {
                refused.Add((alone.Statement, $"{alone.Reason} and needs a batch of its own: write GO before and behind it"));
            }

            findings.AddRange(refused.Take(Most - Math.Min(findings.Count, Most)).Select(entry => TargetCodes.StatementRefused.Finding(
                $"{entry.Problem}: {SqlText.Shown(entry.Statement)}", place with { Line = entry.Statement.Line, Column = entry.Statement.Column }, address.ToString())));
        }

        return new SqlServerScriptCheck(findings, count, lone);
    }

    /// <summary>The statement of a batch that runs in no transaction.</summary>
    public static LoneInBatch? LoneIn(SqlServerBatch batch)
    {
        LoneInBatch? found = null;
        var count = 0;
        foreach (var statement in SqlStatements.Read(batch.Text, SqlDialect.TransactSql))
        {
            count++;
            if (found is null && LoneStatement.Of(statement, SqlDialect.TransactSql) is { } lone)
            {
                found = new LoneInBatch(lone.Kind, lone.Reason, lone.Name, lone.Table, SqlServerStatements.At(batch, statement.Line), Alone: true);
            }
        }

        return found is null ? null : found with { Alone = count == 1 };
    }

    private static IEnumerable<(SqlStatement Statement, string Problem)> Refused(SqlServerBatch batch, string bookkeeping)
    {
        if (SqlServerStatements.Parse(batch.Text) is { } parsed)
        {
            var refusals = new SqlServerRefusals();
            parsed.Accept(refusals);
            foreach (var (statement, problem) in refusals.Found)
            {
                yield return (Placed(batch, batch.Text.Substring(statement.StartOffset, statement.FragmentLength), statement.StartLine, statement.StartColumn), problem);
            }
        }
        else
        {
            // What the parser does not know, the tokens tell as far as they can, and the server decides.
            foreach (var finding in ScriptAnalysis.Of(batch.Text, ScriptKind.Versioned, SqlDialect.TransactSql, "").Findings)
            {
                var statement = SqlServerStatements.At(batch, finding.Place?.Line ?? 1);
                yield return (statement, finding.Message.TrimEnd('.'));
            }
        }

        if (Owned(batch.Text, bookkeeping) is { } offset)
        {
            var line = 1 + batch.Text.AsSpan(0, offset).Count('\n');
            yield return (SqlServerStatements.At(batch, line), $"Schema {bookkeeping} belongs to the migrator");
        }
    }

    /// <summary>Where the text names something of the product's schema.</summary>
    private static int? Owned(string text, string bookkeeping)
    {
        var (last, beforeLast, start) = ("", "", 0);
        var tokens = new SqlTokenizer(text, SqlDialect.TransactSql);
        while (tokens.TryNext(out var token))
        {
            if (token.Kind is SqlTokenKind.Comment or SqlTokenKind.Text or SqlTokenKind.Number)
            {
                continue;
            }

            var word = text.AsSpan(token.Start, token.Length);
            if (word is "." && string.Equals(last, bookkeeping, StringComparison.OrdinalIgnoreCase) && beforeLast != ".")
            {
                return start;
            }

            (beforeLast, start) = (last, token.Start);
            last = token.Kind switch
            {
                SqlTokenKind.QuotedName when token.Closed && token.Length <= 260 => word[1..^1].ToString().Replace("]]", "]", StringComparison.Ordinal).Replace("\"\"", "\"", StringComparison.Ordinal),
                _ => word.Length > 128 ? "" : word.ToString(),
            };
        }

        return null;
    }

    private static SqlStatement Placed(SqlServerBatch batch, string text, int line, int column) =>
        new(text, batch.Start, batch.Line + line - 1, line == 1 ? batch.Column + column - 1 : column);
}

/// <summary>A statement that runs in no transaction, in its batch.</summary>
/// <param name="Kind">What it does.</param>
/// <param name="Reason">Why it cannot, for people.</param>
/// <param name="Name">The index, as it is written.</param>
/// <param name="Table">Its table, likewise.</param>
/// <param name="Statement">The statement, with its place in the script.</param>
/// <param name="Alone">Whether the batch holds nothing else.</param>
internal sealed record LoneInBatch(LoneStatementKind Kind, string Reason, string? Name, string? Table, SqlStatement Statement, bool Alone);
