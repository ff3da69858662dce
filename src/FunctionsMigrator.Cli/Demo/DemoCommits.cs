using FunctionsMigrator.Adapters.Git;
using FunctionsMigrator.Cli.Checking;
using FunctionsMigrator.Cli.Hosting;
using FunctionsMigrator.Core.Bundles;
using FunctionsMigrator.Core.Findings;
using FunctionsMigrator.Core.Ports;

namespace FunctionsMigrator.Cli.Demo;

/// <summary>Ada's commits: the files of a sample folder over those that stand, with their checksums.</summary>
internal sealed class DemoCommits(LocalHost host, RepositoryFolder folder, DemoPlaces places, TimeProvider time)
{
    private static readonly GitIdentity Ada = new("Ada", "ada@example.com");
    private bool _any;

    /// <summary>Commits a sample folder; the first one makes the repository.</summary>
    public async Task<Outcome<CommitInfo>> CommitAsync(string sample, string message, CancellationToken cancellation)
    {
        DemoFiles.Write(sample, folder.Path);
        if (_any)
        {
            places.Point(folder);
        }
        else
        {
            places.Settle(folder);
        }

        var read = await host.Parts.ReadWorkTreeAsync(cancellation);
        if (!read.TryGet(out var repository))
        {
            return read.As<CommitInfo>();
        }

        await ChecksumsFile.WriteAsync(folder, ChecksumsLock.Of(repository.Manifest).Write(), cancellation);
        var committed = _any
            ? GitRepositories.CommitAll(folder.Path, message, Ada, time.GetUtcNow())
            : GitRepositories.Create(folder.Path, message, Ada, time.GetUtcNow());
        _any |= committed.Succeeded;
        return committed;
    }
}
