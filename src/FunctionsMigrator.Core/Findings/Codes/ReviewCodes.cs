namespace FunctionsMigrator.Core.Findings.Codes;

/// <summary>Links to reviews, and what is decided on pages.</summary>
public static class ReviewCodes
{
    private const string WayOn = "Open /runs/RUN/review, or find the run in the list of open runs.";

    /// <summary>No link of this store.</summary>
    public static readonly FailureCode UnknownLink = new("REV001", "There is no such link", WayOn);

    /// <summary>Too late.</summary>
    public static readonly FailureCode ExpiredLink = new("REV002", "The link has expired", WayOn);

    /// <summary>Somebody decided by it.</summary>
    public static readonly FailureCode UsedLink = new("REV003", "The link was used", WayOn);

    /// <summary>The plan was made again.</summary>
    public static readonly FailureCode OlderPlan = new("REV004", "The link is for another plan", "Open /runs/RUN/review and look at the plan that stands now.");

    /// <summary>Sent to somebody else.</summary>
    public static readonly FailureCode OtherPerson = new("REV005", "The link was sent to somebody else", "Open /runs/RUN/review; whether you may decide is said by the policy, not by a link.");

    /// <summary>Points at another run.</summary>
    public static readonly FailureCode OtherRun = new("REV006", "The link is for another run", WayOn);

    /// <summary>What the page showed does not stand any more.</summary>
    public static readonly FailureCode OldPage = new("REV007", "The page shows a plan that does not stand any more", "Open /runs/RUN/review and look at the plan that stands now.");

    /// <summary>Not one of the buttons.</summary>
    public static readonly FailureCode NoDecision = new("REV008", "The form holds no decision", "Open /runs/RUN/review and use one of its buttons.");
}
