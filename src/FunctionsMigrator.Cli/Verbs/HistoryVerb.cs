using System.CommandLine;
using System.Text.Json.Serialization;
using FunctionsMigrator.Cli.CommandLine;
using FunctionsMigrator.Cli.Hosting;
using FunctionsMigrator.Cli.Terminal;
using FunctionsMigrator.Core;
using FunctionsMigrator.Core.Findings;
using FunctionsMigrator.Core.Model;
using FunctionsMigrator.Core.Operations;
using FunctionsMigrator.Core.Operations.Histories;
using FunctionsMigrator.Core.Planning.Rendering;

namespace FunctionsMigrator.Cli.Verbs;

/// <summary>A verb about the script histories of an environment's targets.</summary>
internal abstract class HistoryVerb : LocalVerb
{
    private readonly Option<string> _environment = new("--env") { HelpName = "NAME", Description = "The environment.", Required = true };
    private readonly Option<TargetAddress?> _target = TargetOption.Make();
    private readonly Option<string?> _resource = new("--resource") { HelpName = "NAME", Description = "Only this resource of kind SqlMigrations. Default: all." };
    private readonly Option<string?> _commit = new("--commit") { HelpName = "REV", Description = "The commit whose scripts are compared. Default: HEAD." };

    protected HistoryVerb(string name, string description)
        : base(name, description)
    {
        Add(_environment);
        Add(_target);
        Add(_resource);
        Add(_commit);
    }

    /// <summary>The environment, with the target and resource that are meant.</summary>
    protected HistoryScope Scope(Call call) => new(call.Get(_environment)!, call.Get(_target), call.Get(_resource));

    /// <summary>The metadata of the commit.</summary>
    protected async Task<Outcome<MetadataRepository>> ReadAsync(Call call, LocalHost host, CancellationToken cancellation)
    {
        var tree = await host.Parts.OpenTreeAsync(call.Get(_commit) ?? "HEAD", cancellation);
        return tree.TryGet(out var files) ? await host.Parts.Metadata.ReadAsync(files, cancellation) : tree.As<MetadataRepository>();
    }

    /// <summary>Who asks, and the metadata; prints why not.</summary>
    protected async Task<(Caller Caller, MetadataRepository Repository)?> BeginAsync(Call call, LocalHost host, CancellationToken cancellation)
    {
        var caller = await host.CallerAsync(cancellation);
        var read = await ReadAsync(call, host, cancellation);
        if (caller.TryGet(out var asker) && read.TryGet(out var repository))
        {
            return (asker, repository);
        }

        call.Fail([.. caller.Findings, .. read.Findings]);
        return null;
    }

    /// <summary>Prints what was written, and what to do next.</summary>
    protected static int Show(Call call, HistoryScope scope, string decision, IReadOnlyList<RecordedHistory> recorded, IReadOnlyList<Finding> findings, params IReadOnlyList<string> next) =>
        Show(call, new HistoryDocument(scope.Environment, decision, recorded), findings, next);

    /// <summary>Prints what was written, or would be, and what to do next.</summary>
    protected static int Show(Call call, HistoryDocument document, IReadOnlyList<Finding> findings, IReadOnlyList<string> next)
    {
        foreach (var history in document.Histories)
        {
            call.Output.Line($"{history.Target} {history.Resource}", Tone.Strong);
            foreach (var script in history.Scripts)
            {
                call.Output.Line($"  {script}");
            }
        }

        foreach (var finding in findings)
        {
            call.Output.ErrorFinding(finding);
        }

        var rows = PlanWords.Count(document.Histories.Sum(history => history.Scripts.Count), "row");
        call.Output.Line(document.Histories.Count == 0 ? "nothing to write" : document.DryRun is true ? $"{rows} would be written into the script history" : $"{rows} written into the script history; no object was touched");
        foreach (var line in next)
        {
            call.Output.Line(("next: ", Tone.Faint), (line, Tone.Reference));
        }

        call.Output.Document(document);
        return ExitCode.Done;
    }
}

/// <summary>What <c>fm sql baseline</c>, <c>fm sql repair</c>, <c>fm import flyway</c> and <c>fm import liquibase</c> print under <c>--json</c>.</summary>
/// <param name="Environment">The environment.</param>
/// <param name="Decision"><c>baseline</c>, <c>repair</c> or <c>import</c>.</param>
/// <param name="Histories">The rows that were written, by target and resource.</param>
internal sealed record HistoryDocument(string Environment, string Decision, IReadOnlyList<RecordedHistory> Histories)
{
    /// <summary>Files that were written into the work tree; only of an import.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<string>? Files { get; init; }

    /// <summary>Whether nothing was written; only of an import.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public bool? DryRun { get; init; }
}
