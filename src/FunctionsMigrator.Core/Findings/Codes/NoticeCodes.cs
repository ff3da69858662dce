namespace FunctionsMigrator.Core.Findings.Codes;

/// <summary>Telling people: Teams and e-mail.</summary>
public static class NoticeCodes
{
    /// <summary>No server for e-mail.</summary>
    public static readonly FailureCode NoMailServer = new("NTF001", "The policy wants e-mail, and the host has no server for it", "Set FM_SMTP_HOST and FM_SMTP_FROM on the host; docs/notices.md says how.");

    /// <summary>A person without an address.</summary>
    public static readonly FailureCode NoAddress = new("NTF002", "There is no address for e-mail", "Give the person `email:`, or a git address, in People.");

    /// <summary>The channel cannot be reached.</summary>
    public static readonly FailureCode Unreachable = new("NTF003", "A channel does not answer", "It is tried again for 24 hours; check server, port and network.");

    /// <summary>The channel has no capacity now.</summary>
    public static readonly FailureCode Busy = new("NTF004", "A channel takes no more now", "It is tried again when the channel said; fewer notices (`on:`) keep below its limit.");

    /// <summary>The channel refuses the notice for good.</summary>
    public static readonly FailureCode Refused = new("NTF005", "A channel refuses the notice", "Check that the workflow still exists and is switched on, and that its address in the secret is its present one.");

    /// <summary>No mailbox of that name.</summary>
    public static readonly FailureCode ReceiverRefused = new("NTF006", "A server for e-mail refuses the receiver", "Correct the address in People or in the policy's `also`.");

    /// <summary>The server refuses us.</summary>
    public static readonly FailureCode SignInRefused = new("NTF007", "A server for e-mail refuses the host", "Check FM_SMTP_USER, the secret that FM_SMTP_PASSWORD_SECRET names, and that the server lets it send as FM_SMTP_FROM.");

    /// <summary>No protection.</summary>
    public static readonly FailureCode NotProtected = new("NTF008", "A server for e-mail offers no protected connection", "Use a port and FM_SMTP_SECURITY that fit the server (587 with starttls, 465 with tls), and a certificate that this machine trusts; nothing is sent unprotected.");

    /// <summary>The address of a hook is none.</summary>
    public static readonly FailureCode NoHook = new("NTF009", "The secret holds no address of a Teams workflow", "Copy the address from the workflow \"Send webhook alerts to a channel\" into the secret; further hosts are allowed by FM_TEAMS_HOSTS.");

    /// <summary>An address of a kind that was switched off.</summary>
    public static readonly FailureCode RetiredHook = new("NTF010", "The address belongs to a connector of Teams that was retired", "Make a workflow \"Send webhook alerts to a channel\" in Teams, and put its address into the secret.");

    /// <summary>Not told in a day.</summary>
    public static readonly FailureCode TooLate = new("NTF011", "A notice could not be sent within 24 hours", "Look at the failure beside it, and tell whoever is concerned.");

    /// <summary>A webhook that the host does not post to.</summary>
    public static readonly FailureCode NoWebhook = new("NTF020", "The policy names a webhook that the host does not post to", "Write an https address into the policy, and its host name into FM_NOTICE_HOSTS of the host.");

    /// <summary>What is told cannot be read.</summary>
    public static readonly FailureCode NotComposed = new("NTF012", "A notice cannot be put together", "It is tried again for 24 hours; look at the run with `fm status RUN`, and update the host if it is older than the run.");
}
