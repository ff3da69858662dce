using System.Text;
using FunctionsMigrator.Core.Findings;
using FunctionsMigrator.Core.Lint;
using FunctionsMigrator.Testing;

namespace FunctionsMigrator.Core.Tests.Lint;

public sealed class LintExampleTests
{
    public static TheoryData<string> Examples => [.. LintExample.All.Select(example => example.ToString())];

    [Fact]
    public void Every_analyzer_has_a_document_and_examples_of_both_kinds()
    {
        Assert.All(LintAnalyzers.All, analyzer =>
        {
            var folder = LintExample.FolderOf(analyzer);
            Assert.True(File.Exists(Path.Combine(folder, "doc.md")), $"{folder} has no doc.md.");
            Assert.Contains(LintExample.All, example => example.Analyzer == analyzer && example.IsBad);
            Assert.Contains(LintExample.All, example => example.Analyzer == analyzer && !example.IsBad);
        });
    }

    [Fact]
    public void Every_code_of_the_linter_belongs_to_one_analyzer_and_no_folder_to_none()
    {
        var codes = FailureCatalogue.All.Where(code => code.Code.StartsWith("LINT", StringComparison.Ordinal)).Select(code => code.Code);
        var documents = Directory.GetFiles(Path.Combine(SourceFolders.Repository, "src", "FunctionsMigrator.Core", "Lint"), "doc.md", SearchOption.AllDirectories);

        Assert.Equal(codes, LintAnalyzers.Codes);
        Assert.Equal(
            LintAnalyzers.All.Select(analyzer => Path.GetFullPath(Path.Combine(LintExample.FolderOf(analyzer), "doc.md"))).Order(StringComparer.Ordinal),
            documents.Select(Path.GetFullPath).Order(StringComparer.Ordinal));
    }

    [Theory]
    [MemberData(nameof(Examples))]
    public async Task A_bad_example_gives_just_its_code_and_a_good_one_none(string name)
    {
        var example = LintExample.All.Single(example => example.ToString() == name);

        var found = await example.LintAsync();

        Assert.Equal(example.Expected.Order(), found.Where(finding => finding.Severity > Severity.Info).Select(finding => finding.Code).Distinct().Order());
        Assert.All(found, finding => Assert.Equal("sql/V7__change.sql", finding.Place?.File));
    }

    [Fact]
    public void The_document_of_the_linter_holds_every_analyzer_with_its_examples()
    {
        var text = new StringBuilder(File.ReadAllText(Path.Combine(SourceFolders.Repository, "src", "FunctionsMigrator.Core", "Lint", "doc-head.md")).ReplaceLineEndings("\n").TrimEnd('\n'));
        text.Append("\n\n## Codes\n\n| code | what |\n|---|---|\n");
        foreach (var analyzer in LintAnalyzers.All)
        {
            text.Append($"| [{analyzer.Code.Code}](#{analyzer.Code.Code.ToLowerInvariant()}) | {analyzer.Code.Title} |\n");
        }

        foreach (var analyzer in LintAnalyzers.All)
        {
            text.Append($"\n### {analyzer.Code.Code}\n\n**{analyzer.Code.Title}.** ");
            text.Append(File.ReadAllText(Path.Combine(LintExample.FolderOf(analyzer), "doc.md")).ReplaceLineEndings("\n").TrimEnd('\n'));
            text.Append($"\n\nThe safe way: {char.ToLowerInvariant(analyzer.Code.Remedy[0])}{analyzer.Code.Remedy[1..]}\n".Replace(": cREATE", ": CREATE", StringComparison.Ordinal).Replace(": dROP", ": DROP", StringComparison.Ordinal).Replace(": rEINDEX", ": REINDEX", StringComparison.Ordinal));
            foreach (var example in LintExample.All.Where(example => example.Analyzer == analyzer))
            {
                text.Append($"\n{(example.IsBad ? "Bad" : "Good")}:\n\n```sql\n{example.Sql.TrimEnd('\n')}\n```\n");
            }
        }

        Approved.MatchesInRepository(text.ToString(), "docs/lint.md");
    }
}
