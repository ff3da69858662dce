using System.Text;

namespace FunctionsMigrator.Infra.Tests.Bicep;

/// <summary>Cuts a file into tokens, and stops at the first character that it does not know.</summary>
internal sealed class BicepTokenizer(string file, string text)
{
    private static readonly string[] Signs = ["==", "!=", ">=", "<=", "&&", "||", "??", "{", "}", "[", "]", "(", ")", ":", "=", ".", ",", "?", "!", "@", ">", "<", "+", "-", "*"];
    private int _at;
    private int _line = 1;

    public static IReadOnlyList<BicepToken> Read(string file, string text)
    {
        var tokens = new BicepTokenizer(file, text.ReplaceLineEndings("\n")).ReadUntil(inText: false);
        return tokens;
    }

    private List<BicepToken> ReadUntil(bool inText)
    {
        var tokens = new List<BicepToken>();
        var depth = 0;
        while (_at < text.Length)
        {
            if (inText && depth == 0 && text[_at] == '}')
            {
                tokens.Add(new BicepToken(BicepTokenKind.End, "}", _line));
                return tokens;
            }

            if (Next() is not { } token || (token.Kind is BicepTokenKind.Line && tokens.LastOrDefault()?.Kind is BicepTokenKind.Line))
            {
                continue;
            }

            depth += token is { Kind: BicepTokenKind.Sign, Text: "{" } ? 1 : token is { Kind: BicepTokenKind.Sign, Text: "}" } ? -1 : 0;
            tokens.Add(token);
        }

        if (inText)
        {
            throw Wrong("a string is not closed");
        }

        tokens.Add(new BicepToken(BicepTokenKind.End, "", _line));
        return tokens;
    }

    private BicepToken? Next()
    {
        var unit = text[_at];
        switch (unit)
        {
            case ' ':
                _at++;
                return null;
            case '\n':
                _at++;
                return new BicepToken(BicepTokenKind.Line, "\n", _line++);
            case '/' when text.AsSpan(_at).StartsWith("//"):
                _at = text.IndexOf('\n', _at) is var end and >= 0 ? end : text.Length;
                return null;
            case '\'' when text.AsSpan(_at).StartsWith("'''"):
                throw Wrong("strings over several lines are not understood here");
            case '\'':
                return String();
            case >= '0' and <= '9':
                return Run(BicepTokenKind.Number, char.IsAsciiDigit);
            case '_' or (>= 'a' and <= 'z') or (>= 'A' and <= 'Z'):
                return Run(BicepTokenKind.Word, letter => letter == '_' || char.IsAsciiLetterOrDigit(letter));
        }

        if (Signs.FirstOrDefault(sign => text.AsSpan(_at).StartsWith(sign)) is not { } found)
        {
            throw Wrong($"the character '{unit}' is not understood");
        }

        _at += found.Length;
        return new BicepToken(BicepTokenKind.Sign, found, _line);
    }

    private BicepToken Run(BicepTokenKind kind, Func<char, bool> belongs)
    {
        var from = _at;
        while (_at < text.Length && belongs(text[_at]))
        {
            _at++;
        }

        return new BicepToken(kind, text[from.._at], _line);
    }

    private BicepToken String()
    {
        var parts = new List<BicepTextPart>();
        var plain = new StringBuilder();
        _at++;
        while (true)
        {
            if (_at >= text.Length || text[_at] == '\n')
            {
                throw Wrong("a string is not closed");
            }

            var unit = text[_at++];
            switch (unit)
            {
                case '\'':
                    parts.Add(new BicepTextPart(plain.ToString(), null));
                    return new BicepToken(BicepTokenKind.Text, string.Concat(parts.Select(part => part.Plain)), _line, parts);
                case '\\':
                    plain.Append(_at < text.Length && text[_at] is '\'' or '\\' or '$' ? text[_at++] : throw Wrong("an escape is not understood"));
                    break;
                case '$' when _at < text.Length && text[_at] == '{':
                    _at++;
                    parts.Add(new BicepTextPart(plain.ToString(), null));
                    plain.Clear();
                    parts.Add(new BicepTextPart("", ReadUntil(inText: true)));
                    _at++;
                    break;
                default:
                    plain.Append(unit);
                    break;
            }
        }
    }

    private BicepSyntaxException Wrong(string message) => new(file, _line, message);
}
