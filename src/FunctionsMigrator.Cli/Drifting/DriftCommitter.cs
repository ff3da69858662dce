using System.Globalization;
using System.Text;
using FunctionsMigrator.Adapters.Git;
using FunctionsMigrator.Adapters.Metadata;
using FunctionsMigrator.Cli.Capturing;
using FunctionsMigrator.Cli.Hosting;
using FunctionsMigrator.Core.Bundles;
using FunctionsMigrator.Core.Capturing;
using FunctionsMigrator.Core.Drift;
using FunctionsMigrator.Core.Findings;
using FunctionsMigrator.Core.Findings.Codes;
using FunctionsMigrator.Core.Model;
using FunctionsMigrator.Core.Ports;
using FunctionsMigrator.Core.Runs;

namespace FunctionsMigrator.Cli.Drifting;

/// <summary>
/// Commits what drifted on a branch of its own. The branch starts from the commit that the environment holds, so that it brings what drifted and nothing else; neither the work tree
/// nor the branch that is checked out is touched.
/// </summary>
/// <param name="host">The store and the clone.</param>
/// <param name="time">The time of the commit.</param>
internal sealed class DriftCommitter(LocalHost host, TimeProvider time)
{
    private const int MostItems = 20;

    /// <summary>Reads and commits.</summary>
    /// <param name="request">What.</param>
    /// <param name="cancellation">Ends it.</param>
    /// <param name="captured">Told of each resource as soon as it is read.</param>
    public async Task<Outcome<DriftCommit>> WriteAsync(DriftCommitRequest request, CancellationToken cancellation, Action<Outcome<CapturedResource>>? captured = null)
    {
        if (await new EnvironmentRecords(host.Services.Store.Records).GoodAsync(request.Environment, cancellation) is not { } good)
        {
            return DriftCodes.NoGoodRun.Fail<DriftCommit>($"No run of {request.Environment} has ended well, so there is nothing to compare with.");
        }

        var opened = await host.Services.Git.OpenTreeAsync(host.Parts.Folder.Path, good.Commit, new SourceLimits(), cancellation);
        var read = opened.TryGet(out var tree) ? await host.Parts.Metadata.ReadAsync(tree, cancellation) : opened.As<MetadataRepository>();
        if (!read.TryGet(out var repository))
        {
            return read.As<DriftCommit>();
        }

        var drifted = await host.Migrator.ListDriftedItemsAsync(new DriftFilter(request.Environment), cancellation).ToListAsync(cancellation);
        var resources = request.Resources is { Count: > 0 } named
            ? named
            : [.. drifted.Where(item => item.Kind is not ResourceKind.SqlMigrations).Select(item => item.Resource).Distinct(StringComparer.Ordinal)];
        var findings = drifted.Where(item => item.IsStructure && request.Resources is not { Count: > 0 }).Take(MostItems).Select(NotCaptured).ToList();
        if (resources.Count == 0 && findings.Count > 0)
        {
            return Outcome.Fail<DriftCommit>(findings);
        }

        if (resources.Count == 0)
        {
            return DriftCodes.Unknown.Fail<DriftCommit>($"Nothing of {request.Environment} is known to have drifted that could be captured.");
        }

        await using var files = new CaptureFolder(host.Parts.Folder, tree!);
        foreach (var finding in findings)
        {
            captured?.Invoke(Outcome.Fail<CapturedResource>(finding));
        }

        await foreach (var outcome in new EnvironmentCapture(host.Services, new MetadataEditor()).RunAsync(repository, new CaptureRequest(request.Environment, resources, request.Target), files, cancellation))
        {
            captured?.Invoke(outcome);
            findings.AddRange(outcome.Succeeded ? outcome.Value.Findings : outcome.Findings);
        }

        var now = time.GetUtcNow();
        var commit = new DriftCommit(good, null, null, $"Take over what drifted in {request.Environment}", $"{(request.Reason is { } reason ? $"{reason}\n\n" : "")}{Items([.. drifted.Where(item => !item.IsStructure)])}", request.Author, now, files.Changes, findings);
        return files.Changes.Count == 0 ? Outcome.Of(commit) : await CommitAsync(request, commit, files, cancellation);
    }

    private async Task<Outcome<DriftCommit>> CommitAsync(DriftCommitRequest request, DriftCommit commit, CaptureFolder files, CancellationToken cancellation)
    {
        var after = await host.Parts.Metadata.ReadAsync(files.Tree, cancellation);
        if (!after.TryGet(out var repository))
        {
            return after.As<DriftCommit>();
        }

        // A repository that keeps checksums would refuse the commit without them; one that keeps none goes on without.
        if (files.Tree.Files.Any(file => file.Path == ChecksumsLock.FileName))
        {
            var sums = Encoding.UTF8.GetBytes(ChecksumsLock.Of(repository.Manifest).Write());
            await files.WriteAsync(ChecksumsLock.FileName, (stream, token) => stream.WriteAsync(sums, token).AsTask(), cancellation);
        }

        var branch = request.Branch ?? string.Create(CultureInfo.InvariantCulture, $"drift/{request.Environment}-{commit.At.UtcDateTime:yyyyMMdd-HHmmss}");
        var changed = new Dictionary<string, Stream?>(StringComparer.Ordinal);
        foreach (var file in files.Changes)
        {
            changed[file.Path] = file.Action == "removed" ? null : await files.OpenAsync(file.Path, cancellation);
        }

        var made = GitRepositories.CommitOnBranch(host.Parts.Folder.Path, branch, commit.Good.Commit, changed, $"{commit.Title}\n\n{commit.Body}", request.Author, commit.At);
        return made.TryGet(out var written)
            ? Outcome.Of(commit with { Branch = branch, Commit = written.Sha, Files = files.Changes })
            : made.As<DriftCommit>();
    }

    private static Finding NotCaptured(DriftedItem thing) => DriftCodes.NotCaptured.Finding($"{thing.Item} on {thing.Address} stays drift.", target: thing.Address.ToString());

    private static string Items(List<DriftedItem> drifted)
    {
        var text = new StringBuilder();
        foreach (var item in drifted.Take(MostItems))
        {
            text.Append(CultureInfo.InvariantCulture, $"{item.Item} on {item.Address} (drift {item.Id}, first seen {item.FirstSeen.UtcDateTime:u})\n");
        }

        return text.Append(drifted.Count > MostItems ? string.Create(CultureInfo.InvariantCulture, $"and {drifted.Count - MostItems} more\n") : "").ToString();
    }
}
