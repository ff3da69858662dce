using FunctionsMigrator.Core.Runs;

namespace FunctionsMigrator.Cli.Following;

/// <summary>What <c>fm status --json</c> prints: runs, newest first.</summary>
internal sealed record RunListDocument(IReadOnlyList<RunRecord> Runs);
