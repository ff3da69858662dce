using CsCheck;
using FunctionsMigrator.Core.Analyses;
using FunctionsMigrator.Core.Findings;
using FunctionsMigrator.Core.Findings.Codes;
using FunctionsMigrator.Core.Model;

namespace FunctionsMigrator.Core.Tests.Analyses;

public sealed class SampleJudgeTests
{
    private static readonly Outcome<Sample> Broken = AnalysisCodes.Unavailable.Fail<Sample>("it cannot be reached.");

    [Theory]
    [InlineData("result < 0.01", "result >= 0.05", 0.005, MeasurementVerdict.Pass)]
    [InlineData("result < 0.01", "result >= 0.05", 0.05, MeasurementVerdict.Fail)]
    [InlineData("result < 0.01", "result >= 0.05", 0.03, MeasurementVerdict.Inconclusive)]
    [InlineData("result < 0.01", null, 0.03, MeasurementVerdict.Fail)]
    [InlineData(null, "result >= 0.05", 0.03, MeasurementVerdict.Pass)]
    [InlineData("result < 1", "result < 1", 0.5, MeasurementVerdict.Fail)]
    [InlineData(null, null, 0.5, MeasurementVerdict.Inconclusive)]
    public void Neither_condition_met_is_inconclusive_and_failure_beats_success(string? success, string? failure, double number, MeasurementVerdict expected) =>
        Assert.Equal(expected, SampleJudge.Judge(new AnalysisDefinition { SuccessCondition = success, FailureCondition = failure }, number));

    [Theory]
    [InlineData(OnNoData.Hold, MeasurementVerdict.Inconclusive)]
    [InlineData(OnNoData.Fail, MeasurementVerdict.Fail)]
    [InlineData(OnNoData.Pass, MeasurementVerdict.Pass)]
    public void No_data_means_what_the_rule_says_and_is_told(OnNoData rule, MeasurementVerdict expected)
    {
        var judged = SampleJudge.Judge(new AnalysisDefinition { SuccessCondition = "result < 1", OnNoData = rule }, Outcome.Of(Sample.None));

        Assert.Equal(expected, judged.Verdict);
        Assert.Null(judged.Result);
        Assert.Equal("no data", judged.Why);
    }

    [Fact]
    public void An_error_is_an_error_whatever_no_data_means() =>
        Assert.Equal(new Judgement(MeasurementVerdict.Error, Why: "it cannot be reached."), SampleJudge.Judge(new AnalysisDefinition { SuccessCondition = "result < 1", OnNoData = OnNoData.Pass }, Broken));

    [Theory]
    [InlineData(new[] { 0.1, 0.2 }, MeasurementVerdict.Pass, 0.1)]
    [InlineData(new[] { 0.1, 3, 9 }, MeasurementVerdict.Inconclusive, 3.0)]
    [InlineData(new[] { 0.1, 3, 11, 12 }, MeasurementVerdict.Fail, 11.0)]
    public void Of_several_numbers_the_worst_counts(double[] numbers, MeasurementVerdict expected, double worst)
    {
        var judged = SampleJudge.Judge(new AnalysisDefinition { SuccessCondition = "result < 1", FailureCondition = "result > 10" }, Outcome.Of(new Sample(numbers)));

        Assert.Equal((expected, worst), (judged.Verdict, judged.Result));
    }

    [Theory]
    [InlineData(double.PositiveInfinity, MeasurementVerdict.Fail, "the result is +Inf")]
    [InlineData(double.NegativeInfinity, MeasurementVerdict.Pass, "the result is -Inf")]
    public void An_infinite_number_is_compared_as_one_and_told_in_words(double number, MeasurementVerdict expected, string why)
    {
        var judged = SampleJudge.Judge(new AnalysisDefinition { SuccessCondition = "result < 1" }, Outcome.Of(Sample.Of(number)));

        Assert.Equal(new Judgement(expected, null, why, Samples: 1), judged);
    }

    [Fact]
    public void Fewer_samples_than_are_wanted_are_no_data()
    {
        var definition = new AnalysisDefinition { SuccessCondition = "result < 1", MinimumSamples = 100 };

        Assert.Equal(new Judgement(MeasurementVerdict.Inconclusive, Why: "99 of at least 100 samples", Samples: 99), SampleJudge.Judge(definition, Outcome.Of(new Sample([0.5], 99))));
        Assert.Equal(MeasurementVerdict.Pass, SampleJudge.Judge(definition, Outcome.Of(new Sample([0.5], 100))).Verdict);
    }

    [Theory]
    [InlineData(0.02, 0.01, 2.0, MeasurementVerdict.Fail)]
    [InlineData(0.011, 0.01, 1.1, MeasurementVerdict.Pass)]
    [InlineData(0, 0.01, 0.0, MeasurementVerdict.Pass)]
    [InlineData(0, 0, 1.0, MeasurementVerdict.Pass)]
    public void A_comparison_judges_the_ratio_and_two_zeros_are_the_same(double changed, double unchanged, double ratio, MeasurementVerdict expected)
    {
        var judged = Compare(Outcome.Of(Sample.Of(changed)), Outcome.Of(Sample.Of(unchanged)));

        Assert.Equal(expected, judged.Verdict);
        Assert.Equal(ratio, judged.Result!.Value, 12);
        Assert.Equal((changed, unchanged), (judged.Number, judged.Baseline));
    }

    [Theory]
    [InlineData(OnNoData.Hold, MeasurementVerdict.Inconclusive)]
    [InlineData(OnNoData.Fail, MeasurementVerdict.Fail)]
    [InlineData(OnNoData.Pass, MeasurementVerdict.Pass)]
    public void Where_only_the_unchanged_regions_measure_zero_there_is_no_ratio(OnNoData rule, MeasurementVerdict expected)
    {
        var judged = Compare(Outcome.Of(Sample.Of(0.001)), Outcome.Of(Sample.Of(0)), rule);

        Assert.Equal(new Judgement(expected, null, "the unchanged regions measure 0, so there is no ratio", 0.001, 0, 1), judged);
    }

    [Fact]
    public void One_ill_region_among_the_unchanged_ones_does_not_move_the_baseline()
    {
        Assert.Equal(2, Compare(Outcome.Of(Sample.Of(2)), Outcome.Of(new Sample([1, 1, 1000]))).Result);
        Assert.Equal(1, Compare(Outcome.Of(Sample.Of(2)), Outcome.Of(new Sample([1, 3]))).Result);
    }

    [Fact]
    public void A_comparison_without_another_side_is_no_data_and_one_that_cannot_be_asked_is_an_error()
    {
        Assert.Equal(MeasurementVerdict.Inconclusive, Compare(Outcome.Of(Sample.Of(1)), null).Verdict);
        Assert.Equal(new Judgement(MeasurementVerdict.Inconclusive, Why: "the unchanged regions: no data", Samples: 0), Compare(Outcome.Of(Sample.Of(1)), Outcome.Of(Sample.None)));
        Assert.Equal(new Judgement(MeasurementVerdict.Error, Why: "the unchanged regions: it cannot be reached."), Compare(Outcome.Of(Sample.Of(1)), Broken));
        Assert.Equal(MeasurementVerdict.Inconclusive, Compare(Outcome.Of(Sample.Of(1)), Outcome.Of(Sample.Of(double.PositiveInfinity))).Verdict);
    }

    [Fact]
    public void A_comparison_wants_its_samples_on_both_sides()
    {
        var definition = new AnalysisDefinition { SuccessCondition = "result < 1.5", CompareWith = CompareWith.Unchanged, MinimumSamples = 50 };

        Assert.Equal("40 of at least 50 samples", SampleJudge.Judge(definition, Outcome.Of(new Sample([1], 40)), Outcome.Of(new Sample([1], 500))).Why);
        Assert.Equal("the unchanged regions: 40 of at least 50 samples", SampleJudge.Judge(definition, Outcome.Of(new Sample([1], 500)), Outcome.Of(new Sample([1], 40))).Why);
        Assert.Equal(MeasurementVerdict.Pass, SampleJudge.Judge(definition, Outcome.Of(new Sample([1], 50)), Outcome.Of(new Sample([1], 50))).Verdict);
    }

    [Fact]
    public void Without_a_number_nothing_passes_unless_the_rule_says_so() =>
        Gen.Select(Gen.Double.Array[0, 3], Gen.Double.Array[0, 3], Gen.Double[0, 5], Gen.Bool).Sample((changed, unchanged, samples, compares) =>
        {
            var definition = new AnalysisDefinition { SuccessCondition = "result < 1", MinimumSamples = 3, CompareWith = compares ? CompareWith.Unchanged : CompareWith.Nothing };
            var judged = SampleJudge.Judge(definition, Outcome.Of(new Sample([.. changed.Where(number => !double.IsNaN(number))], samples)), Outcome.Of(new Sample([.. unchanged.Where(number => !double.IsNaN(number))], samples)));
            return judged.Verdict is not MeasurementVerdict.Pass || (changed.Length > 0 && samples >= 3 && (!compares || unchanged.Length > 0));
        });

    private static Judgement Compare(Outcome<Sample> changed, Outcome<Sample>? unchanged, OnNoData rule = OnNoData.Hold) =>
        SampleJudge.Judge(new AnalysisDefinition { SuccessCondition = "result < 1.5", CompareWith = CompareWith.Unchanged, OnNoData = rule }, changed, unchanged);
}
