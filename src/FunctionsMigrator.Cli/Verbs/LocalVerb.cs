using FunctionsMigrator.Cli.CommandLine;
using FunctionsMigrator.Cli.Hosting;
using FunctionsMigrator.Core.Findings.Codes;

namespace FunctionsMigrator.Cli.Verbs;

/// <summary>A verb that reads the repository, its targets or its store from this machine, and so cannot be asked of a server.</summary>
internal abstract class LocalVerb : HostVerb
{
    protected LocalVerb(string name, string description)
        : base(name, description)
    {
    }

    /// <inheritdoc/>
    protected sealed override async Task<int> RunAsync(Call call, IFmHost host, CancellationToken cancellation) => host is LocalHost local
        ? await RunAsync(call, local, cancellation)
        : call.Fail(CliCodes.OnlyLocal.Finding($"`fm {Words}` needs the store itself, not a server"));

    /// <summary>Does the work.</summary>
    protected abstract Task<int> RunAsync(Call call, LocalHost host, CancellationToken cancellation);
}
