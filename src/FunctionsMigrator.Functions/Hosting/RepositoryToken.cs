using FunctionsMigrator.Adapters.Git;
using FunctionsMigrator.Core.Findings;

namespace FunctionsMigrator.Functions.Hosting;

/// <summary>The token that opens the app's repository, and nothing else: no other address is ever told it.</summary>
/// <param name="repository">The repository's address.</param>
/// <param name="user">Who goes with it.</param>
/// <param name="read">Reads it from where it is kept.</param>
internal sealed class RepositoryToken(string repository, string user, Func<CancellationToken, Task<Outcome<string>>> read)
{
    private readonly Uri? _address = Uri.TryCreate(repository, UriKind.Absolute, out var address) ? address : null;
    private volatile GitCredential? _credential;

    /// <summary>Reads it again, since tokens are changed while the app runs.</summary>
    public async Task<Outcome<GitCredential>> RefreshAsync(CancellationToken cancellation)
    {
        var token = await read(cancellation);
        return token.TryGet(out var text) ? Outcome.Of(_credential = new GitCredential(user, text)) : token.As<GitCredential>();
    }

    /// <summary>Who to be at an address; null for every address but the repository's.</summary>
    public GitCredential? For(Uri address) => address == _address ? _credential : null;
}
