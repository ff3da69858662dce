using System.Text.RegularExpressions;
using FunctionsMigrator.Core.Findings;
using FunctionsMigrator.Core.Findings.Codes;
using FunctionsMigrator.Core.Model;

namespace FunctionsMigrator.Core.Items.Scripts;

/// <summary>Reads the lines <c>-- fm: ...</c> of a script. They stand before its first statement; several lines are one.</summary>
internal sealed partial class DirectiveReader(string file, char letter, List<Finding> findings)
{
    private static readonly string[] Known = ["transaction", "timeout", "lock-timeout", "run-always", "verify"];
    private readonly HashSet<string> _seen = [];
    private ScriptDirectives _found = ScriptDirectives.None;

    /// <summary>The directives of a script.</summary>
    /// <param name="sql">Its text.</param>
    /// <param name="dialect">How it is quoted.</param>
    /// <param name="file">Its path, for findings.</param>
    /// <param name="letter">V, U or R; only repeatable scripts can run always.</param>
    /// <param name="findings">Where what is wrong with them goes.</param>
    public static ScriptDirectives Read(string sql, SqlDialect dialect, string file, char letter, List<Finding> findings)
    {
        // Nearly no script has any: then its text is not read once more.
        if (!Mark().IsMatch(sql))
        {
            return ScriptDirectives.None;
        }

        var reader = new DirectiveReader(file, letter, findings);
        var position = new TextPosition(sql);
        var leading = true;
        foreach (var token in SqlTokenizer.Read(sql, dialect))
        {
            var text = sql.AsSpan(token.Start, token.Length);
            if (token.Kind != SqlTokenKind.Comment)
            {
                leading = false;
            }
            else if (Mark().Match(text.ToString()) is { Success: true, Index: 0 } mark)
            {
                var (line, column) = position.Of(token.Start);
                if (leading)
                {
                    reader.Line(text[mark.Length..].ToString(), line, column + mark.Length);
                }
                else
                {
                    reader.Add("Directives stand before the first statement of a script.", line, column);
                }
            }
        }

        return reader._found;
    }

    private void Line(string text, int line, int column)
    {
        var at = 0;
        foreach (Match word in Word().Matches(text))
        {
            if (IsStray(text[at..word.Index], line, column + at))
            {
                return;
            }

            at = word.Index + word.Length;
            var quoted = word.Groups["quoted"];
            var value = quoted.Success ? quoted.Value.Replace("\"\"", "\"", StringComparison.Ordinal) : word.Groups["value"] is { Success: true } plain ? plain.Value : null;
            if (Take(word.Groups["name"].Value, value) is { } problem)
            {
                Add(problem, line, column + word.Index);
            }
        }

        IsStray(text[at..], line, column + at);
    }

    private bool IsStray(string between, int line, int column)
    {
        if (between.Trim() is not { Length: > 0 } stray)
        {
            return false;
        }

        Add($"'{stray}' is no directive.", line, column + between.IndexOf(stray, StringComparison.Ordinal));
        return true;
    }

    /// <summary>Takes one directive; answers why it cannot be taken.</summary>
    private string? Take(string name, string? value)
    {
        if (!Known.Contains(name))
        {
            return $"No directive is called '{name}'.{DidYouMean.Hint(name, Known)} Known: {DidYouMean.List(Known)}.";
        }

        if (!_seen.Add(name))
        {
            return $"'{name}' stands there twice.";
        }

        switch (name)
        {
            case "transaction" when value is "on" or "off":
                _found = _found with { Transaction = value == "on" };
                return null;
            case "transaction":
                return $"'transaction' is on or off, not '{value}'.";
            case "timeout" or "lock-timeout":
                if (DurationJsonConverter.Parse(value) is not { } span || span == TimeSpan.Zero || span.TotalMilliseconds > int.MaxValue)
                {
                    return $"'{name}' takes a duration such as 500ms, 30s or 5m, above zero and up to 24d, not '{value}'.";
                }

                _found = name == "timeout" ? _found with { Timeout = span } : _found with { LockTimeout = span };
                return null;
            case "run-always" when value is not null:
                return "'run-always' takes no value.";
            case "run-always" when letter != 'R':
                return "Only repeatable scripts (R__...) can run always; a versioned one runs once.";
            case "run-always":
                _found = _found with { RunAlways = true };
                return null;
            default:
                if (string.IsNullOrWhiteSpace(value))
                {
                    return "'verify' takes a query in double quotes: verify=\"select count(*) = 0 from orders where total is null\".";
                }

                _found = _found with { Verify = value };
                return null;
        }
    }

    private void Add(string message, int line, int column) => findings.Add(ItemCodes.ScriptDirective.Finding(message, new Place(file, line, column)));

    // What follows the colon at once is another reader's: -- fm:nolint.
    [GeneratedRegex(@"--[ \t]*fm:(?=\s|\z)", RegexOptions.CultureInvariant)]
    private static partial Regex Mark();

    [GeneratedRegex("(?<!\\S)(?<name>[^\\s=\"]+)(?:=(?:\"(?<quoted>(?:[^\"]|\"\")*)\"|(?<value>[^\\s\"]*)))?(?=\\s|\\z)", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture)]
    private static partial Regex Word();
}
