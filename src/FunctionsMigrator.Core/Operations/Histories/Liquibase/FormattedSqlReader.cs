using System.Text;
using System.Text.RegularExpressions;
using FunctionsMigrator.Core.Findings;
using FunctionsMigrator.Core.Findings.Codes;

namespace FunctionsMigrator.Core.Operations.Histories.Liquibase;

/// <summary>Reads SQL-formatted changelogs: <c>--liquibase formatted sql</c>, and a plain SQL file as the one changeset that Liquibase takes it for.</summary>
internal sealed partial class FormattedSqlReader
{
    private readonly ChangelogFile _file;
    private readonly Dictionary<string, string> _properties;
    private readonly string _database;
    private readonly List<Finding> _findings;
    private readonly List<Changeset> _found = [];
    private readonly string[] _lines;
    private string _logical;

    private FormattedSqlReader(ChangelogFile file, Dictionary<string, string> properties, string database, List<Finding> findings)
    {
        (_file, _properties, _database, _findings, _logical) = (file, properties, database, findings, file.Path);
        _lines = file.Text.Split('\n');
    }

    /// <summary>The changesets of all files in order, those for other databases and those to be ignored left out.</summary>
    /// <param name="changelog">The files.</param>
    /// <param name="database">Liquibase's name of the database: <c>postgresql</c>, <c>sqlite</c>.</param>
    /// <param name="findings">Where what cannot be read goes.</param>
    public static IReadOnlyList<Changeset> Read(Changelog changelog, string database, List<Finding> findings)
    {
        var properties = new Dictionary<string, string>(changelog.Properties, StringComparer.OrdinalIgnoreCase);
        var all = changelog.Files.SelectMany(file => new FormattedSqlReader(file, properties, database, findings).Read()).ToList();
        foreach (var twice in all.GroupBy(changeset => changeset.Name, StringComparer.Ordinal).Where(same => same.Skip(1).Any()))
        {
            findings.Add(PlanCodes.NoChangelog.Finding($"The changeset {twice.Key} stands there twice.", twice.Last().Place));
        }

        return [.. all.Where(changeset => !changeset.Is("ignore", false) && RunsOn(changeset.Attributes.GetValueOrDefault("dbms"), database))];
    }

    private List<Changeset> Read()
    {
        if (!Header().IsMatch(_lines[0]))
        {
            var sql = Expand(_file.Text.Trim()).Text;
            _found.Add(new Changeset(_file.Path, "raw", "includeAll", sql, new Place(_file.Path, 1)) { Attributes = new Dictionary<string, string>(), IsComparable = false });
            return _found;
        }

        _logical = AttributesOf(_lines[0]).GetValueOrDefault("logicalFilePath") ?? _file.Path;
        for (var at = 1; at < _lines.Length;)
        {
            var line = _lines[at];
            if (ChangesetLine().Match(line) is { Success: true } begin)
            {
                at = ReadChangeset(begin, at);
                continue;
            }

            at = Ignored(at) ?? at + 1;
            if (PropertyLine().Match(line) is { Success: true } property)
            {
                TakeProperty(property.Groups["rest"].Value, at);
            }
            else if (line.Trim() is { Length: > 0 } text && !text.StartsWith("--", StringComparison.Ordinal))
            {
                _findings.Add(PlanCodes.NoChangelog.Finding("A statement stands before the first changeset, where Liquibase runs none.", new Place(_file.Path, at), remedy: "Put `--changeset author:id` above it, or remove it."));
                return _found;
            }
        }

        return _found;
    }

    /// <summary>Reads a changeset that begins in a line; answers the line behind it.</summary>
    private int ReadChangeset(Match begin, int start)
    {
        var (sql, rollback, comments, valid, checks, others) = (new StringBuilder(), new StringBuilder(), new List<string>(), new List<string>(), new List<(string, string)>(), new List<string>());
        string? onFail = null;
        var at = start + 1;
        while (at < _lines.Length && !ChangesetLine().IsMatch(_lines[at]))
        {
            var line = _lines[at];
            if (Ignored(at) is { } behind)
            {
                at = behind;
                continue;
            }

            at++;
            if (PropertyLine().Match(line) is { Success: true } property)
            {
                TakeProperty(property.Groups["rest"].Value, at);
            }
            else if (RollbackLine().Match(line) is { Success: true } back)
            {
                rollback.Append(back.Groups["rest"].Value).Append('\n');
            }
            else if (RollbackBlock().IsMatch(line))
            {
                for (; at < _lines.Length && !_lines[at].TrimEnd().EndsWith("*/", StringComparison.Ordinal); at++)
                {
                    rollback.Append(_lines[at]).Append('\n');
                }

                if (at < _lines.Length)
                {
                    rollback.Append(_lines[at].TrimEnd()[..^2]).Append('\n');
                }

                at++;
            }
            else if (CommentLine().Match(line) is { Success: true } comment)
            {
                comments.Add(comment.Groups["rest"].Value.Trim());
            }
            else if (ValidLine().Match(line) is { Success: true } accepted)
            {
                valid.Add(accepted.Groups["rest"].Value.Trim());
            }
            else if (PreconditionsLine().Match(line) is { Success: true } conditions)
            {
                onFail = AttributesOf(conditions.Groups["rest"].Value).GetValueOrDefault("onFail") ?? "HALT";
            }
            else if (PreconditionLine().Match(line) is { Success: true } condition)
            {
                if (condition.Groups["name"].Value == "sql-check" && ExpectedResult().Match(Expand(condition.Groups["rest"].Value.Trim()).Text) is { Success: true } check)
                {
                    checks.Add((check.Groups["expected"].Value, check.Groups["sql"].Value.Trim()));
                }
                else
                {
                    others.Add(condition.Groups["name"].Value);
                }
            }
            else
            {
                sql.Append(line).Append('\n');
            }
        }

        var (text, resolved) = Expand(sql.ToString().Trim());
        var attributes = AttributesOf(begin.Groups["rest"].Value);
        _found.Add(new Changeset(
            attributes.GetValueOrDefault("logicalFilePath") ?? _logical, Expand(Unquoted(begin.Groups["id"].Value)).Text, Expand(Unquoted(begin.Groups["author"].Value)).Text, text, new Place(_file.Path, start + 1))
        {
            Attributes = attributes,
            Comments = comments,
            Rollback = rollback.ToString().Trim() is { Length: > 0 } back2 ? Expand(back2).Text : null,
            Preconditions = onFail is not null || checks.Count + others.Count > 0 ? new Preconditions((onFail ?? "HALT").ToUpperInvariant(), checks, others) : null,
            ValidChecksums = valid,
            IsComparable = resolved,
        });
        return at;
    }

    /// <summary>The line behind lines that are to be ignored; null where none begin.</summary>
    private int? Ignored(int at)
    {
        if (IgnoreLine().Match(_lines[at]) is not { Success: true } ignore)
        {
            return null;
        }

        if (int.TryParse(ignore.Groups["count"].Value, out var count))
        {
            return Math.Min(at + 1 + count, _lines.Length);
        }

        var end = Array.FindIndex(_lines, at + 1, line => IgnoreLine().Match(line).Groups["count"].Value.Equals("end", StringComparison.OrdinalIgnoreCase));
        return end < 0 ? _lines.Length : end + 1;
    }

    private void TakeProperty(string text, int line)
    {
        var attributes = AttributesOf(text);
        if (attributes.ContainsKey("context") || attributes.ContainsKey("contextFilter"))
        {
            _findings.Add(PlanCodes.ForeignChangeset.Finding("A property has a context, and contexts are not carried over.", new Place(_file.Path, line), remedy: "Remove the context, or write the property's value into the changesets."));
        }
        else if (attributes.TryGetValue("name", out var name) && attributes.TryGetValue("value", out var value) && RunsOn(attributes.GetValueOrDefault("dbms"), _database))
        {
            // The first one counts.
            _properties.TryAdd(name, value);
        }
    }

    /// <summary>The text with all properties of the changelog replaced, and whether nothing is left to replace.</summary>
    private (string Text, bool Resolved) Expand(string text)
    {
        var resolved = true;
        var expanded = Parameter().Replace(text, match =>
        {
            resolved &= _properties.TryGetValue(match.Groups["name"].Value, out var value);
            return value ?? match.Value;
        });
        return (expanded, resolved);
    }

    private static Dictionary<string, string> AttributesOf(string text)
    {
        var found = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        foreach (Match attribute in Attribute().Matches(text))
        {
            found.TryAdd(attribute.Groups["name"].Value, Unquoted(attribute.Groups["value"].Value));
        }

        return found;
    }

    private static string Unquoted(string text) => text is ['"', .., '"'] ? text[1..^1] : text;

    /// <summary>Whether a list such as <c>postgresql,!h2</c> names the database.</summary>
    private static bool RunsOn(string? list, string database)
    {
        var names = (list ?? "").Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        return names.Length == 0 || names.Contains("all", StringComparer.OrdinalIgnoreCase) || names.Contains(database, StringComparer.OrdinalIgnoreCase)
            || (names.All(name => name[0] == '!') && !names.Contains("!" + database, StringComparer.OrdinalIgnoreCase));
    }

    [GeneratedRegex(@"\A\s*--\s*liquibase\s*formatted", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Header();

    [GeneratedRegex("\\A\\s*--\\s*changeset\\s+(?<author>\"[^\"]+\"|[^:]+):\\s*(?<id>\"[^\"]+\"|\\S+)(?<rest>.*)\\z", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture)]
    private static partial Regex ChangesetLine();

    [GeneratedRegex(@"\A\s*--\s*property\s+(?<rest>.*)\z", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture)]
    private static partial Regex PropertyLine();

    [GeneratedRegex(@"\A\s*--\s*rollback\s(?<rest>.*)\z", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture)]
    private static partial Regex RollbackLine();

    [GeneratedRegex(@"\A\s*/\*\s*liquibase\s*rollback\s*\z", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex RollbackBlock();

    [GeneratedRegex(@"\A--\s*comment:? (?<rest>.*)\z", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture)]
    private static partial Regex CommentLine();

    [GeneratedRegex(@"\A--\s*validCheckSum:? (?<rest>.*)\z", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture)]
    private static partial Regex ValidLine();

    [GeneratedRegex(@"\A--\s*ignoreLines:(?<count>\w+)", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture)]
    private static partial Regex IgnoreLine();

    [GeneratedRegex(@"\A\s*--\s*preconditions(?<rest>.*)\z", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture)]
    private static partial Regex PreconditionsLine();

    [GeneratedRegex(@"\A\s*--\s*precondition-(?<name>[a-zA-Z0-9-]+) (?<rest>.*)\z", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture)]
    private static partial Regex PreconditionLine();

    [GeneratedRegex("\\A(expectedResult:)?(?:'(?<expected>[^']+)'|\"(?<expected>[^\"]+)\"|(?<expected>\\w+)) (?<sql>.*)\\z", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture)]
    private static partial Regex ExpectedResult();

    [GeneratedRegex("(?<name>[A-Za-z]+):\\s*(?<value>\"[^\"]*\"|\\S+)", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture)]
    private static partial Regex Attribute();

    [GeneratedRegex(@"\$\{(?<name>[^}:\s]+)\}", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture)]
    private static partial Regex Parameter();
}
