using FunctionsMigrator.Cli.Hosting;
using FunctionsMigrator.Core.Findings;
using FunctionsMigrator.Core.Findings.Codes;
using FunctionsMigrator.Core.Items;
using FunctionsMigrator.Core.Model;
using FunctionsMigrator.Core.Operations;
using FunctionsMigrator.Core.Planning;
using FunctionsMigrator.Core.Ports;

namespace FunctionsMigrator.Cli.Checklist;

/// <summary>What the checks look at: an environment, and the commit that a run would bring to it. Read once, shared by all of them.</summary>
internal sealed class ChecklistSubject
{
    private Task<Outcome<PlanIndex>>? _plan;
    private Task<Outcome<PreviewedPolicy>?>? _judged;

    private ChecklistSubject(LocalHost host, ChecklistRequest request)
    {
        Host = host;
        Request = request;
    }

    /// <summary>The opened store.</summary>
    public LocalHost Host { get; }

    /// <summary>What was asked for.</summary>
    public ChecklistRequest Request { get; }

    /// <summary>Name of the environment.</summary>
    public string Environment => Request.Environment;

    /// <summary>The commit, or why there is none; then the checks look at the work tree.</summary>
    public required Outcome<CommitInfo> Commit { get; init; }

    /// <summary>The files of the commit, or of the work tree where there is no commit.</summary>
    public required Outcome<ISourceTree> Tree { get; init; }

    /// <summary>The metadata in these files.</summary>
    public required Outcome<MetadataRepository> Metadata { get; init; }

    /// <summary>The metadata; null when the files cannot be read.</summary>
    public MetadataRepository? Repository => Metadata.Succeeded ? Metadata.Value : null;

    /// <summary>Who would start the run.</summary>
    public required string StartedBy { get; init; }

    /// <summary>Reads the commit, or the work tree where there is none. An environment that the files do not have is <c>RUN002</c>.</summary>
    public static async Task<Outcome<ChecklistSubject>> ReadAsync(LocalHost host, ChecklistRequest request, CancellationToken cancellation)
    {
        var parts = host.Parts;
        var commit = await parts.Git.ResolveAsync(parts.Folder.Path, request.Revision ?? "HEAD", cancellation);
        if (!commit.Succeeded && request.Revision is not null)
        {
            return commit.As<ChecklistSubject>();
        }

        var tree = await parts.OpenTreeAsync(commit.Succeeded ? commit.Value.Sha : null, cancellation);
        var metadata = tree.TryGet(out var files) ? await parts.Metadata.ReadAsync(files, cancellation) : tree.As<MetadataRepository>();
        if (metadata.TryGet(out var repository) && !repository.Environments.ContainsKey(request.Environment))
        {
            return RunCodes.UnknownEnvironment.Fail<ChecklistSubject>(
                $"There is no environment '{request.Environment}'; there are {string.Join(", ", repository.Environments.Keys)}.");
        }

        var caller = await host.CallerAsync(cancellation);
        return Outcome.Of(new ChecklistSubject(host, request)
        {
            Commit = commit,
            Tree = tree,
            Metadata = metadata,
            StartedBy = caller.TryGet(out var known) ? known.Name : host.Owner.Name,
        });
    }

    /// <summary>The plan of the commit (or the work tree) as a run would make it now; made once. Only where the files can be read.</summary>
    public Task<Outcome<PlanIndex>> PlanAsync(CancellationToken cancellation) =>
        _plan ??= new PlanPreview(Host.Services).MakeAsync(Tree.Value, Commit.Succeeded ? Commit.Value.Sha : null, Environment, cancellation);

    /// <summary>What the rules say of the plan, or why they cannot be asked; null where there is no commit, or no plan of it. Asked once. Only where the files can be read.</summary>
    public Task<Outcome<PreviewedPolicy>?> JudgeAsync(CancellationToken cancellation) => _judged ??= AskRulesAsync(cancellation);

    /// <summary>The targets of the environment.</summary>
    public Task<Outcome<IReadOnlyList<TargetBinding>>> BindAsync(CancellationToken cancellation) => Host.Parts.Desired.BindAsync(Repository!, Environment, cancellation);

    private async Task<Outcome<PreviewedPolicy>?> AskRulesAsync(CancellationToken cancellation) =>
        Commit.Succeeded && (await PlanAsync(cancellation)).TryGet(out var plan)
            ? await new PolicyPreview(Host.Services).JudgeAsync(Repository!, Host.Parts.Folder.Path, plan, StartedBy, cancellation)
            : null;
}
