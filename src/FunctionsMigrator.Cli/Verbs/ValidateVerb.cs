using System.CommandLine;
using FunctionsMigrator.Cli.Checking;
using FunctionsMigrator.Cli.CommandLine;
using FunctionsMigrator.Cli.Hosting;
using FunctionsMigrator.Cli.Terminal;
using FunctionsMigrator.Core.Planning.Rendering;

namespace FunctionsMigrator.Cli.Verbs;

/// <summary><c>fm validate</c>.</summary>
internal sealed class ValidateVerb : Verb
{
    private readonly Option<string?> _environment = new("--env") { HelpName = "NAME", Description = "Only this environment. Default: all." };
    private readonly Option<string?> _commit = new("--commit") { HelpName = "REV", Description = "A branch, tag or commit. Default: the work tree as it is." };

    private readonly Option<string?> _since = new("--since") { HelpName = "REV", Description = "Lint only scripts that are new or changed since this branch, tag or commit. Default: all scripts." };

    public ValidateVerb()
        : base("validate", "Check all files: syntax, references, checksums, target definitions, rows and scripts. Touches no target.")
    {
        Details = "Every finding has a code (`docs/failures.md`), file, line and column, and says what to do. All findings are shown, not the first only. Rows and scripts are read once per environment, with the variables of the first target that holds them. Scripts are linted too (`docs/lint.md`), with the weights of the environments' policies.";
        Examples =
        [
            new("fm validate", "The work tree, before a commit."),
            new("fm validate --since origin/main", "In a pull request: old scripts are not linted again."),
            new("fm validate --commit HEAD --json", "A commit, for a pipeline; findings as one JSON document."),
        ];
        Exits = ["0 No errors; there may be warnings.", "1 There are errors."];
        Add(_environment);
        Add(_commit);
        Add(_since);
    }

    /// <inheritdoc/>
    public override async Task<int> RunAsync(Call call, CancellationToken cancellation)
    {
        var folder = RepositoryFolder.Find(call.Get(call.Globals.Repository), call.Session.Surroundings);
        if (!folder.TryGet(out var found))
        {
            return call.Fail(folder.Findings);
        }

        var parts = new LocalParts(found, call.Session.Time);
        var tree = await parts.OpenTreeAsync(call.Get(_commit), cancellation);
        var since = call.Get(_since) is { } revision ? await parts.OpenTreeAsync(revision, cancellation) : null;
        var (repository, findings) = since is { Succeeded: false } ? (null, since.Findings)
            : tree.TryGet(out var files) ? await new RepositoryCheck(parts).RunAsync(files, call.Get(_environment), since?.Value, cancellation)
            : (null, tree.Findings);
        var document = ValidationDocument.Of(repository, findings);
        FindingLines.Print(call.Output, findings);
        if (findings.Count > 0)
        {
            call.Output.Line();
            call.Output.Line(FindingLines.Count(findings), document.Valid ? Tone.Caution : Tone.Bad);
        }

        if (document.Valid)
        {
            call.Output.Line(
                ("valid", Tone.Good),
                ($": {PlanWords.Count(repository!.Manifest.Count, "file")}, {PlanWords.Count(repository.Environments.Count, "environment")}, {PlanWords.Count(repository.Resources.Count, "resource")}; bundle {document.Bundle!.Value.Short}", Tone.Plain));
        }

        call.Output.Document(document);
        return document.Valid ? ExitCode.Done : ExitCode.Failed;
    }
}
