namespace FunctionsMigrator.Cli.CommandLine;

/// <summary>A verb that only groups others, such as <c>fm audit</c>.</summary>
internal abstract class VerbGroup : Verb
{
    protected VerbGroup(string name, string description, params IReadOnlyList<Verb> verbs)
        : base(name, description)
    {
        foreach (var verb in verbs)
        {
            Add(verb);
        }
    }

    /// <inheritdoc/>
    public override bool IsGroup => true;

    /// <inheritdoc/>
    public override Task<int> RunAsync(Call call, CancellationToken cancellation) =>
        throw new InvalidOperationException($"fm {Name} is a group and is never run itself.");
}
