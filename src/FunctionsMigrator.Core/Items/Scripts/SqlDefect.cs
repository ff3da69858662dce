namespace FunctionsMigrator.Core.Items.Scripts;

/// <summary>What is wrong with a text before any database reads it.</summary>
internal enum SqlDefectKind
{
    /// <summary>Something that the end of the text cuts off.</summary>
    Open,

    /// <summary>A command to a program that is not there.</summary>
    MetaCommand,

    /// <summary>Something beside the <c>COPY ... FROM stdin;</c> that its rows would swallow.</summary>
    BesideCopy,
}

/// <summary>One thing that is wrong with a text.</summary>
/// <param name="Kind">What.</param>
/// <param name="Offset">Where it begins.</param>
/// <param name="What">The same for people: <c>The text in dollar quotes $body$</c>, <c>\connect</c>, <c>:setvar</c>.</param>
internal sealed record SqlDefect(SqlDefectKind Kind, int Offset, string What);
