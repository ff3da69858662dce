using FunctionsMigrator.Core.Runs;

namespace FunctionsMigrator.Core.Tests.Runs;

public sealed class LongWaitTests
{
    private static readonly DateTimeOffset Since = new(2026, 11, 23, 12, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData(0, 30, 30)]
    [InlineData(150, 30, 30)]
    [InlineData(300, 30, 60)]
    [InlineData(5 * 86_400, 30, 86_400)]
    [InlineData(90 * 86_400, 30, 86_400)]
    [InlineData(90 * 86_400, 2 * 86_400, 2 * 86_400)]
    [InlineData(-3_600, 30, 30)]
    public void It_looks_again_after_a_fifth_of_the_wait_within_its_bounds(int waited, int shortest, int expected)
    {
        var now = Since.AddSeconds(waited);

        Assert.Equal(now.AddSeconds(expected), LongWait.LookAgain(now, Since, TimeSpan.FromSeconds(shortest)));
    }

    [Theory]
    [InlineData(30)]
    [InlineData(60)]
    [InlineData(6 * 3_600)]
    public void Two_months_are_waited_for_in_less_than_a_hundred_and_ten_looks(int shortest)
    {
        var looks = 0;
        for (var now = Since; now < Since.AddDays(60); now = LongWait.LookAgain(now, Since, TimeSpan.FromSeconds(shortest)))
        {
            looks++;
        }

        Assert.InRange(looks, 55, 109);
    }
}
