namespace FunctionsMigrator.Core.Findings.Codes;

/// <summary>The audit: what its verification finds, and what cannot be appended.</summary>
public static class AuditCodes
{
    private const string Compare = "Compare with an export or a backup that verifies, and find out who may write to the store; the records before the named one can be trusted.";

    /// <summary>Bytes changed.</summary>
    public static readonly FailureCode Edited = new("AUD001", "An audit record was edited", Compare);

    /// <summary>A record is missing.</summary>
    public static readonly FailureCode Gap = new("AUD002", "An audit record is missing", Compare);

    /// <summary>A record in another's place.</summary>
    public static readonly FailureCode Moved = new("AUD003", "An audit record stands in another's place", Compare);

    /// <summary>The end is missing.</summary>
    public static readonly FailureCode CutTail = new("AUD004", "The end of an audit chain was cut off", Compare);

    /// <summary>A link of the environment's chain.</summary>
    public static readonly FailureCode BadLink = new("AUD005", "A link of an environment's audit chain is wrong", Compare);

    /// <summary>Not sealed yet.</summary>
    public static readonly FailureCode Open = new("AUD006", "The run's audit is open", "Nothing to do: it is sealed when the run ends; until then its last record cannot be proven.", Severity.Info);

    /// <summary>Nothing follows a seal.</summary>
    public static readonly FailureCode Sealed = new("AUD007", "The run's audit is sealed", "What happens after a run belongs to another run.");

    /// <summary>Something else lies there.</summary>
    public static readonly FailureCode Foreign = new("AUD008", "Something that is no audit record lies among them", Compare);

    /// <summary>No records.</summary>
    public static readonly FailureCode Unknown = new("AUD009", "There is no audit of that name", "Look at the run with `fm status RUN`; its audit begins when it does.");

    /// <summary>Sealed, and the environment's chain does not know.</summary>
    public static readonly FailureCode Unlinked = new("AUD010", "A sealed run is not linked in its environment's audit chain", "A run that ends right now is linked in a moment. If this stays, the link was removed: compare with an export or a backup.", Severity.Warning);

    /// <summary>Newer format.</summary>
    public static readonly FailureCode Format = new("AUD011", "The audit was written by a newer version", "Verify with the version that wrote it, or a newer one.");

    /// <summary>Not an export.</summary>
    public static readonly FailureCode NoExport = new("AUD012", "The folder is no audit export", "Name a folder that `fm audit export` wrote, whole and unchanged.");

    /// <summary>The folder is in use.</summary>
    public static readonly FailureCode ExportExists = new("AUD013", "The export folder is not empty", "Name a folder that does not exist or is empty.");

    /// <summary>A record that says something else than the audit.</summary>
    public static readonly FailureCode RecordDiffers = new("AUD014", "The record of a run says something else than its audit", "Trust the audit: it is chained, the record is not. Find out who may write to the store.");

    /// <summary>Another head was published.</summary>
    public static readonly FailureCode HeadDiffers = new("AUD015", "The audit is not the one whose head was published", Compare);

    /// <summary>No second place.</summary>
    public static readonly FailureCode NoHeads = new("AUD016", "No second place holds heads of the audit", "Set FM_AUDIT_HEADS where the app or `fm serve` runs, and name the same place with `--heads`; `docs/evidence.md` says which places there are.");

    /// <summary>The second place cannot be used.</summary>
    public static readonly FailureCode HeadPlace = new("AUD017", "A head of the audit could not be published or read", "Nothing waits for it, and every sweep tries again. See that the place exists and that the host may create there.", Severity.Warning);

    /// <summary>A file of an export.</summary>
    public static readonly FailureCode ExportedFile = new("AUD018", "A file of an export is not as it was written", "Ask for the export again from whoever holds the store; what the named file says cannot be trusted.");

    /// <summary>A signed decision.</summary>
    public static readonly FailureCode DecisionUnproven = new("AUD019", "The signature of a decision does not hold", "Compare with the store that the decision came from: `fm audit verify` there.");

    /// <summary>A time that cannot be read.</summary>
    public static readonly FailureCode Period = new("AUD020", "A time cannot be read", "Write days such as 2026-07-01, a quarter such as 2026-Q3, or an instant with its offset from UTC; zones have IANA names such as Europe/Berlin.");

    /// <summary>Nothing there at that time.</summary>
    public static readonly FailureCode NothingThen = new("AUD021", "Nothing was in force", "Before its first run that completed, an environment holds what nobody here brought; name a later time, or another environment.");
}
