namespace FunctionsMigrator.Core.Runs;

/// <summary>What an environment holds: the last run that ended well (partition <see cref="RunPartitions.Environments"/>, key the environment).</summary>
/// <param name="Run">The run.</param>
/// <param name="Commit">Its commit.</param>
/// <param name="Bundle">Its bundle.</param>
/// <param name="Policy">Digest of policy and people at that commit: they decide the next run.</param>
/// <param name="At">When.</param>
public sealed record GoodRun(string Run, string Commit, Digest Bundle, Digest Policy, DateTimeOffset At);
