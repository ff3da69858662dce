using System.Text.RegularExpressions;
using FunctionsMigrator.Core.Findings;
using FunctionsMigrator.Core.Findings.Codes;
using FunctionsMigrator.Core.Items;
using FunctionsMigrator.Core.Items.Scripts;
using FunctionsMigrator.Core.Lint.Reading;

namespace FunctionsMigrator.Core.Lint.Nolint;

/// <summary>
/// What the comments <c>fm:nolint CODE reason</c> of a script set aside. One before, inside or behind a statement on its line is about that statement; one at the head of
/// the file that an empty line parts from the first statement is about the file.
/// </summary>
internal sealed partial class Waivers
{
    // A comment behind all statements: no statement starts there.
    private const int Nothing = -1;

    private readonly List<(string Code, string Reason, int? Statement)> _waived = [];
    private readonly List<Finding> _findings = [];

    private Waivers()
    {
    }

    /// <summary>Comments that set nothing aside, because they give no reason or name no code.</summary>
    public IReadOnlyList<Finding> Findings => _findings;

    public static Waivers Read(SqlScript script, SqlDialect dialect)
    {
        var waivers = new Waivers();
        if (!script.Sql.Contains("fm:nolint", StringComparison.Ordinal))
        {
            return waivers;
        }

        var statements = SqlStatements.Split(script.Sql, dialect);
        var position = new TextPosition(script.Sql);
        foreach (var comment in SqlTokenizer.Read(script.Sql, dialect).Where(token => token.Kind == SqlTokenKind.Comment))
        {
            var match = Directive().Match(script.Sql.Substring(comment.Start, comment.Length));
            if (match.Success)
            {
                var (line, column) = position.Of(comment.Start);
                waivers.Add(match.Groups["codes"].Value, match.Groups["reason"].Value.Trim(), Owner(script.Sql, statements, comment), script.Place with { Line = line, Column = column });
            }
        }

        return waivers;
    }

    /// <summary>Why a code does not count for a statement (null: for the script as a whole); null where it counts.</summary>
    public string? Find(string code, LintStatement? statement) =>
        _waived.Where(waived => waived.Code == code && (waived.Statement is null || waived.Statement == statement?.Source.Start)).Select(waived => waived.Reason).FirstOrDefault();

    private void Add(string codes, string reason, int? statement, Place place)
    {
        string[] named = codes.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        if (named.Length == 0)
        {
            _findings.Add(LintCodes.NoSuchCode.Finding("The comment names no code, so it sets nothing aside.", place));
            return;
        }

        foreach (var code in named)
        {
            if (!LintAnalyzers.Codes.Contains(code))
            {
                _findings.Add(LintCodes.NoSuchCode.Finding($"There is no analyzer {code}.{DidYouMean.Hint(code, LintAnalyzers.Codes)}", place));
            }
            else if (!reason.Any(char.IsLetter))
            {
                _findings.Add(LintCodes.NoReason.Finding($"{code} is to be set aside without a reason; it counts as before.", place));
            }
            else
            {
                _waived.Add((code, reason, statement));
            }
        }
    }

    /// <summary>Where the statement starts that a comment is about; null: the file.</summary>
    private static int? Owner(string sql, IReadOnlyList<SqlStatement> statements, SqlToken comment)
    {
        var before = statements.LastOrDefault(statement => statement.Start < comment.Start);
        if (before is not null && (comment.Start < before.End || !sql.AsSpan(before.End, comment.Start - before.End).Contains('\n')))
        {
            return before.Start;
        }

        var next = statements.FirstOrDefault(statement => statement.Start > comment.Start);
        return next is null ? Nothing : before is null && EmptyLine().IsMatch(sql[comment.End..next.Start]) ? null : next.Start;
    }

    [GeneratedRegex(@"\A(?:--|/\*)\s*fm:nolint\b[ \t]*(?<codes>LINT\w*(?:[ \t]*,[ \t]*\w+)*)?(?<reason>[^\n]*?)(?:\*/)?\s*\z", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture)]
    private static partial Regex Directive();

    [GeneratedRegex(@"\n[ \t]*\n", RegexOptions.CultureInvariant)]
    private static partial Regex EmptyLine();
}
