using FunctionsMigrator.Core.Operations;

namespace FunctionsMigrator.Cli.Demo;

/// <summary>What <c>fm demo --json</c> prints.</summary>
/// <param name="Runs">All runs in the order in which they were started.</param>
/// <param name="AuditVerified">Whether the audit of every environment is whole.</param>
/// <param name="RestoredExactly">Whether production's checksums were the same before and after the run that was rolled back.</param>
/// <param name="Serving">With <c>--serve</c>: where it is open, and for whom.</param>
internal sealed record DemoDocument(IReadOnlyList<DemoRun> Runs, bool AuditVerified, bool RestoredExactly, DemoServing? Serving = null);

/// <summary>One run of the demonstration.</summary>
internal sealed record DemoRun(string Id, string Environment, string State);

/// <summary>The demonstration as it is open.</summary>
/// <param name="Url">Where its pages and its API are.</param>
/// <param name="Repository">Its metadata repository.</param>
/// <param name="People">As whom somebody may look around.</param>
/// <param name="Standing">What stands there to play with.</param>
internal sealed record DemoServing(string Url, string Repository, IReadOnlyList<DemoPerson> People, DemoStanding Standing);

/// <summary>A person as whom somebody may look around.</summary>
/// <param name="Name">Name of the key.</param>
/// <param name="Roles">Roles in people.yaml.</param>
/// <param name="Access">What the key may do.</param>
/// <param name="May">The same for people.</param>
/// <param name="Key">The key; it ends with the demonstration.</param>
internal sealed record DemoPerson(string Name, IReadOnlyList<string> Roles, IReadOnlyList<AccessRole> Access, string May, string Key);

/// <summary>What stands in the store to play with.</summary>
/// <param name="Waiting">A run that waits for an approval.</param>
/// <param name="Paused">A run that was paused while its canary bakes.</param>
/// <param name="Drifted">An environment in which somebody changed a setting by hand.</param>
internal sealed record DemoStanding(string Waiting, string Paused, string Drifted);
