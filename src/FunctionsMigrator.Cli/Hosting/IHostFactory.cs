using FunctionsMigrator.Core.Findings;

namespace FunctionsMigrator.Cli.Hosting;

/// <summary>Opens what verbs work on.</summary>
internal interface IHostFactory
{
    /// <summary>Opens the store that is asked for; why it cannot be opened is a finding.</summary>
    Task<Outcome<IFmHost>> OpenAsync(HostRequest request, CancellationToken cancellation);
}
