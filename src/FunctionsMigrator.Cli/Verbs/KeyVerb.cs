using FunctionsMigrator.Cli.CommandLine;
using FunctionsMigrator.Cli.Hosting;
using FunctionsMigrator.Core.Findings.Codes;
using FunctionsMigrator.Core.Operations;

namespace FunctionsMigrator.Cli.Verbs;

/// <summary>A verb over the store's API keys; for admins.</summary>
internal abstract class KeyVerb : LocalVerb
{
    protected KeyVerb(string name, string description)
        : base(name, description)
    {
    }

    /// <inheritdoc/>
    protected sealed override async Task<int> RunAsync(Call call, LocalHost host, CancellationToken cancellation)
    {
        var caller = await host.CallerAsync(cancellation);
        if (!caller.TryGet(out var asker))
        {
            return call.Fail(caller.Findings);
        }

        return asker.Has(AccessRole.Admin)
            ? await RunAsAdminAsync(call, host, cancellation)
            : call.Fail(AccessCodes.Forbidden.Finding($"{asker.Name} has no role admin; API keys are an admin's matter"));
    }

    /// <summary>Does the work.</summary>
    protected abstract Task<int> RunAsAdminAsync(Call call, LocalHost host, CancellationToken cancellation);
}
