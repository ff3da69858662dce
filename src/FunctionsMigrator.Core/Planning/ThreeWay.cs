using FunctionsMigrator.Core.Findings;
using FunctionsMigrator.Core.Findings.Codes;
using FunctionsMigrator.Core.Model;

namespace FunctionsMigrator.Core.Planning;

/// <summary>What a three-way compare of one item answers.</summary>
/// <param name="Action">What is done; null: nothing at all.</param>
/// <param name="Block">Why nothing can be done.</param>
/// <param name="Decision">The rule that decided a conflict.</param>
public sealed record ThreeWayResult(ChangeAction? Action, FailureCode? Block = null, string? Decision = null);

/// <summary>
/// The rule of the whole product: base (what was applied last), desired (what git wants) and live (what the target has) of one item; null is "no such item".
/// </summary>
public static class ThreeWay
{
    private static readonly ThreeWayResult Nothing = new((ChangeAction?)null);

    /// <summary>Compares. <paramref name="rule"/> and <paramref name="prune"/> are the resource's.</summary>
    public static ThreeWayResult Compare(Digest? @base, Digest? desired, Digest? live, LedgerOverride? kept, ConflictRule rule, bool prune)
    {
        if (kept is not null && kept.Live == live && kept.Desired == desired)
        {
            return Nothing;
        }

        if (desired is null)
        {
            return @base is null ? Nothing : Leaving(@base.Value, live, rule, prune);
        }

        if (live == desired)
        {
            return @base == desired && kept is null ? Nothing : new ThreeWayResult(ChangeAction.Adopt);
        }

        if (@base is null && kept is null)
        {
            return live is null ? new ThreeWayResult(ChangeAction.Create) : Blocked(PlanCodes.FirstContact);
        }

        if (kept is null && live == @base)
        {
            return new ThreeWayResult(ChangeAction.Update);
        }

        return desired == @base && kept is null
            ? Blocked(PlanCodes.Drift)
            : Decide(rule, live is null ? ChangeAction.Create : ChangeAction.Update);
    }

    /// <summary>
    /// What bringing a drift back does: what was applied last is written again where git still says it and the target has moved. Everything else stays as it is. <paramref name="kept"/> is
    /// not null where a kept live value is named.
    /// </summary>
    public static ThreeWayResult Heal(Digest? @base, Digest? desired, Digest? live, LedgerOverride? kept)
    {
        var applied = kept is null ? @base : kept.Desired;
        return desired is null || live == desired || applied != desired ? Nothing : new ThreeWayResult(live is null ? ChangeAction.Create : ChangeAction.Update, Decision: "heal");
    }

    /// <summary>What a kept live value is whose time is over: drift, as it was before somebody kept it.</summary>
    public static ThreeWayResult Ended(Digest? desired, Digest? live) => desired == live ? new ThreeWayResult(ChangeAction.Adopt) : Blocked(PlanCodes.Drift);

    private static ThreeWayResult Leaving(Digest @base, Digest? live, ConflictRule rule, bool prune) => (prune, live) switch
    {
        (false, _) or (true, null) => new ThreeWayResult(ChangeAction.Release),
        _ when live == @base => new ThreeWayResult(ChangeAction.Delete),
        _ => Decide(rule, ChangeAction.Delete),
    };

    private static ThreeWayResult Decide(ConflictRule rule, ChangeAction git) => rule switch
    {
        ConflictRule.TakeGit => new ThreeWayResult(git, Decision: "take-git"),
        ConflictRule.KeepLive => new ThreeWayResult(ChangeAction.KeepLive, Decision: "keep-live"),
        _ => Blocked(PlanCodes.Conflict),
    };

    private static ThreeWayResult Blocked(FailureCode code) => new(ChangeAction.Blocked, code);
}
