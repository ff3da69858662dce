using System.CommandLine;
using FunctionsMigrator.Adapters.Metadata.Templates;
using FunctionsMigrator.Cli.CommandLine;
using FunctionsMigrator.Cli.Scaffolding;

namespace FunctionsMigrator.Cli.Verbs;

/// <summary><c>fm new people</c>.</summary>
internal sealed class NewPeopleVerb : Verb
{
    private readonly Option<string?> _author = Author.CreateOption();

    public NewPeopleVerb()
        : base("people", "Write people.yaml with yourself in it.")
    {
        Examples = [new("fm new people", "people.yaml")];
        Add(_author);
    }

    /// <inheritdoc/>
    public override async Task<int> RunAsync(Call call, CancellationToken cancellation)
    {
        var author = Author.Of(call, _author, call.Session.Surroundings.Directory);
        return author.TryGet(out var person) ? await NewFileVerb.WriteAsync(call, MetadataTemplates.People(person), cancellation) : call.Fail(author.Findings);
    }
}
