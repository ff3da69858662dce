namespace FunctionsMigrator.Core.Planning.Rendering;

/// <summary>What became of a line.</summary>
public enum DiffKind
{
    /// <summary>It stays; shown for context.</summary>
    Same,

    /// <summary>It goes.</summary>
    Removed,

    /// <summary>It comes.</summary>
    Added,

    /// <summary>Lines that stay were left out here.</summary>
    Gap,
}

/// <summary>One line of a difference.</summary>
public sealed record DiffLine(DiffKind Kind, string Text);
