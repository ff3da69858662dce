using FunctionsMigrator.Core.Findings;

namespace FunctionsMigrator.Adapters.Tests.Git;

/// <summary>What a refused call says.</summary>
internal static class Refusal
{
    /// <summary>The one finding of an outcome without a value, which must be of the code.</summary>
    public static Finding Of<T>(Outcome<T> outcome, FailureCode code)
    {
        Assert.False(outcome.Succeeded, "It was not refused.");
        var finding = Assert.Single(outcome.Findings);
        Assert.True(code.Code == finding.Code, $"Expected {code.Code}, found {finding}");
        return finding;
    }
}
