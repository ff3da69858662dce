using System.CommandLine;

namespace FunctionsMigrator.Cli.CommandLine;

/// <summary>One verb of <c>fm</c>, or a group of them: a command that knows its examples and does its work.</summary>
internal abstract class Verb : Command
{
    protected Verb(string name, string description)
        : base(name, description)
    {
    }

    /// <summary>What the one-line description leaves out; shown by <c>--help</c> above the options.</summary>
    public string? Details { get; protected init; }

    /// <summary>Whole command lines, as a person would type them, each with a remark.</summary>
    public IReadOnlyList<Example> Examples { get; protected init; } = [];

    /// <summary>What the exit codes mean here, beyond 0, 1 and 64.</summary>
    public IReadOnlyList<string> Exits { get; protected init; } = [];

    /// <summary>Whether the verb itself can run; a group needs one of its sub-verbs.</summary>
    public virtual bool IsGroup => false;

    /// <summary>The verb as it is typed behind <c>fm</c>, with the group that it belongs to: <c>audit export</c>.</summary>
    public string Words => Parents.OfType<Verb>().FirstOrDefault() is { } group ? $"{group.Words} {Name}" : Name;

    /// <summary>Does the work and answers the exit code. Expected failures are printed here; broken assumptions are thrown.</summary>
    public abstract Task<int> RunAsync(Call call, CancellationToken cancellation);
}

/// <summary>An example of a verb's help.</summary>
internal sealed record Example(string Line, string Remark);
