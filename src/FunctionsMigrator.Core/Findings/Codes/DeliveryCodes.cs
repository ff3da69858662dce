namespace FunctionsMigrator.Core.Findings.Codes;

/// <summary>Deliveries of git providers.</summary>
public static class DeliveryCodes
{
    /// <summary>No such provider.</summary>
    public static readonly FailureCode UnknownProvider = new("DLV001", "No such provider of deliveries", "Use one of the listed addresses; docs/webhooks.md says which belongs to which provider.");

    /// <summary>The host takes no deliveries of the provider.</summary>
    public static readonly FailureCode NotSetUp = new("DLV002", "The host takes no deliveries of this provider", "Make a secret, name it in the setting that docs/webhooks.md shows for the provider, and start the host again.");

    /// <summary>Nothing proves who sent it.</summary>
    public static readonly FailureCode NotSigned = new("DLV003", "The delivery is not signed", "Give the hook the secret that the host knows; without one the provider signs nothing.");

    /// <summary>It was signed with another secret, or changed on its way.</summary>
    public static readonly FailureCode WrongSignature = new("DLV004", "The signature does not fit the delivery", "Compare the secret of the hook with the ones that the host's setting names. A secret that was changed in one place only does this.");

    /// <summary>Signed at another time.</summary>
    public static readonly FailureCode OutOfTime = new("DLV005", "The delivery was signed at another time", "Set the clock of the sender, and send it signed anew; 5 minutes are allowed.");

    /// <summary>Signed, but not what the provider sends.</summary>
    public static readonly FailureCode Unreadable = new("DLV006", "The delivery cannot be read", "Compare the hook with docs/webhooks.md: content type JSON, and the events that it names.");

    /// <summary>The host cannot read its own secrets.</summary>
    public static readonly FailureCode NoSecret = new("DLV007", "The secrets of the deliveries cannot be read", "Look at the host's log and its vault, then let the provider deliver again.");

    /// <summary>A signed request that was sent before.</summary>
    public static readonly FailureCode Repeated = new("DLV008", "The signed request was sent before", "Sign every request with a nonce of its own.");

    /// <summary>The branch lost commits.</summary>
    public static readonly FailureCode Forced = new("DLV010", "The history of the branch was rewritten", "Look at what was removed from the branch before you approve; revert with a commit instead of rewriting.", Severity.Warning);

    /// <summary>A push whose commit was never seen.</summary>
    public static readonly FailureCode NeverAppeared = new("DLV011", "A delivered push never appeared on its branch", "Look at the branch: whoever pushed may have taken it back. What stands there now has its run.", Severity.Warning);
}
