using FunctionsMigrator.Core.Model;

namespace FunctionsMigrator.Web.Pages.Policies;

/// <summary>A policy in sentences.</summary>
internal static class PolicyText
{
    private const string NotNeeded = "nobody's approval is needed";

    /// <summary>Who is needed when, the levels of risk first.</summary>
    public static IReadOnlyList<(string When, IReadOnlyList<RoleRequirement> Needed, string Nobody)> Rules(PolicyDocument policy) =>
    [
        ("low risk", policy.Approvals.Low, NotNeeded),
        ("medium risk", policy.Approvals.Medium, NotNeeded),
        ("high risk", policy.Approvals.High, NotNeeded),
        .. policy.Approvals.Also.Select(also => ($"also, where {When(also.When)}", also.Require, NotNeeded)),
        ("to set a window or freeze aside", policy.Override.Require, "nobody may"),
        .. policy.BreakGlass is { } glass ? new (string, IReadOnlyList<RoleRequirement>, string)[] { ("to go without approvals", [new RoleRequirement { Role = glass.Role }], NotNeeded) } : [],
        ($"to take a run back within {DurationJsonConverter.Format(policy.Rollback.Within)}", policy.Rollback.Require, NotNeeded),
    ];

    /// <summary><c>2 x dba</c>, or the stage that follows.</summary>
    public static string Needed(RoleRequirement requirement) => requirement.Then.Count == 0
        ? Count(requirement.Count, requirement.Role)
        : $"then {string.Join(" and ", requirement.Then.Select(stage => Count(stage.Count, stage.Role)))}";

    /// <summary>The roles that it names.</summary>
    public static IEnumerable<string> Roles(RoleRequirement requirement) => requirement.Then.Count == 0 ? [requirement.Role] : requirement.Then.Select(stage => stage.Role);

    /// <summary>Everything but approvals, windows and freezes.</summary>
    public static IReadOnlyList<string> Others(PolicyDocument policy)
    {
        var said = new List<string>
        {
            policy.Commits.Signed is SigningRule.Required ? "Every commit must be signed by a known signer." : "Commits may be unsigned.",
            policy.OnNewer is OnNewer.Supersede ? "A newer commit replaces a waiting run." : "A newer commit replaces a waiting run until somebody has approved it; then it queues.",
        };
        if (policy.Promotion is { } promotion)
        {
            said.Add($"The same bundle must have been in {promotion.From} for {DurationJsonConverter.Format(promotion.Soak)}; {(promotion.Start is PromotionStart.Auto ? "it is then promoted by itself" : "a person promotes it")}.");
        }

        if (policy.Checks.Required.Count > 0)
        {
            said.Add($"These checks must have succeeded for the commit: {string.Join(", ", policy.Checks.Required)}.");
        }

        if (policy.Limits.Deletes is { } deletes)
        {
            said.Add($"No resource may lose more than {deletes.Percent} % and {deletes.Rows} items of a target at once.");
        }

        if (policy.ChangeNote.Required)
        {
            said.Add($"A change note must cover what changes{(policy.ChangeNote.Ticket is { } ticket ? $", with a ticket like {ticket}" : "")}.");
        }

        said.AddRange(policy.Windows.Select(window => $"Window {window.Allow} {window.Zone}; a run that is writing at its end {(window.Overrun is Overrun.Finish ? "goes on" : window.Overrun.ToString().ToLowerInvariant() + "s")}."));
        said.AddRange(policy.Freezes.Select(freeze => $"Freeze {freeze.Name}: {freeze.From} to {freeze.To} {freeze.Zone}."));
        return said;
    }

    private static string Count(int count, string role) => count == 1 ? role : $"{count} x {role}";

    private static string When(AlsoCondition when) => string.Join(" and ", new[]
    {
        when.Irreversible is { } irreversible ? irreversible ? "part of it cannot be taken back" : "all of it can be taken back" : null,
        when.Deletes is { } deletes ? deletes ? "something is deleted" : "nothing is deleted" : null,
        when.Kind is { } kind ? $"{kind} change" : null,
        when.Resource is { } resource ? $"{resource} changes" : null,
        when.Target is { } target ? $"target {target} changes" : null,
        when.PolicyChange is { } policy ? policy ? "policy or people change" : "neither policy nor people change" : null,
    }.OfType<string>());
}
