using CsCheck;
using FunctionsMigrator.Core.Planning.Rendering;

namespace FunctionsMigrator.Core.Tests.Planning.Rendering;

public sealed class LineDiffTests
{
    private static readonly Gen<string> Texts = Gen.Int[0, 3].Select(number => "abc "[number].ToString().Trim()).List[0, 12].Select(lines => string.Join('\n', lines));

    [Fact]
    public void The_lines_that_stay_or_come_are_the_new_text_and_those_that_stay_or_go_the_old_one() =>
        Gen.Select(Texts, Texts).Sample((before, after) =>
        {
            var lines = LineDiff.Of(before, after, context: 1000);

            Assert.Equal(before == after ? "" : before, Joined(lines, DiffKind.Removed));
            Assert.Equal(before == after ? "" : after, Joined(lines, DiffKind.Added));
        });

    [Fact]
    public void Equal_texts_have_no_difference() => Assert.Empty(LineDiff.Of("a\nb", "a\nb"));

    [Fact]
    public void Only_lines_near_a_difference_are_shown()
    {
        var before = string.Join('\n', Enumerable.Range(0, 100));
        var after = before.Replace("\n50\n", "\nfifty\n", StringComparison.Ordinal);

        var lines = LineDiff.Of(before, after);

        Assert.Equal(["...", "48", "49", "-50", "+fifty", "51", "52", "..."], lines.Select(line => line.Kind switch
        {
            DiffKind.Removed => "-" + line.Text,
            DiffKind.Added => "+" + line.Text,
            _ => line.Text,
        }));
    }

    private static string Joined(IReadOnlyList<DiffLine> lines, DiffKind kind) =>
        string.Join('\n', lines.Where(line => line.Kind is DiffKind.Same || line.Kind == kind).Select(line => line.Text));
}
