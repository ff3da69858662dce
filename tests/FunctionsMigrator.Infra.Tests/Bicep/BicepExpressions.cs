using System.Globalization;

namespace FunctionsMigrator.Infra.Tests.Bicep;

/// <summary>Reads expressions off a list of tokens.</summary>
internal sealed class BicepExpressions(string file, IReadOnlyList<BicepToken> tokens)
{
    private static readonly string[][] Levels = [["??"], ["||"], ["&&"], ["==", "!="], [">", "<", ">=", "<="], ["+", "-"], ["*"]];
    private int _at;

    public bool AtEnd => Now.Kind is BicepTokenKind.End;

    public int Line => Now.Line;

    private BicepToken Now => tokens[_at];

    public BicepSyntaxException Wrong(string message) => new(file, Now.Line, message);

    public bool Sees(string sign) => Now.Kind is BicepTokenKind.Sign && Now.Text == sign;

    public bool Take(string sign)
    {
        var seen = Sees(sign);
        _at += seen ? 1 : 0;
        return seen;
    }

    public bool TakeWord(string word)
    {
        var seen = Now.Kind is BicepTokenKind.Word && Now.Text == word;
        _at += seen ? 1 : 0;
        return seen;
    }

    public void Expect(string sign)
    {
        if (!Take(sign))
        {
            throw Wrong($"'{sign}' was expected, not '{Now.Text.Trim()}'");
        }
    }

    public void ExpectWord(string word)
    {
        if (!TakeWord(word))
        {
            throw Wrong($"'{word}' was expected, not '{Now.Text.Trim()}'");
        }
    }

    public void SkipLines()
    {
        while (Now.Kind is BicepTokenKind.Line)
        {
            _at++;
        }
    }

    public void EndOfLine()
    {
        if (Now.Kind is not (BicepTokenKind.Line or BicepTokenKind.End))
        {
            throw Wrong($"the end of the line was expected, not '{Now.Text}'");
        }
    }

    public string Word() => Now.Kind is BicepTokenKind.Word ? tokens[_at++].Text : throw Wrong($"a name was expected, not '{Now.Text.Trim()}'");

    public string PlainText() => Primary() is BicepText { Value: { } value } ? value : throw Wrong("a string without expressions was expected");

    public BicepExpression Assigned()
    {
        Expect("=");
        return Expression();
    }

    public BicepCall Call() => Expression() as BicepCall ?? throw Wrong("a decorator was expected");

    public BicepObject Object() => Primary() as BicepObject ?? throw Wrong("an object was expected");

    public BicepExpression Expression()
    {
        var line = Line;
        var condition = Binary(0);
        if (!Take("?"))
        {
            return condition;
        }

        var yes = Expression();
        Expect(":");
        return new BicepOperation(line, "?:", [condition, yes, Expression()]);
    }

    private BicepExpression Binary(int level)
    {
        if (level == Levels.Length)
        {
            return Unary();
        }

        var left = Binary(level + 1);
        while (Now.Kind is BicepTokenKind.Sign && Levels[level].Contains(Now.Text))
        {
            var sign = tokens[_at++];
            left = new BicepOperation(sign.Line, sign.Text, [left, Binary(level + 1)]);
        }

        return left;
    }

    private BicepExpression Unary()
    {
        var line = Line;
        return Take("!") ? new BicepOperation(line, "!", [Unary()]) : Postfix();
    }

    private BicepExpression Postfix()
    {
        var value = Primary();
        while (true)
        {
            var line = Line;
            if (Take("."))
            {
                value = new BicepAccess(line, value, Word());
            }
            else if (Take("["))
            {
                value = new BicepIndex(line, value, Expression());
                Expect("]");
            }
            else
            {
                return value;
            }
        }
    }

    private BicepExpression Primary()
    {
        var token = Now;
        switch (token.Kind)
        {
            case BicepTokenKind.Text:
                _at++;
                return Text(token);
            case BicepTokenKind.Number:
                _at++;
                return new BicepLiteral(token.Line, int.Parse(token.Text, CultureInfo.InvariantCulture));
            case BicepTokenKind.Word:
                _at++;
                return token.Text switch
                {
                    "true" => new BicepLiteral(token.Line, true),
                    "false" => new BicepLiteral(token.Line, false),
                    "null" => new BicepLiteral(token.Line, null),
                    _ when Take("(") => new BicepCall(token.Line, token.Text, List(")")),
                    _ => new BicepName(token.Line, token.Text),
                };
            case BicepTokenKind.Sign when token.Text is "{":
                return ObjectOf(token.Line);
            case BicepTokenKind.Sign when token.Text is "[":
                _at++;
                return new BicepArray(token.Line, List("]"));
            case BicepTokenKind.Sign when token.Text is "(":
                _at++;
                var inner = Expression();
                Expect(")");
                return inner;
            default:
                throw Wrong($"an expression was expected, not '{token.Text.Trim()}'");
        }
    }

    // Items stand in lines of their own, or with commas between.
    private List<BicepExpression> List(string end)
    {
        var items = new List<BicepExpression>();
        for (SkipLines(); !Take(end); SkipLines())
        {
            items.Add(Expression());
            Separated(end);
        }

        return items;
    }

    private BicepObject ObjectOf(int line)
    {
        Expect("{");
        var members = new List<(string, BicepExpression)>();
        var keys = new List<BicepExpression>();
        for (SkipLines(); !Take("}"); SkipLines())
        {
            var key = Now.Kind is BicepTokenKind.Text ? Text(tokens[_at++]) : null;
            if (key is { Value: null })
            {
                keys.Add(key);
            }

            var name = key?.Shown ?? Word();
            if (key is not { Value: null } && members.Any(member => member.Item1 == name))
            {
                throw Wrong($"'{name}' stands twice");
            }

            Expect(":");
            members.Add((name, Expression()));
            Separated("}");
        }

        return new BicepObject(line, members, keys);
    }

    private void Separated(string end)
    {
        if (!Take(",") && Now.Kind is not BicepTokenKind.Line && !Sees(end))
        {
            throw Wrong($"a line end or '{end}' was expected, not '{Now.Text}'");
        }
    }

    private BicepText Text(BicepToken token)
    {
        var parts = token.Parts!.Where(part => part.Expression is not null).Select(part => Inside(part.Expression!)).ToList();
        var shown = string.Concat(token.Parts!.Select(part => part.Expression is null ? part.Plain : "${}"));
        return new BicepText(token.Line, parts.Count == 0 ? token.Text : null, shown, parts);
    }

    private BicepExpression Inside(IReadOnlyList<BicepToken> inner)
    {
        var reader = new BicepExpressions(file, inner);
        var value = reader.Expression();
        return reader.AtEnd ? value : throw reader.Wrong($"'}}' was expected, not '{reader.Now.Text}'");
    }
}
