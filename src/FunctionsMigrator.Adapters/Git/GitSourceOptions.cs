using System.Security.Cryptography.X509Certificates;

namespace FunctionsMigrator.Adapters.Git;

/// <summary>How remote repositories are reached.</summary>
public sealed record GitSourceOptions
{
    /// <summary>
    /// Answers who to be at an https address, which is given without user and password; null where nobody need be told. What stands in the address itself wins.
    /// Asked only for the configured host, never for one that the server redirects to. Default: nobody.
    /// </summary>
    public Func<Uri, GitCredential?>? Credentials { get; init; }

    /// <summary>Authorities to trust besides those of the system, for servers with a certificate of one's own. Default: none.</summary>
    public X509Certificate2Collection Authorities { get; init; } = [];

    /// <summary>How long to wait for another process that fetches the same repository. Default 5 minutes.</summary>
    public TimeSpan LockTimeout { get; init; } = TimeSpan.FromMinutes(5);
}
