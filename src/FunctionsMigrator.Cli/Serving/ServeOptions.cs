using FunctionsMigrator.Core.Settings;

namespace FunctionsMigrator.Cli.Serving;

/// <summary>How <c>fm serve</c> listens and sweeps.</summary>
/// <param name="Listen">Where it listens, over http; port 0 for a free one.</param>
/// <param name="Hosts">Further names under which it may be asked.</param>
/// <param name="SweepEvery">Time between two looks for what nobody started.</param>
/// <param name="Host">What every host is told by its settings.</param>
internal sealed record ServeOptions(Uri Listen, IReadOnlyList<string> Hosts, TimeSpan SweepEvery, HostOptions Host)
{
    /// <summary>Time between two looks for drift; zero: never. Default one hour.</summary>
    public TimeSpan DriftEvery { get; init; } = TimeSpan.FromHours(1);
}
