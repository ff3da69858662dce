using FunctionsMigrator.Core.Runs;

namespace FunctionsMigrator.Web.Pages.Live;

/// <summary>What those who watch a run are told whenever it changes: states and counts, no more.</summary>
/// <param name="Run">The run.</param>
/// <param name="State">Where it stands.</param>
/// <param name="Since">Since when.</param>
/// <param name="Wave">The wave at work, from 1; 0 before the first.</param>
/// <param name="Waves">How many there are.</param>
/// <param name="Asked">How many commands it was given.</param>
/// <param name="Seen">How many of them it has looked at.</param>
/// <param name="Targets">How many targets stand where, by the names of <see cref="TargetProgress"/>.</param>
/// <param name="Done">Changes that were written.</param>
/// <param name="Beat">While a wave bakes it moves every five seconds, since analyses measure then; else 0.</param>
public sealed record RunPulse(
    string Run, RunState State, DateTimeOffset? Since, int Wave, int Waves, int Asked, int Seen, IReadOnlyDictionary<string, int> Targets, long Done, long Beat);
