namespace FunctionsMigrator.Cli.Terminal;

/// <summary>How a piece of text stands out.</summary>
internal enum Tone
{
    /// <summary>It does not.</summary>
    Plain,

    /// <summary>A heading.</summary>
    Strong,

    /// <summary>Less important than what stands around it.</summary>
    Faint,

    /// <summary>It went well; something comes.</summary>
    Good,

    /// <summary>Worth a look; something changes.</summary>
    Caution,

    /// <summary>It went wrong; something goes.</summary>
    Bad,

    /// <summary>Something that can be typed or looked up.</summary>
    Reference,
}
