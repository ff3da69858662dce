using FunctionsMigrator.Core.Findings;
using FunctionsMigrator.Core.Operations;

namespace FunctionsMigrator.Cli.Hosting;

/// <summary>An opened store with everything that verbs do on it: beside the repository, or behind a server.</summary>
internal interface IFmHost : IAsyncDisposable
{
    /// <summary>Everything about runs.</summary>
    IMigrator Migrator { get; }

    /// <summary>Whether runs go on without this process: a server drives them.</summary>
    bool IsRemote { get; }

    /// <summary>Who asks: the holder of the key, or the owner of a local store. A key that is not valid is a finding.</summary>
    Task<Outcome<Caller>> CallerAsync(CancellationToken cancellation);

    /// <summary>Who holds a key that is not the call's own; why it opens nothing is a finding.</summary>
    Task<Outcome<Caller>> CheckKeyAsync(string key, CancellationToken cancellation);

    /// <summary>Under which name a key of this store or server is kept by <c>fm login</c>.</summary>
    string CredentialName { get; }

    /// <summary>
    /// Runs the engine until the run has ended or only waits (for a person, a timer, or another process). Cancelling stops it at a safe point; nothing is lost.
    /// A remote host answers at once.
    /// </summary>
    Task<Drive> DriveAsync(string run, CancellationToken cancellation);
}
