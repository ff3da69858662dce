using System.CommandLine;
using FunctionsMigrator.Adapters.Git;
using FunctionsMigrator.Adapters.Metadata.Templates;
using FunctionsMigrator.Cli.CommandLine;
using FunctionsMigrator.Cli.Hosting;
using FunctionsMigrator.Cli.Scaffolding;

namespace FunctionsMigrator.Cli.Verbs;

/// <summary><c>fm new change</c>.</summary>
internal sealed class NewChangeVerb : Verb
{
    private readonly Argument<string> _title = new("title") { HelpName = "TITLE", Description = "One line for people; the name of the file is made from it." };
    private readonly Option<string?> _by = new("--by") { HelpName = "NAME", Description = "Short name in people.yaml. Default: the one whose git address is yours." };
    private readonly Option<string[]> _covers = new("--covers") { HelpName = "RESOURCE", Description = "A resource that the note is about. Can be given several times." };

    public NewChangeVerb()
        : base("change", "Write the note of a change, to be reviewed with it.")
    {
        Examples = [new("fm new change \"One-page checkout\" --covers checkout --covers orders-schema", "changes/2026-11-23-one-page-checkout.yaml")];
        Add(_title);
        Add(_by);
        Add(_covers);
    }

    /// <inheritdoc/>
    public override async Task<int> RunAsync(Call call, CancellationToken cancellation)
    {
        var title = call.Get(_title)!.ReplaceLineEndings(" ").Trim();
        var covers = call.Get(_covers) ?? [];
        var by = call.Get(_by) ?? await ShortNameAsync(call, cancellation);
        if (new[] { by }.Concat(covers).Select(Names.Problem).FirstOrDefault(problem => problem is not null) is { } problem)
        {
            return call.Fail(problem);
        }

        var today = DateOnly.FromDateTime(call.Session.Time.GetUtcNow().UtcDateTime);
        return await NewFileVerb.WriteAsync(call, MetadataTemplates.Change(title, by, today, covers), cancellation);
    }

    // What People says about this git address; a guess from the address where People cannot be read or does not know it, which `fm validate` then tells.
    private static async Task<string> ShortNameAsync(Call call, CancellationToken cancellation)
    {
        var folder = RepositoryFolder.Find(call.Get(call.Globals.Repository), call.Session.Surroundings);
        if (!folder.TryGet(out var found) || GitWorkTree.User(found.Path) is not { } user)
        {
            return call.Session.Surroundings.User;
        }

        var read = await new LocalParts(found, call.Session.Time).ReadWorkTreeAsync(cancellation);
        var people = read.TryGet(out var repository) ? repository.People?.People : null;
        return people?.FirstOrDefault(person => person.Value.Git.Contains(user.Email, StringComparer.OrdinalIgnoreCase)).Key ?? MetadataTemplates.ShortName(user);
    }
}
