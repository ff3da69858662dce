using FunctionsMigrator.Core.Findings;
using FunctionsMigrator.Core.Findings.Codes;
using FunctionsMigrator.Core.Lint;
using FunctionsMigrator.Core.Model;

namespace FunctionsMigrator.Core.Tests.Lint;

public sealed class LintLevelsTests
{
    [Theory]
    [InlineData("", Severity.Warning, Severity.Warning)]
    [InlineData("LINT102=error", Severity.Warning, Severity.Error)]
    [InlineData("LINT102=info", Severity.Warning, Severity.Info)]
    [InlineData("LINT102=off", Severity.Warning, null)]
    [InlineData("default=error", Severity.Warning, Severity.Error)]
    [InlineData("default=off", Severity.Warning, null)]
    [InlineData("default=error LINT102=warning", Severity.Warning, Severity.Warning)]
    [InlineData("LINT103=error", Severity.Warning, Severity.Warning)]
    [InlineData("default=info", Severity.Error, Severity.Error)]
    [InlineData("LINT102=warning", Severity.Error, Severity.Warning)]
    [InlineData("LINT102=off", Severity.Error, null)]
    [InlineData("LINT102=error", Severity.Info, Severity.Info)]
    [InlineData("default=off", Severity.Info, Severity.Info)]
    [InlineData("LINT102=off", Severity.Info, null)]
    public void A_finding_weighs_what_the_policy_says_of_its_code_and_else_of_all(string levels, Severity severity, Severity? expected)
    {
        var policy = levels.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(level => level.Split('=')).ToDictionary(level => level[0], level => Enum.Parse<LintLevel>(level[1], ignoreCase: true));

        var weighed = new LintLevels(policy).Apply([LintCodes.DropTable.Finding("orders goes.", severity: severity)]);

        Assert.Equal(expected is null ? [] : [expected.Value], weighed.Select(finding => finding.Severity));
    }

    [Fact]
    public void Findings_of_others_are_left_alone()
    {
        var other = PlanCodes.TakenBack.Finding("V2 is what a run took back.");

        Assert.Equal([other], new LintLevels(new Dictionary<string, LintLevel> { [LintLevels.Default] = LintLevel.Error }).Apply([other]));
    }
}
