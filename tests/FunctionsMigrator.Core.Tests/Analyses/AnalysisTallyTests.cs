using FunctionsMigrator.Core.Analyses;
using FunctionsMigrator.Core.Findings;
using FunctionsMigrator.Core.Findings.Codes;
using FunctionsMigrator.Core.Model;
using FunctionsMigrator.Core.Workflow;

namespace FunctionsMigrator.Core.Tests.Analyses;

public sealed class AnalysisTallyTests
{
    private static readonly DateTimeOffset Now = DateTimeOffset.Parse("2026-11-23T09:00:00Z");

    [Theory]
    [InlineData("result < 0.01", "result >= 0.05", 0.005, AnalysisVerdict.Pass)]
    [InlineData("result < 0.01", "result >= 0.05", 0.05, AnalysisVerdict.Fail)]
    [InlineData("result < 0.01", "result >= 0.05", 0.03, AnalysisVerdict.Inconclusive)]
    [InlineData("result < 0.01", null, 0.03, AnalysisVerdict.Fail)]
    [InlineData(null, "result >= 0.05", 0.03, AnalysisVerdict.Pass)]
    [InlineData("result < 1", "result < 1", 0.5, AnalysisVerdict.Fail)]
    [InlineData(null, null, 0.5, AnalysisVerdict.Inconclusive)]
    public void Neither_condition_met_is_inconclusive_and_failure_beats_success(string? success, string? failure, double number, AnalysisVerdict expected) =>
        Assert.Equal(expected, AnalysisTally.Judge(new AnalysisDefinition { SuccessCondition = success, FailureCondition = failure }, number));

    [Theory]
    [InlineData(OnNoData.Hold, AnalysisVerdict.Inconclusive)]
    [InlineData(OnNoData.Fail, AnalysisVerdict.Fail)]
    [InlineData(OnNoData.Pass, AnalysisVerdict.Pass)]
    public void No_data_means_what_the_rule_says(OnNoData rule, AnalysisVerdict expected) =>
        Assert.Equal(expected, Judge(new AnalysisDefinition { SuccessCondition = "result < 1", OnNoData = rule }, last: true, Outcome.Of<double?>(null)));

    [Fact]
    public void Nothing_passes_that_was_not_measured() =>
        Assert.Equal(AnalysisVerdict.Inconclusive, Judge(new AnalysisDefinition { SuccessCondition = "result < 1" }, last: true));

    [Fact]
    public void More_failures_than_the_limit_decide_before_the_end()
    {
        var definition = new AnalysisDefinition { SuccessCondition = "result < 1", FailureLimit = 1 };

        Assert.Equal(AnalysisVerdict.Open, Judge(definition, last: false, Of(2)));
        Assert.Equal(AnalysisVerdict.Fail, Judge(definition, last: false, Of(2), Of(0), Of(2)));
    }

    [Fact]
    public void Errors_in_a_row_are_inconclusive_and_a_measurement_between_them_starts_the_row_again()
    {
        var definition = new AnalysisDefinition { SuccessCondition = "result < 1", ConsecutiveErrorLimit = 1 };
        var error = AnalysisCodes.Unavailable.Fail<double?>("gone");

        Assert.Equal(AnalysisVerdict.Open, Judge(definition, last: false, error, Of(0), error));
        Assert.Equal(AnalysisVerdict.Inconclusive, Judge(definition, last: false, error, error));
    }

    [Fact]
    public void A_counted_analysis_is_not_due_again()
    {
        var tally = AnalysisTally.Add(new Tally("a", "r"), new AnalysisDefinition { SuccessCondition = "result < 1", Count = 1 }, Of(0), Now);

        Assert.Null(tally.Next);
    }

    private static Outcome<double?> Of(double number) => Outcome.Of<double?>(number);

    private static AnalysisVerdict Judge(AnalysisDefinition definition, bool last, params Outcome<double?>[] results)
    {
        var tally = results.Aggregate(new Tally("a", "r"), (sum, result) => AnalysisTally.Add(sum, definition, result, Now));
        return AnalysisTally.Judge([tally], new Dictionary<string, AnalysisDefinition> { ["a"] = definition }, last).Verdict;
    }
}
