using FunctionsMigrator.Core.Analyses;
using FunctionsMigrator.Core.Model;
using FunctionsMigrator.Core.Workflow;

namespace FunctionsMigrator.Core.Tests.Analyses;

public sealed class AnalysisTallyTests
{
    private static readonly DateTimeOffset Now = DateTimeOffset.Parse("2026-11-23T09:00:00Z");

    [Fact]
    public void Nothing_passes_that_was_not_measured() =>
        Assert.Equal(AnalysisVerdict.Inconclusive, Judge(new AnalysisDefinition(), last: true));

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(100)]
    public void Nothing_passes_whose_measurements_are_all_errors(int errors) =>
        Assert.Equal(AnalysisVerdict.Inconclusive, Judge(new AnalysisDefinition { ConsecutiveErrorLimit = 1000 }, last: true, [.. Enumerable.Repeat(MeasurementVerdict.Error, errors)]));

    [Fact]
    public void More_failures_than_the_limit_decide_before_the_end()
    {
        var definition = new AnalysisDefinition { FailureLimit = 1 };

        Assert.Equal(AnalysisVerdict.Open, Judge(definition, last: false, MeasurementVerdict.Fail));
        Assert.Equal(AnalysisVerdict.Fail, Judge(definition, last: false, MeasurementVerdict.Fail, MeasurementVerdict.Pass, MeasurementVerdict.Fail));
    }

    [Fact]
    public void More_inconclusive_ones_than_the_limit_wait_for_a_person()
    {
        var definition = new AnalysisDefinition { InconclusiveLimit = 1 };

        Assert.Equal(AnalysisVerdict.Open, Judge(definition, last: false, MeasurementVerdict.Inconclusive));
        Assert.Equal(AnalysisVerdict.Pass, Judge(definition, last: true, MeasurementVerdict.Inconclusive, MeasurementVerdict.Pass));
        Assert.Equal(AnalysisVerdict.Inconclusive, Judge(definition, last: false, MeasurementVerdict.Inconclusive, MeasurementVerdict.Inconclusive));
    }

    [Fact]
    public void Errors_in_a_row_are_inconclusive_and_a_measurement_between_them_starts_the_row_again()
    {
        var definition = new AnalysisDefinition { ConsecutiveErrorLimit = 1 };

        Assert.Equal(AnalysisVerdict.Open, Judge(definition, last: false, MeasurementVerdict.Error, MeasurementVerdict.Pass, MeasurementVerdict.Error));
        Assert.Equal(AnalysisVerdict.Inconclusive, Judge(definition, last: false, MeasurementVerdict.Error, MeasurementVerdict.Error));
    }

    [Fact]
    public void Four_errors_in_a_row_are_forgiven_by_default_and_five_are_not()
    {
        Assert.Equal(AnalysisVerdict.Open, Judge(new AnalysisDefinition(), last: false, [.. Enumerable.Repeat(MeasurementVerdict.Error, 4)]));
        Assert.Equal(AnalysisVerdict.Inconclusive, Judge(new AnalysisDefinition(), last: false, [.. Enumerable.Repeat(MeasurementVerdict.Error, 5)]));
    }

    [Fact]
    public void Enough_good_ones_in_a_row_end_the_measuring_and_fewer_do_not_pass()
    {
        var definition = new AnalysisDefinition { ConsecutiveSuccessLimit = 2, FailureLimit = 1 };

        Assert.NotNull(Add(definition, MeasurementVerdict.Pass, MeasurementVerdict.Fail, MeasurementVerdict.Pass).Next);
        Assert.Equal(AnalysisVerdict.Inconclusive, Judge(definition, last: true, MeasurementVerdict.Pass, MeasurementVerdict.Fail, MeasurementVerdict.Pass));
        Assert.Null(Add(definition, MeasurementVerdict.Pass, MeasurementVerdict.Fail, MeasurementVerdict.Pass, MeasurementVerdict.Pass).Next);
        Assert.Equal(AnalysisVerdict.Pass, Judge(definition, last: true, MeasurementVerdict.Pass, MeasurementVerdict.Fail, MeasurementVerdict.Pass, MeasurementVerdict.Pass));
    }

    [Fact]
    public void Failures_beat_enough_good_ones() =>
        Assert.Equal(AnalysisVerdict.Fail, Judge(new AnalysisDefinition { ConsecutiveSuccessLimit = 1 }, last: true, MeasurementVerdict.Fail, MeasurementVerdict.Pass));

    [Fact]
    public void A_counted_analysis_is_not_due_again() =>
        Assert.Null(Add(new AnalysisDefinition { Count = 1 }, MeasurementVerdict.Pass).Next);

    [Fact]
    public void A_clock_that_was_set_back_does_not_put_the_next_measurement_off()
    {
        var definition = new AnalysisDefinition { Interval = TimeSpan.FromMinutes(1), InitialDelay = TimeSpan.FromMinutes(5) };
        var tally = AnalysisTally.Add(new Tally("a", "r"), definition, new Judgement(MeasurementVerdict.Pass), Now);

        Assert.False(AnalysisTally.IsDue(tally, definition, Now, last: false));
        Assert.True(AnalysisTally.IsDue(tally, definition, Now.AddMinutes(1), last: false));
        Assert.True(AnalysisTally.IsDue(tally, definition, Now.AddHours(-3), last: false));
    }

    [Fact]
    public void At_the_end_only_what_was_never_measured_is_measured_before_its_time()
    {
        var definition = new AnalysisDefinition { InitialDelay = TimeSpan.FromHours(1) };
        var untouched = new Tally("a", "r", Next: Now.AddHours(1));

        Assert.False(AnalysisTally.IsDue(untouched, definition, Now, last: false));
        Assert.True(AnalysisTally.IsDue(untouched, definition, Now, last: true));
        Assert.False(AnalysisTally.IsDue(untouched with { Passed = 1 }, definition, Now, last: true));
    }

    private static Tally Add(AnalysisDefinition definition, params IReadOnlyList<MeasurementVerdict> verdicts) =>
        verdicts.Aggregate(new Tally("a", "r"), (sum, verdict) => AnalysisTally.Add(sum, definition, new Judgement(verdict), Now));

    private static AnalysisVerdict Judge(AnalysisDefinition definition, bool last, params IReadOnlyList<MeasurementVerdict> verdicts) =>
        AnalysisTally.Judge([Add(definition, verdicts)], new Dictionary<string, AnalysisDefinition> { ["a"] = definition }, last).Verdict;
}
