using FunctionsMigrator.Core.Findings;
using FunctionsMigrator.Core.Model;
using FunctionsMigrator.Core.Ports;

namespace FunctionsMigrator.Core.Operations;

/// <summary>The metadata of a revision, read once a commit: whoever asks every minute costs one look at the branch.</summary>
public sealed class CommittedMetadata(IGitSource git, IMetadataReader reader)
{
    // Sweep, drift check, deliveries and pages ask at once: a record is read whole.
    private volatile Known? _last;

    /// <summary>What was read last, without looking whether it still stands; null where nothing was read.</summary>
    public MetadataRepository? Last => _last?.Metadata;

    /// <summary>The metadata as it stands at the revision, or why it cannot be read.</summary>
    public async Task<Outcome<MetadataRepository>> ReadAsync(string repository, string revision, CancellationToken cancellation)
    {
        var head = await git.ResolveAsync(repository, revision, cancellation);
        if (!head.TryGet(out var commit))
        {
            return head.As<MetadataRepository>();
        }

        if (_last is { } last && last.Repository == repository && last.Commit == commit.Sha)
        {
            return Outcome.Of(last.Metadata);
        }

        var tree = await git.OpenTreeAsync(repository, commit.Sha, new SourceLimits(), cancellation);
        var read = tree.TryGet(out var files) ? await reader.ReadAsync(files, cancellation) : tree.As<MetadataRepository>();
        if (read.TryGet(out var metadata))
        {
            _last = new Known(repository, commit.Sha, metadata);
        }

        return read;
    }

    private sealed record Known(string Repository, string Commit, MetadataRepository Metadata);
}
