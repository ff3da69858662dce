using FunctionsMigrator.Core.Drift;

namespace FunctionsMigrator.Web.Endpoints;

/// <summary>What the last looks for drift found.</summary>
public sealed record DriftList(IReadOnlyList<DriftRecord> Environments);
