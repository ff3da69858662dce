using CsCheck;
using FunctionsMigrator.Core.Operations.Histories;

namespace FunctionsMigrator.Core.Tests.Items;

public sealed class LineDiffTests
{
    [Fact]
    public void Only_what_differs_stands_there_with_two_lines_around() => Assert.Equal(
        ["...", " c", " d", "-e", "+E", "+e2", " f", " g", "..."],
        LineDiff.Of("a\nb\nc\nd\ne\nf\ng\nh\n", "a\nb\nc\nd\nE\ne2\nf\ng\nh\n"));

    [Fact]
    public void Equal_texts_have_no_difference() => Assert.Empty(LineDiff.Of("a\nb\n", "a\nb\n"));

    [Fact]
    public void Texts_too_different_to_match_are_told_one_behind_the_other()
    {
        var lines = LineDiff.Of(string.Concat(Enumerable.Range(0, 1_001).Select(i => $"{i}\n")), "x\n");

        Assert.Equal(1_002, lines.Count);
        Assert.Equal("+x", lines[^1]);
    }

    [Fact]
    public void What_went_and_what_came_make_both_texts()
    {
        var text = Gen.Int[0, 3].Select(number => $"{number}").List[0, 12];
        Gen.Select(text, text).Sample((before, after) =>
        {
            // Without blanks around nothing is left out, so that both texts can be read off.
            var lines = LineDiff.Of(string.Concat(before.Select(line => line + "\n")), string.Concat(after.Select(line => line + "\n")));
            if (!lines.Contains("..."))
            {
                Assert.Equal(before.SequenceEqual(after) ? [] : before, lines.Where(line => line[0] != '+').Select(line => line[1..]));
                Assert.Equal(before.SequenceEqual(after) ? [] : after, lines.Where(line => line[0] != '-').Select(line => line[1..]));
            }
        });
    }

    [Theory]
    [InlineData("CREATE TABLE t(id int);\nINSERT INTO t VALUES(1);\n", 1971911348)]
    [InlineData("CREATE TABLE t(id int);\r\nINSERT INTO t VALUES(1);\r\n", 1971911348)]
    [InlineData("\ufeffCREATE TABLE t(id int);\nINSERT INTO t VALUES(1);", 1971911348)]
    [InlineData("", 0)]
    public void The_checksum_is_Flyways(string text, int checksum) => Assert.Equal(checksum, FlywayChecksum.Of(text));
}
