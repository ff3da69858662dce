using System.ComponentModel;

namespace FunctionsMigrator.Core.Model;

/// <summary>Who is told what happens to a run. It stands in the policy, so that a change cannot keep itself quiet.</summary>
public sealed record NotifyRules
{
    /// <summary>Channels of Microsoft Teams.</summary>
    [Description("Channels of Microsoft Teams that are told.")]
    public IReadOnlyList<TeamsRule> Teams { get; init; } = [];

    /// <summary>Addresses that are posted to.</summary>
    [Description("Addresses that are posted to: signed events of CloudEvents 1.0.")]
    public IReadOnlyList<WebhookRule> Webhooks { get; init; } = [];

    /// <summary>E-mail; null: none is sent.</summary>
    [Description("What is told by e-mail, to the people whom it concerns and to further addresses. Without it nothing is; '{}' tells everything.")]
    public EmailRule? Email { get; init; }
}
