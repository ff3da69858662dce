using FunctionsMigrator.Cli.CommandLine;
using FunctionsMigrator.Cli.Hosting;

namespace FunctionsMigrator.Cli.Verbs;

/// <summary>A verb that works on an opened store.</summary>
internal abstract class HostVerb : Verb
{
    protected HostVerb(string name, string description)
        : base(name, description)
    {
    }

    /// <inheritdoc/>
    public sealed override async Task<int> RunAsync(Call call, CancellationToken cancellation)
    {
        var opened = await call.OpenHostAsync(cancellation, ReadsWorkTree(call));
        if (!opened.TryGet(out var host))
        {
            return call.Fail(opened.Findings);
        }

        await using (host)
        {
            return await RunAsync(call, host, cancellation);
        }
    }

    /// <summary>Whether the work begins with the metadata of the work tree.</summary>
    protected virtual bool ReadsWorkTree(Call call) => false;

    /// <summary>Does the work.</summary>
    protected abstract Task<int> RunAsync(Call call, IFmHost host, CancellationToken cancellation);
}
