namespace FunctionsMigrator.Core.Items.Scripts;

/// <summary>Kinds of tokens.</summary>
public enum SqlTokenKind
{
    /// <summary>A key word or a name without quotes.</summary>
    Word,

    /// <summary>A name in quotes.</summary>
    QuotedName,

    /// <summary>A text, with any kind of quotes.</summary>
    Text,

    /// <summary>A number.</summary>
    Number,

    /// <summary>One character of punctuation.</summary>
    Symbol,

    /// <summary>A comment.</summary>
    Comment,

    /// <summary>A command to another program, to the end of the line: PostgreSQL's psql, from a backslash; T-SQL's sqlcmd, from a colon or <c>!!</c> at the beginning of a line, or a variable of it.</summary>
    MetaCommand,

    /// <summary>T-SQL: the line that ends a batch, <c>GO</c> with a count or without.</summary>
    Separator,
}

/// <summary>A piece of a SQL text. White space is what lies between tokens.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Start">Offset of its first character.</param>
/// <param name="Length">Number of characters, quotes included.</param>
/// <param name="Closed">False for a comment or quote that the end of the text cuts off.</param>
public readonly record struct SqlToken(SqlTokenKind Kind, int Start, int Length, bool Closed = true)
{
    /// <summary>Offset behind its last character.</summary>
    public int End => Start + Length;
}
