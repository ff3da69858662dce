namespace FunctionsMigrator.Cli.Terminal;

/// <summary>Standard input and output of a process.</summary>
internal interface ITerminal
{
    /// <summary>Standard output as text.</summary>
    TextWriter Out { get; }

    /// <summary>Standard output as bytes; <see cref="Out"/> is flushed before it is used.</summary>
    Stream OutStream { get; }

    /// <summary>Standard error.</summary>
    TextWriter Error { get; }

    /// <summary>Standard input.</summary>
    TextReader In { get; }

    /// <summary>Whether a person looks at standard output.</summary>
    bool OutIsTerminal { get; }

    /// <summary>Whether a person can type.</summary>
    bool InIsTerminal { get; }

    /// <summary>Columns of the terminal.</summary>
    int Width { get; }

    /// <summary>Lines of the terminal.</summary>
    int Height { get; }

    /// <summary>Reads a line that is not shown while it is typed. Only where <see cref="InIsTerminal"/>.</summary>
    string ReadHidden();
}
