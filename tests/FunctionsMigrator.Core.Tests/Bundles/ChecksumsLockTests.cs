using FunctionsMigrator.Core.Bundles;
using FunctionsMigrator.Core.Findings;
using FunctionsMigrator.Core.Findings.Codes;
using FunctionsMigrator.Testing;

namespace FunctionsMigrator.Core.Tests.Bundles;

public sealed class ChecksumsLockTests
{
    // SHA-256 of "1\n", "2\n" and "3\n", as sha256sum prints them.
    private const string One = "4355a46b19d348dc2f57c046f8ef63d4538ebb936000f3c9ee954a27460dd865";
    private const string Two = "53c234e5e8472b6ac51c1ae1cab3fe06fad053beb8ebfd8977b010655bfdd3c3";
    private const string Three = "1121cfccd5913f0a63fec40a6ffd44ea64f9dc135c66634ba001d10bcf4302a2";

    private static readonly string[] Manifest = ["repository:migrator.yaml", "settings:metadata/a.yaml", "content:metadata/B.csv"];

    private static MemoryTree Files => new(("migrator.yaml", "1\n"), ("metadata/a.yaml", "2\n"), ("metadata/B.csv", "3\n"), ("README.md", "no run reads it"));

    [Fact]
    public async Task The_lock_has_a_line_per_file_in_ordinal_order_as_sha256sum_writes_it()
    {
        var repository = await Repositories.OfAsync(Files, Manifest);

        Assert.Equal($"{Three}  metadata/B.csv\n{Two}  metadata/a.yaml\n{One}  migrator.yaml\n", ChecksumsLock.Of(repository.Manifest).Write());
    }

    [Fact]
    public async Task What_was_written_is_read_and_fits()
    {
        var repository = await Repositories.OfAsync(Files, Manifest);
        var written = ChecksumsLock.Of(repository.Manifest);

        var read = ChecksumsLock.Parse(written.Write()).Value;

        Assert.Equal(written.Lines, read.Lines);
        Assert.Empty(read.Compare(repository.Manifest));
    }

    [Fact]
    public async Task Files_that_are_checked_out_with_other_line_ends_still_fit()
    {
        var text = ChecksumsLock.Of((await Repositories.OfAsync(Files, Manifest)).Manifest).Write();
        var windows = Files.With("migrator.yaml", "\uFEFF1\r\n").With("metadata/a.yaml", "2\r\n").With(ChecksumsLock.FileName, text.ReplaceLineEndings("\r\n"));

        Assert.Empty(await ChecksumsLock.CheckAsync(await Repositories.OfAsync(windows, Manifest), TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task An_edited_an_added_and_a_removed_file_are_named_with_their_lines()
    {
        var text = ChecksumsLock.Of((await Repositories.OfAsync(Files, Manifest)).Manifest).Write();
        var edited = Files.With("metadata/a.yaml", "changed\n").With("metadata/added.yaml", "new\n").Without("metadata/B.csv").With(ChecksumsLock.FileName, text);

        var findings = await CheckAsync(edited, "repository:migrator.yaml", "settings:metadata/a.yaml", "settings:metadata/added.yaml");

        Assert.Equal(
            [
                (BundleCodes.LockRemoved.Code, 1, "metadata/B.csv was removed"),
                (BundleCodes.LockEdited.Code, 2, "metadata/a.yaml was edited"),
                (BundleCodes.LockAdded.Code, 3, "metadata/added.yaml was added"),
            ],
            findings.Select(finding => (finding.Code, finding.Place!.Line, finding.Message.Split(':')[0])));
        Assert.All(findings, finding => Assert.Equal((Severity.Error, ChecksumsLock.FileName), (finding.Severity, finding.Place!.File)));
        Assert.Contains($"its checksum is {Digest.Of("changed\n").Short}, checksums.lock says {Two[..8]}", findings[1].Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_file_behind_the_last_line_is_added_there()
    {
        var text = ChecksumsLock.Of((await Repositories.OfAsync(Files, Manifest)).Manifest).Write();

        var findings = await CheckAsync(Files.With("z.yaml", "1").With(ChecksumsLock.FileName, text), [.. Manifest, "settings:z.yaml"]);

        Assert.Equal((BundleCodes.LockAdded.Code, 4), (Assert.Single(findings).Code, findings[0].Place!.Line));
    }

    [Fact]
    public async Task Without_a_lock_there_is_a_warning_and_no_more()
    {
        var finding = Assert.Single(await CheckAsync(Files, Manifest));

        Assert.Equal((BundleCodes.LockAbsent.Code, Severity.Warning), (finding.Code, finding.Severity));
    }

    [Fact]
    public async Task An_empty_lock_knows_no_file()
    {
        var findings = await CheckAsync(Files.With(ChecksumsLock.FileName, ""), Manifest);

        Assert.Equal([BundleCodes.LockAdded.Code, BundleCodes.LockAdded.Code, BundleCodes.LockAdded.Code], findings.Select(finding => finding.Code));
    }

    [Fact]
    public async Task A_file_of_several_kinds_is_one_line()
    {
        var repository = await Repositories.OfAsync(Files, [.. Manifest, "policy:migrator.yaml"]);

        Assert.Equal(3, ChecksumsLock.Of(repository.Manifest).Lines.Count);
        Assert.Empty(ChecksumsLock.Of(repository.Manifest).Compare(repository.Manifest));
    }

    [Theory]
    [InlineData(One)]
    [InlineData(One + "  ")]
    [InlineData(One + " a.yaml")]
    [InlineData(One + " *a.yaml")]
    [InlineData("4355A46B19D348DC2F57C046F8EF63D4538EBB936000F3C9EE954A27460DD865  a.yaml")]
    [InlineData("4355a46b  a.yaml")]
    [InlineData("<<<<<<< HEAD")]
    [InlineData("# a comment")]
    [InlineData("")]
    public void A_malformed_line_is_found_with_its_number(string line)
    {
        var finding = Assert.Single(ChecksumsLock.Parse($"{Two}  a\n{line}\n{Three}  c\n").Findings);

        Assert.Equal((BundleCodes.LockMalformed.Code, 2), (finding.Code, finding.Place!.Line));
    }

    [Fact]
    public void Doubled_and_unsorted_lines_are_found_with_their_numbers()
    {
        var findings = ChecksumsLock.Parse($"{One}  b\n{Two}  b\n{Two}  a\n{Two}  B\nnonsense\n{Two}  c\n").Findings;

        Assert.Equal(
            [
                (BundleCodes.LockDuplicate.Code, 2),
                (BundleCodes.LockUnsorted.Code, 3),
                (BundleCodes.LockUnsorted.Code, 4),
                (BundleCodes.LockMalformed.Code, 5),
            ],
            findings.Select(finding => (finding.Code, finding.Place!.Line)));
    }

    [Fact]
    public async Task A_lock_that_cannot_be_read_is_no_lock_that_fits()
    {
        var findings = await CheckAsync(Files.With(ChecksumsLock.FileName, "nonsense\n"), Manifest);

        Assert.Equal(BundleCodes.LockMalformed.Code, Assert.Single(findings).Code);
    }

    private static async Task<IReadOnlyList<Finding>> CheckAsync(MemoryTree tree, params string[] manifest) =>
        await ChecksumsLock.CheckAsync(await Repositories.OfAsync(tree, manifest), TestContext.Current.CancellationToken);
}
