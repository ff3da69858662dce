using System.CommandLine;
using FunctionsMigrator.Adapters.Metadata.Templates;
using FunctionsMigrator.Cli.CommandLine;
using FunctionsMigrator.Cli.Hosting;
using FunctionsMigrator.Cli.Scaffolding;
using FunctionsMigrator.Cli.Terminal;
using FunctionsMigrator.Core.Bundles;

namespace FunctionsMigrator.Cli.Verbs;

/// <summary><c>fm new KIND NAME</c>, for the documents that need nothing but a name.</summary>
internal sealed class NewFileVerb : Verb
{
    private readonly Argument<string> _name = new("name") { HelpName = "NAME", Description = "Name of the document: letters, digits, '.', '_' and '-'." };
    private readonly Func<string, IReadOnlyList<TemplateFile>> _template;

    public NewFileVerb(string kind, string description, string example, Func<string, IReadOnlyList<TemplateFile>> template)
        : base(kind, description)
    {
        _template = template;
        Examples = [new($"fm new {kind} {example}", string.Join(", ", template(example).Select(file => file.Path)))];
        Add(_name);
    }

    /// <inheritdoc/>
    public override async Task<int> RunAsync(Call call, CancellationToken cancellation) => Names.Problem(call.Get(_name)!) is { } problem
        ? call.Fail(problem)
        : await WriteAsync(call, _template(call.Get(_name)!), cancellation);

    /// <summary>Writes files into the repository of the call and says what is next.</summary>
    internal static async Task<int> WriteAsync(Call call, IReadOnlyList<TemplateFile> files, CancellationToken cancellation)
    {
        var folder = RepositoryFolder.Find(call.Get(call.Globals.Repository), call.Session.Surroundings);
        if (!folder.TryGet(out var found))
        {
            return call.Fail(folder.Findings);
        }

        var written = await Scaffold.WriteAsync(found.Path, files, cancellation);
        if (!written.TryGet(out var paths))
        {
            return call.Fail(written.Findings);
        }

        foreach (var path in paths)
        {
            call.Output.Line(("wrote ", Tone.Faint), (path, Tone.Good));
        }

        var next = File.Exists(Path.Combine(found.Path, ChecksumsLock.FileName)) ? "fm checksum && fm validate" : "fm validate";
        call.Output.Line(("next: ", Tone.Faint), (next, Tone.Reference));
        call.Output.Document(new NewDocument(found.Path, paths));
        return ExitCode.Done;
    }
}
