using FunctionsMigrator.Core.Planning.Rendering;
using FunctionsMigrator.Testing;

namespace FunctionsMigrator.Core.Tests.Planning.Rendering;

public sealed class PlanTextTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_plan_reads_as_approved() =>
        Approved.Matches(await TextAsync(RenderingPlans.Usual(), new PlanLimits()), "Planning/Rendering/PlanText.approved.txt");

    [Fact]
    public async Task An_uncommitted_plan_says_that_it_cannot_be_approved() =>
        Assert.Contains("not committed: cannot be approved", await TextAsync(RenderingPlans.Usual(commit: null), new PlanLimits()), StringComparison.Ordinal);

    [Fact]
    public async Task What_is_left_out_is_counted()
    {
        var text = await TextAsync(RenderingPlans.Sized(targets: 4, changes: 30), new PlanLimits(Changes: 40));

        Assert.Equal(40, text.Split('\n').Count(line => line.StartsWith("  + create", StringComparison.Ordinal)));
        Assert.Contains("  ... 20 more changes\n", text, StringComparison.Ordinal);
        Assert.Contains("... and changes on 2 more targets", text, StringComparison.Ordinal);
        Assert.Contains("Plan: 120 to create, 0 to change, 0 to delete, 0 to run. 4 of 4 targets change.", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Only_as_many_lines_are_read_as_are_shown()
    {
        var read = 0;
        var plan = RenderingPlans.Sized(targets: 1, changes: 1000);
        var counting = plan with { Changes = (target, cancellation) => plan.Changes(target, cancellation).Select(change => { read++; return change; }) };

        await TextAsync(counting, new PlanLimits(Changes: 10));

        Assert.Equal(10, read);
    }

    [Theory]
    [InlineData("\u001b[2Jgone")]
    [InlineData("a\rb")]
    [InlineData("\u009b31m")]
    [InlineData("user\u202egnp.exe")]
    [InlineData("bell\u0007")]
    public async Task What_a_terminal_would_obey_is_shown_as_its_code(string hostile)
    {
        var text = await TextAsync(RenderingPlans.One_change(hostile, before: hostile, after: $"{hostile}\nsecond line {hostile}"), new PlanLimits());

        Assert.DoesNotContain(text, unit => char.IsControl(unit) && unit != '\n');
        Assert.DoesNotContain('\u202e', text);
        Assert.Contains("<U+", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_plan_without_changes_says_so()
    {
        var text = await TextAsync(RenderingPlans.Sized(targets: 2, changes: 0), new PlanLimits());

        Assert.Contains("Nothing to do: 2 targets hold what git wants.", text, StringComparison.Ordinal);
    }

    private static async Task<string> TextAsync(PlanView plan, PlanLimits limits)
    {
        var lines = new List<string>();
        await foreach (var line in PlanText.RenderAsync(plan, limits, Cancellation))
        {
            Assert.DoesNotContain('\n', line.Text);
            lines.Add(line.Text);
        }

        return string.Join('\n', lines) + "\n";
    }
}
