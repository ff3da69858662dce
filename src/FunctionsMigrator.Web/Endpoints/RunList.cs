using FunctionsMigrator.Core.Runs;

namespace FunctionsMigrator.Web.Endpoints;

/// <summary>Runs, newest first.</summary>
public sealed record RunList(IReadOnlyList<RunRecord> Runs);
