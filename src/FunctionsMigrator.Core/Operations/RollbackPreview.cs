using System.Text.Json.Serialization;
using FunctionsMigrator.Core.Model;
using FunctionsMigrator.Core.Planning;

namespace FunctionsMigrator.Core.Operations;

/// <summary>What taking back a run would do, before anything is started. Its plan is read as a run's is.</summary>
/// <param name="Run">The run that would be taken back.</param>
/// <param name="Way">How.</param>
/// <param name="Plan">The plan: what would be written where, what blocks it, what would be lost. Its digest is the run's, as long as nothing moves.</param>
public sealed record RollbackPreview(string Run, RollbackWay Way, PlanIndex Plan);

/// <summary>How a run can be taken back.</summary>
[JsonConverter(typeof(KebabEnumConverter<RollbackWay>))]
public enum RollbackWay
{
    /// <summary>By what was stored when it wrote: <c>fm rollback</c> does it.</summary>
    Stored,

    /// <summary>Only by a commit that takes it back, which goes the normal way: the plan shows what that would do.</summary>
    Git,
}
