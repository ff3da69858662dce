using FunctionsMigrator.Core.Findings;
using FunctionsMigrator.Core.Operations;

namespace FunctionsMigrator.Core.Drift;

/// <summary>Takes drifted values over into git, as a commit on a branch of its own. A host has one where it has a clone to write to.</summary>
public interface IDriftCapture
{
    /// <summary>
    /// Commits what is live behind the commit that the environment holds. Neither the work tree nor a branch that exists is touched, and sensitive values are never written. Findings beside
    /// the answer say what was not captured, and why; the rest stands in the commit. <c>ACC010</c>: the caller is no operator; <c>RUN022</c>: there is no reason; <c>DRF001</c>: the
    /// environment had no good run; <c>DRF002</c>: nothing drifted that could be captured.
    /// </summary>
    Task<Outcome<CapturedDrift>> CaptureAsync(CaptureDriftRequest request, Caller caller, CancellationToken cancellation);
}
