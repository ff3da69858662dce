namespace FunctionsMigrator.Core.Runs;

/// <summary>Names of the partitions of the record store. They are part of the store's format: they never change.</summary>
public static class RunPartitions
{
    /// <summary>Run records, by id.</summary>
    public const string Runs = "runs";

    /// <summary>Reservations, <c>{environment}/{commit}/{attempt}</c> to run id, create-only.</summary>
    public const string Reservations = "reservations";

    /// <summary>Ledger pointers, by target address.</summary>
    public const string Ledgers = "ledgers";

    /// <summary>Per environment the last good run and its digests.</summary>
    public const string Environments = "environments";

    /// <summary>What hosts did last, by what it is: <c>sweep</c>.</summary>
    public const string Hosts = "hosts";

    /// <summary>Per branch the head that the sweep has seen last.</summary>
    public const string Branches = "branches";

    /// <summary>Per environment what the last look for drift found.</summary>
    public const string Drift = "drift";

    /// <summary>What people are to be told of drift and were not yet, by <c>{environment}/{instant}-{items}</c>.</summary>
    public const string DriftAlerts = "drift-alerts";

    /// <summary>What people are to be told and were not yet, by <c>{run}/{key}</c>.</summary>
    public const string Notices = "notices";

    /// <summary>What became of a notice to a receiver, by <c>{run}/{notice}/{receiver}</c>.</summary>
    public const string NoticeDeliveries = "notice-deliveries";

    /// <summary>Links to reviews, by the SHA-256 of their tokens.</summary>
    public const string ReviewLinks = "review-links";

    /// <summary>The keys that protect cookies and forms, wrapped, by id.</summary>
    public const string KeyRing = "key-ring";

    /// <summary>Keys that sign, encrypted, by what they sign.</summary>
    public const string SigningKeys = "signing-keys";

    /// <summary>Who may decide in whose name, by number (six digits).</summary>
    public const string Delegations = "delegations";

    /// <summary>Pushes that git providers delivered, by provider, delivery and number.</summary>
    public const string Deliveries = "deliveries";

    /// <summary>Those of them that are to be looked at.</summary>
    public const string OpenDeliveries = "deliveries-open";

    /// <summary>What pushes said, by its SHA-256, to the key of the delivery that said it first.</summary>
    public const string PushContents = "push-contents";

    /// <summary>Which version of the record of signers stands.</summary>
    public const string Signers = "signers";

    /// <summary>When commits that are signed by a key with an end were first seen, by SHA.</summary>
    public const string CommitArrivals = "commit-arrivals";

    /// <summary>How far the heads of each environment's audit were published to a second place.</summary>
    public const string AuditHeads = "audit-heads";

    /// <summary>Posted results of checks, by <c>{commit}/{name}</c>.</summary>
    public const string Checks = "checks";

    /// <summary>Runs by the commit that they bring, <c>{commit}/{run}</c>.</summary>
    public const string RunsByCommit = "runs-by-commit";

    /// <summary>The environments that have runs, by name.</summary>
    public const string RunEnvironments = "run-environments";

    /// <summary>Runs that were not final when somebody looked last, by id.</summary>
    public const string OpenRuns = "runs-open";

    /// <summary>Nonces that were used with a signature.</summary>
    public const string Nonces = "nonces";

    /// <summary>Items of an environment that moved on their targets and not in git, by the ids of their drifts.</summary>
    public static string DriftedItems(string environment) => $"drifted:{environment}";

    /// <summary>Runs whose changes were taken back, to the blob that lists the changes.</summary>
    public static string TakenBack(string environment) => $"taken-back:{environment}";

    /// <summary>Since when which change stands on all targets of an environment, by the name of its note.</summary>
    public static string Changes(string environment) => $"changes:{environment}";

    /// <summary>Command records of a run, by number (six digits).</summary>
    public static string Commands(string run) => $"commands:{run}";

    /// <summary>State of each target of a run, by address.</summary>
    public static string Targets(string run) => $"targets:{run}";

    /// <summary>Per address the ledger pointer that stood before the run moved it.</summary>
    public static string FormerLedgers(string run) => $"former-ledgers:{run}";

    /// <summary>Per address the blob with the target's plan in one round of planning.</summary>
    public static string Plans(string run, int round) => $"plans:{run}:{round}";

    /// <summary>Per address what its rehearsal found in one round of planning.</summary>
    public static string Rehearsals(string run, int round) => $"rehearsals:{run}:{round}";

    /// <summary>Per address what its rehearsal measured in one round of planning.</summary>
    public static string RehearsalMeasures(string run, int round) => $"rehearsal-measures:{run}:{round}";

    /// <summary>Per step that may end its process: how often it was started, and how far it had come.</summary>
    public static string Starts(string run) => $"starts:{run}";

    /// <summary>Measurements of a run.</summary>
    public static string Measurements(string run) => $"measurements:{run}";

    /// <summary>What background analyses of a run counted so far, their verdict, and what of that which is written meanwhile is over.</summary>
    public static string Watches(string run) => $"watches:{run}";
}
