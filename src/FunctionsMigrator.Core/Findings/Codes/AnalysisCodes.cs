namespace FunctionsMigrator.Core.Findings.Codes;

/// <summary>Analyses: measuring a wave while it bakes.</summary>
public static class AnalysisCodes
{
    /// <summary>The verdict is Fail.</summary>
    public static readonly FailureCode Failed = new("ANA001", "An analysis failed", "Look at the measurements; the run took its changes back, or waits for you.");

    /// <summary>The verdict is Inconclusive.</summary>
    public static readonly FailureCode Inconclusive = new("ANA002", "An analysis is inconclusive", "Look at what is measured, then `fm resume RUN` or `fm abort RUN`.");

    /// <summary>A measurement could not be taken.</summary>
    public static readonly FailureCode Unavailable = new("ANA003", "A measurement could not be taken", "Check the address or the query of the analysis.", Severity.Warning);

    /// <summary>An analysis compares with unchanged regions where there are none.</summary>
    public static readonly FailureCode NothingUnchanged = new(
        "ANA004", "Nothing is left to compare with", "Name other analyses in the last wave, or say `onNoData: pass` where a wave without a comparison may pass.");
}
