namespace FunctionsMigrator.Infra.Tests.Bicep;

/// <summary>What a token is.</summary>
internal enum BicepTokenKind
{
    /// <summary>A name or a keyword.</summary>
    Word,

    /// <summary>A whole number.</summary>
    Number,

    /// <summary>A string, with its parts.</summary>
    Text,

    /// <summary>An operator or a bracket.</summary>
    Sign,

    /// <summary>One or more line ends.</summary>
    Line,

    /// <summary>The end of the file.</summary>
    End,
}

/// <summary>A token.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Text">As it stands in the file; of a string its plain parts.</param>
/// <param name="Line">Where, from 1.</param>
/// <param name="Parts">Of a string: plain text and the tokens between <c>${</c> and <c>}</c>, alternating.</param>
internal sealed record BicepToken(BicepTokenKind Kind, string Text, int Line, IReadOnlyList<BicepTextPart>? Parts = null);

/// <summary>A piece of a string: plain, or an expression.</summary>
internal sealed record BicepTextPart(string Plain, IReadOnlyList<BicepToken>? Expression);
