using FunctionsMigrator.Adapters.Metadata;
using FunctionsMigrator.Core.Findings;
using FunctionsMigrator.Core.Model;
using FunctionsMigrator.Core.Ports;
using FunctionsMigrator.Testing;
using FunctionsMigrator.Testing.Metadata;

namespace FunctionsMigrator.Adapters.Tests.Metadata;

public sealed class MetadataReaderTests
{
    private static readonly MetadataReader Reader = new(StubTargetType.All);

    [Fact]
    public async Task A_valid_repository_is_read_without_a_finding()
    {
        var outcome = await ReadAsync(MetadataTrees.Shop);

        Assert.Empty(outcome.Findings.Select(finding => finding.ToString()));
        Assert.Equal("shop", outcome.Value.Repository.Name);
    }

    [Fact]
    public async Task The_sample_shop_is_valid()
    {
        var folder = Path.Combine(SourceFolders.Repository, "samples", "shop");
        var tree = Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories)
            .Select(file => Path.GetRelativePath(folder, file).Replace('\\', '/'))
            .Where(path => !path.StartsWith(".git/", StringComparison.Ordinal))
            .Aggregate(new MemoryTree(), (tree, path) => tree.With(path, File.ReadAllBytes(Path.Combine(folder, path))));

        var outcome = await ReadAsync(tree);

        Assert.Empty(outcome.Findings.Select(finding => finding.ToString()));
        Assert.Equal(["production", "staging", "test"], outcome.Value.Environments.Keys);
    }

    [Theory]
    [InlineData("people.yaml")]
    [InlineData("environments/test.yaml")]
    [InlineData("policies/production.yaml")]
    public async Task A_file_that_cannot_be_read_makes_no_name_unknown_that_may_stand_in_it(string file)
    {
        var outcome = await ReadAsync(MetadataTrees.Shop.With(file, "kind: [\n"));

        Assert.Equal(["VAL002"], outcome.Findings.Select(finding => finding.Code));
        Assert.Equal(file, outcome.Findings[0].Place!.File);
    }

    internal static Task<Outcome<MetadataRepository>> ReadAsync(ISourceTree tree) => Reader.ReadAsync(tree, TestContext.Current.CancellationToken);
}
