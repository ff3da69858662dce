using FunctionsMigrator.Testing;
using Xunit.Sdk;

namespace FunctionsMigrator.Architecture.Tests;

public sealed class ApprovedTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("fm-approved-").FullName;

    [Fact]
    public void Text_that_was_approved_passes_whatever_its_line_endings()
    {
        var file = Write("one\ntwo\n");

        Approved.Check("one\r\ntwo", file, rewrite: false);
    }

    [Fact]
    public void Text_that_differs_fails_with_the_line_and_the_fresh_text()
    {
        var file = Write("one\ntwo\n");

        var failure = Assert.Throws<FailException>(() => Approved.Check("one\nthree\n", file, rewrite: false));

        Assert.Contains("line 2", failure.Message, StringComparison.Ordinal);
        Assert.Contains("one\nthree\n", failure.Message, StringComparison.Ordinal);
        Assert.Contains("FM_APPROVE=1", failure.Message, StringComparison.Ordinal);
        Assert.Equal("one\ntwo\n", File.ReadAllText(file));
    }

    [Fact]
    public void Text_without_an_approved_file_fails()
    {
        Assert.Throws<FailException>(() => Approved.Check("one\n", Path.Combine(_folder, "absent.txt"), rewrite: false));
    }

    [Fact]
    public void Approving_writes_the_file_with_its_folders()
    {
        var file = Path.Combine(_folder, "help", "plan.approved.txt");

        Approved.Check("one\r\ntwo", file, rewrite: true);

        Assert.Equal("one\ntwo\n", File.ReadAllText(file));
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private string Write(string text)
    {
        var file = Path.Combine(_folder, "approved.txt");
        File.WriteAllText(file, text);
        return file;
    }
}
