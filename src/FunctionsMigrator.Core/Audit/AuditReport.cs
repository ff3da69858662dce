using FunctionsMigrator.Core.Findings;

namespace FunctionsMigrator.Core.Audit;

/// <summary>What the verification of an environment found.</summary>
/// <param name="Environment">The environment.</param>
/// <param name="Chain">Its chain; null where only one run was exported.</param>
/// <param name="Runs">The runs, in the order of sealing.</param>
public sealed record AuditReport(string Environment, AuditVerdict? Chain, IReadOnlyList<AuditVerdict> Runs)
{
    /// <summary>Whether nothing is broken.</summary>
    public bool Intact => Chain?.State is not AuditState.Broken && Runs.All(run => run.State is not AuditState.Broken);

    /// <summary>All that was found, the chain first.</summary>
    public IEnumerable<Finding> Findings => Runs.Prepend(Chain).Select(verdict => verdict?.Finding).OfType<Finding>();
}
