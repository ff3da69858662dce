using System.Text.Json.Serialization;
using FunctionsMigrator.Core.Runs;

namespace FunctionsMigrator.Cli.Following;

/// <summary>What an environment holds, and what goes on there.</summary>
/// <param name="Environment">The environment.</param>
/// <param name="Run">The run whose bundle it holds; null: none ended well, or all were taken back.</param>
/// <param name="Commit">Its commit.</param>
/// <param name="Title">First line of the commit's message.</param>
/// <param name="Open">Runs that are not final, newest first.</param>
/// <param name="TakenBack">Newer runs that were taken back.</param>
/// <param name="Drifted">How many items differ from what it should hold; null: nobody looked.</param>
internal sealed record EnvironmentStanding(
    string Environment, string? Run, string? Commit, string? Title, IReadOnlyList<string> Open, IReadOnlyList<TakenBackRun> TakenBack, int? Drifted)
{
    /// <summary>The open runs themselves, for people.</summary>
    [JsonIgnore]
    public IReadOnlyList<RunRecord> OpenRuns { get; init; } = [];
}

/// <summary>A run that was taken back.</summary>
/// <param name="Run">The run.</param>
/// <param name="Commit">Its commit.</param>
/// <param name="Title">First line of the commit's message.</param>
/// <param name="By">The run that took it back.</param>
/// <param name="Branch">The branch of the environment, where it still contains the commit and no later commit of it says that it takes it back; null: it does not, or there is no clone to look into.</param>
/// <param name="Head">The branch's head; null with <paramref name="Branch"/>.</param>
internal sealed record TakenBackRun(string Run, string Commit, string? Title, string By, string? Branch = null, string? Head = null);
