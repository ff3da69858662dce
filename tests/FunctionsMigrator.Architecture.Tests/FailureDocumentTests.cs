using System.Reflection;
using System.Text;
using FunctionsMigrator.Core.Findings;
using FunctionsMigrator.Testing;

namespace FunctionsMigrator.Architecture.Tests;

public sealed class FailureDocumentTests
{
    [Fact]
    public void Codes_are_unique_and_well_formed()
    {
        Assert.Empty(FailureCatalogue.All.GroupBy(code => code.Code).Where(same => same.Count() > 1).Select(same => same.Key));
        Assert.All(FailureCatalogue.All, code => Assert.Matches("^[A-Z]{3,4}[0-9]{3}$", code.Code));
    }

    [Fact]
    public void Every_failure_has_a_title_and_a_remedy_that_reads_as_a_sentence()
    {
        Assert.All(FailureCatalogue.All, code =>
        {
            Assert.True(code.Title.Length > 0 && !code.Title.EndsWith('.'), $"{code.Code}: the title '{code.Title}' is a few words, not a sentence.");
            Assert.True(code.Remedy.EndsWith('.') || code.Remedy.EndsWith('?') || code.Remedy.EndsWith('`'), $"{code.Code}: the remedy '{code.Remedy}' is no sentence.");
        });
    }

    [Fact]
    public void Every_failure_is_in_the_document_as_the_code_has_it()
    {
        var text = new StringBuilder();
        text.Append("# Failures\n\n");
        text.Append("Every expected failure has a code that never changes its meaning. The message beside it says what is wrong and where; this is what to do about it,\n");
        text.Append("unless the message knows better. A *warning* lets you go on, an *error* does not.\n\n");
        text.Append("This page is written from the code by a test (`FM_APPROVE=1 dotnet test` rewrites it).\n");
        foreach (var area in Areas())
        {
            text.Append($"\n## {area.Name}: {string.Join(", ", area.Codes.Select(PrefixOf).Distinct())}\n\n| code | what | severity | what to do |\n|---|---|---|---|\n");
            foreach (var code in area.Codes)
            {
                text.Append($"| {code.Code} | {Cell(code.Title)} | {code.Severity.ToString().ToLowerInvariant()} | {Cell(code.Remedy)} |\n");
            }
        }

        Approved.MatchesInRepository(text.ToString(), "docs/failures.md");
        Assert.All(FailureCatalogue.All, code => Assert.Contains($"| {code.Code} |", text.ToString(), StringComparison.Ordinal));
    }

    private static IEnumerable<(string Name, IReadOnlyList<FailureCode> Codes)> Areas() =>
        typeof(FailureCode).Assembly.GetTypes()
            .Where(type => type.Namespace == "FunctionsMigrator.Core.Findings.Codes" && type.IsPublic)
            .Select(type => (
                type.Name.Replace("Codes", "", StringComparison.Ordinal),
                (IReadOnlyList<FailureCode>)[.. type.GetFields(BindingFlags.Public | BindingFlags.Static)
                    .Where(field => field.FieldType == typeof(FailureCode))
                    .Select(field => (FailureCode)field.GetValue(null)!)
                    .OrderBy(code => code.Code, StringComparer.Ordinal)]))
            .OrderBy(area => area.Item1, StringComparer.Ordinal);

    private static string PrefixOf(FailureCode code) => code.Code[..^3];

    private static string Cell(string text) => text.Replace("|", "\\|", StringComparison.Ordinal);
}
