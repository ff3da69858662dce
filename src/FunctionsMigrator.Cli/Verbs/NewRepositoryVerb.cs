using System.CommandLine;
using FunctionsMigrator.Adapters;
using FunctionsMigrator.Adapters.Git;
using FunctionsMigrator.Adapters.Metadata.Schema;
using FunctionsMigrator.Adapters.Metadata.Templates;
using FunctionsMigrator.Adapters.Secrets;
using FunctionsMigrator.Cli.Checking;
using FunctionsMigrator.Cli.CommandLine;
using FunctionsMigrator.Cli.Hosting;
using FunctionsMigrator.Cli.Scaffolding;
using FunctionsMigrator.Cli.Terminal;
using FunctionsMigrator.Core.Bundles;
using FunctionsMigrator.Core.Findings;
using FunctionsMigrator.Core.Findings.Codes;
using FunctionsMigrator.Core.Planning.Rendering;
using FunctionsMigrator.Core.Ports;

namespace FunctionsMigrator.Cli.Verbs;

/// <summary><c>fm new repository</c>.</summary>
internal sealed class NewRepositoryVerb : Verb
{
    private readonly Argument<string> _name = new("name") { HelpName = "NAME", Description = "Name of the repository." };
    private readonly Option<string?> _folder = new("--dir") { HelpName = "PATH", Description = "Where; the folder must not exist or be empty. Default: a folder of that name." };
    private readonly Option<string?> _author = Author.CreateOption();
    private readonly Option<bool> _noCommit = new("--no-commit") { Description = "Write the files only; make no git repository and no commit." };

    public NewRepositoryVerb()
        : base("repository", "Write a valid metadata repository with test and production on this machine, initialise git and commit.")
    {
        Examples =
        [
            new("fm new repository shop", "Then: cd shop && fm migrate --env test"),
            new("fm new repository shop --dir config/shop --author \"Ada <ada@example.com>\"", "Somewhere else, by somebody else."),
        ];
        Add(_name);
        Add(_folder);
        Add(_author);
        Add(_noCommit);
    }

    /// <inheritdoc/>
    public override async Task<int> RunAsync(Call call, CancellationToken cancellation)
    {
        var name = call.Get(_name)!;
        var folder = Path.GetFullPath(call.Get(_folder) ?? name, call.Session.Surroundings.Directory);
        if (Names.Problem(name) is { } problem)
        {
            return call.Fail(problem);
        }

        if (Path.Exists(folder) && (File.Exists(folder) || Directory.EnumerateFileSystemEntries(folder).Any()))
        {
            return call.Fail(CliCodes.Exists.Finding($"{folder} exists and is not empty"));
        }

        var author = Author.Of(call, _author, call.Session.Surroundings.Directory);
        if (!author.TryGet(out var person))
        {
            return call.Fail(author.Findings);
        }

        var written = await WriteAsync(call, name, new RepositoryFolder(folder), person, cancellation);
        if (!written.TryGet(out var document))
        {
            return call.Fail(written.Findings);
        }

        Show(call, document);
        return ExitCode.Done;
    }

    private async Task<Outcome<NewDocument>> WriteAsync(Call call, string name, RepositoryFolder folder, GitIdentity person, CancellationToken cancellation)
    {
        var now = call.Session.Time.GetUtcNow();
        var schema = MetadataSchema.Text(AdapterCatalogue.TargetTypes(folder.Path, call.Session.Time, new LocalSecretSource(folder.Path)));
        Directory.CreateDirectory(folder.Path);
        var files = await Scaffold.WriteAsync(folder.Path, MetadataTemplates.Repository(name, person, DateOnly.FromDateTime(now.UtcDateTime), schema), cancellation);
        if (!files.TryGet(out var paths))
        {
            return files.As<NewDocument>();
        }

        var read = await new LocalParts(folder, call.Session.Time).ReadWorkTreeAsync(cancellation);
        if (!read.TryGet(out var repository))
        {
            return read.As<NewDocument>();
        }

        await ChecksumsFile.WriteAsync(folder, ChecksumsLock.Of(repository.Manifest).Write(), cancellation);
        var document = new NewDocument(folder.Path, [.. paths, ChecksumsLock.FileName]);
        if (call.Get(_noCommit))
        {
            return Outcome.Of(document);
        }

        var committed = GitRepositories.Create(folder.Path, $"Start the metadata repository {name}", person, now);
        return committed.TryGet(out var commit) ? Outcome.Of(document with { Commit = commit.Sha }) : committed.As<NewDocument>();
    }

    private static void Show(Call call, NewDocument document)
    {
        call.Output.Line(("wrote ", Tone.Faint), ($"{PlanWords.Count(document.Files.Count, "file")} to {document.Folder}", Tone.Good));
        if (document.Commit is { } commit)
        {
            call.Output.Line(("commit ", Tone.Faint), (PlanWords.ShortCommit(commit), Tone.Plain));
        }

        var where = Path.GetRelativePath(call.Session.Surroundings.Directory, document.Folder);
        call.Output.Line(("next: ", Tone.Faint), ($"cd {where} && {(document.Commit is null ? "git init && git add --all && git commit && " : "")}fm migrate --env test", Tone.Reference));
        call.Output.Document(document);
    }
}
