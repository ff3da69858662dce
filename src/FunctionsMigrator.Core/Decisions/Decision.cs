using FunctionsMigrator.Core.Runs;

namespace FunctionsMigrator.Core.Decisions;

/// <summary>What a signature vouches for: who decided what about which plan, and when. Its canonical JSON (RFC 8785) is the payload of the signature.</summary>
/// <param name="Run">The run; for a delegation, which is about no run, <c>delegations</c>.</param>
/// <param name="Number">Number of the command in the run, so that no signed decision can stand in for another one.</param>
/// <param name="Kind">What was decided.</param>
/// <param name="Plan">Digest of the plan that stood; null where there was none.</param>
/// <param name="By">Name of the key or the identity that decided.</param>
/// <param name="Person">Short name of the person behind it; null: People knew nobody.</param>
/// <param name="At">When it was stored.</param>
/// <param name="Target">What it is about, where that is not the plan: <c>freeze:NAME</c>, <c>window</c>.</param>
/// <param name="ReasonDigest">SHA-256 of the typed reason (UTF-8), which stands beside the signature; null: none was given.</param>
public sealed record Decision(
    string Run, int Number, CommandKind Kind, Digest? Plan, string By, string? Person, DateTimeOffset At, string? Target = null, Digest? ReasonDigest = null)
{
    /// <summary>The decision that a command states.</summary>
    public static Decision Of(string run, RunCommand command, Digest? plan) =>
        new(run, command.Number, command.Kind, plan, command.By, command.Person, command.At.ToUniversalTime(), command.Target, command.Reason is { } reason ? Digest.Of(reason) : null);
}
