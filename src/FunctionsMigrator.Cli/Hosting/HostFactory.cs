using FunctionsMigrator.Core.Findings;

namespace FunctionsMigrator.Cli.Hosting;

/// <summary>Opens the store beside the repository, or a client of the server that is named.</summary>
internal sealed class HostFactory : IHostFactory
{
    /// <inheritdoc/>
    public async Task<Outcome<IFmHost>> OpenAsync(HostRequest request, CancellationToken cancellation)
    {
        if (request.Server is not null)
        {
            return RemoteHost.Open(request);
        }

        var folder = RepositoryFolder.Find(request.Repository, request.Surroundings);
        if (!folder.TryGet(out var found))
        {
            return folder.As<IFmHost>();
        }

        var opened = await LocalHost.OpenAsync(found, request, cancellation);
        return opened.TryGet(out var host) ? Outcome.Of<IFmHost>(host, opened.Findings) : opened.As<IFmHost>();
    }
}
