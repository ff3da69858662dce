using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using FunctionsMigrator.Core.Findings;
using FunctionsMigrator.Core.Findings.Codes;
using FunctionsMigrator.Core.Items.Scripts;

namespace FunctionsMigrator.Core.Operations.Histories.Liquibase;

/// <summary>Writes one changeset as a script.</summary>
internal sealed partial class ChangesetWriter(Changeset changeset, IReadOnlyList<Changeset> all, bool stands, SqlDialect dialect, List<Finding> findings)
{
    /// <summary>The script.</summary>
    public string Text()
    {
        RefuseWhatCannotBe();
        var text = new StringBuilder(Head());
        foreach (var comment in changeset.Comments)
        {
            text.Append("-- Comment: ").Append(comment).Append('\n');
        }

        if (changeset.Attributes.TryGetValue("labels", out var labels))
        {
            text.Append("-- Labels: ").Append(labels).Append('\n');
        }

        // SQLite runs every script in a transaction, and so does Liquibase nothing that SQLite cannot run in one.
        if (!changeset.Is("runInTransaction", true) && dialect == SqlDialect.PostgreSql)
        {
            text.Append("-- fm: transaction=off\n");
        }

        if (changeset.Is("runAlways", false))
        {
            text.Append("-- fm: run-always\n");
        }

        return text.Append(Conditions()).Append(Statements(changeset.Sql, "endDelimiter", "splitStatements")).ToString();
    }

    /// <summary>What takes it back.</summary>
    public string? Undo()
    {
        if (changeset.Rollback is not { } rollback)
        {
            return null;
        }

        if (changeset.Repeats)
        {
            findings.Add(PlanCodes.NotCarriedOver.Finding($"{changeset.Name} runs again when it changes, so it is taken back by the text before it; what its --rollback says is not used.", changeset.Place));
            return null;
        }

        if (Nothing().IsMatch(rollback))
        {
            return $"{Head()}-- Nothing needs to be taken back.\nSELECT 1;\n";
        }

        if (!rollback.Contains("changesetid", StringComparison.OrdinalIgnoreCase))
        {
            return Head() + Statements(rollback, "rollbackEndDelimiter", "rollbackSplitStatements");
        }

        var other = OtherChangeset().Match(rollback);
        var again = all.Where(candidate => candidate.Id == other.Groups["id"].Value && (!other.Groups["author"].Success || candidate.Author == other.Groups["author"].Value)).ToList();
        if (again is [var only])
        {
            return $"{Head()}-- By what {only.Name} makes.\n{Statements(only.Sql, "endDelimiter", "splitStatements", only)}";
        }

        Refuse($"its rollback runs another changeset, '{rollback}', which cannot be told");
        return null;
    }

    private string Head() => $"-- Changeset {changeset.Name}\n";

    private void RefuseWhatCannotBe()
    {
        foreach (var attribute in new[] { "context", "contextFilter" }.Where(changeset.Attributes.ContainsKey))
        {
            Refuse($"it has the context '{changeset.Attributes[attribute]}', and scripts run in every environment", "Remove the context in the changelog where the changeset belongs to all environments (Liquibase's checksum does not hold it), or the changeset where it never ran.");
        }

        if (changeset.Attributes.TryGetValue("runWith", out var program))
        {
            Refuse($"it runs with the program {program}");
        }

        if (stands)
        {
            return;
        }

        if (changeset.Attributes.TryGetValue("labels", out var labels))
        {
            Refuse($"it has the labels '{labels}' and did not run everywhere, so a filter may leave it out", "Run it with Liquibase, or remove the labels in the changelog.");
        }

        if (!changeset.Is("failOnError", true))
        {
            Refuse("its failure would be passed over (failOnError:false)");
        }

        if (changeset.Attributes.ContainsKey("runOrder"))
        {
            Refuse("it has a runOrder", "Run it with Liquibase, or put it in its place in the changelog.");
        }

        if (changeset.Preconditions is { } conditions)
        {
            foreach (var other in conditions.Others)
            {
                Refuse($"its precondition {other} is no query", "Write it as --precondition-sql-check, or run the changeset with Liquibase.");
            }

            if (conditions.OnFail is not ("HALT" or "WARN"))
            {
                Refuse($"its preconditions let it be left out (onFail:{conditions.OnFail})", "Run it with Liquibase, or remove the preconditions.");
            }
        }
    }

    /// <summary>Conditions of a changeset that may still run, as statements that fail when they do not hold; of others as comments.</summary>
    private string Conditions()
    {
        var text = new StringBuilder();
        foreach (var (expected, sql) in changeset.Preconditions?.Checks ?? [])
        {
            var query = sql.TrimEnd(';', ' ');
            if (stands || changeset.Preconditions!.OnFail != "HALT")
            {
                text.Append(CultureInfo.InvariantCulture, $"-- Before it ran, '{expected}' was the answer to: {sql}\n");
                continue;
            }

            var literal = expected.Replace("'", "''", StringComparison.Ordinal);
            var message = $"The precondition of {changeset.Name} does not hold".Replace("'", "''", StringComparison.Ordinal);
            text.Append(dialect == SqlDialect.PostgreSql
                ? $"DO $precondition$ BEGIN\n  IF ({query})::text IS DISTINCT FROM '{literal}' THEN RAISE EXCEPTION '%', '{message}'; END IF;\nEND $precondition$;\n"
                : $"SELECT CASE WHEN CAST(({query}) AS TEXT) IS '{literal}' THEN 1 ELSE json('{message}') END;\n");
        }

        return text.ToString();
    }

    /// <summary>A text with every statement ended by a semicolon, whatever ends it for Liquibase.</summary>
    private string Statements(string sql, string delimiterName, string splitName, Changeset? of = null)
    {
        var attributes = (of ?? changeset).Attributes;
        var delimiter = attributes.GetValueOrDefault(delimiterName) ?? (delimiterName[0] == 'r' ? attributes.GetValueOrDefault("endDelimiter") : null);
        if (attributes.GetValueOrDefault(splitName)?.Equals("false", StringComparison.OrdinalIgnoreCase) is true || delimiter == ";")
        {
            return sql + "\n";
        }

        var literal = (delimiter ?? "GO").Replace("\\n", "\n", StringComparison.Ordinal).Trim('\n').TrimEnd('$');
        if (delimiter is not null && (literal.Length == 0 || literal.Contains('$', StringComparison.Ordinal) || literal.IndexOfAny(['\\', '*', '+', '[', '(', '|', '^']) >= 0))
        {
            Refuse($"its statements end with '{delimiter}', which cannot be told apart here");
            return sql + "\n";
        }

        // Alone in its line: `GO` and `/`; any other also behind a statement.
        var alone = delimiter is null || literal is "/" || literal.Equals("GO", StringComparison.OrdinalIgnoreCase) || delimiter.StartsWith("\\n", StringComparison.Ordinal);
        var pattern = new Regex($"{(alone ? @"(?<=\A|\n)[ \t]*" : "")}{Regex.Escape(literal)}[ \t]*(?=\n|\\z)", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant);
        var hidden = SqlTokenizer.Read(sql, dialect).Where(token => token.Kind is SqlTokenKind.Text or SqlTokenKind.Comment or SqlTokenKind.QuotedName).ToList();
        var text = new StringBuilder();
        var at = 0;
        foreach (Match end in pattern.Matches(sql))
        {
            if (!hidden.Exists(token => token.Start < end.Index + end.Length && end.Index < token.End))
            {
                text.Append(Ended(sql[at..end.Index]));
                at = end.Index + end.Length;
            }
        }

        return text.Append(at == 0 ? sql + "\n" : Ended(sql[at..])).ToString();
    }

    private static string Ended(string statement) => statement.Trim() is not { Length: > 0 } text ? "" : text.EndsWith(';') ? text + "\n" : text + ";\n";

    private void Refuse(string why, string? remedy = null) => findings.Add(PlanCodes.ForeignChangeset.Finding($"{changeset.Name} cannot be carried over: {why}.", changeset.Place, remedy: remedy));

    [GeneratedRegex(@"\A(not required|empty)", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Nothing();

    [GeneratedRegex(@"changesetid:(?<id>\S+)(.*changesetauthor:(?<author>\S+))?", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture | RegexOptions.Singleline)]
    private static partial Regex OtherChangeset();
}
