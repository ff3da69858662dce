using System.CommandLine;
using System.Text.Json;
using FunctionsMigrator.Cli.CommandLine;
using FunctionsMigrator.Testing;

namespace FunctionsMigrator.Cli.Tests;

public sealed class HelpTests
{
    public static TheoryData<string> Lines { get; } = [.. new FmRoot().Subcommands.SelectMany(Paths)];

    [Theory]
    [MemberData(nameof(Lines))]
    public async Task Help_of_every_verb_is_approved(string line)
    {
        var result = await new Fm().RunAsync([.. line.Split(' '), "--help"]);

        Assert.Equal(0, result.Exit);
        Approved.Matches(result.Out, $"Help/{line.Replace(' ', '-')}.approved.txt");
    }

    [Fact]
    public async Task Help_of_fm_is_approved() => Approved.Matches((await new Fm().RunAsync("--help")).Out, "Help/fm.approved.txt");

    [Theory]
    [MemberData(nameof(Lines))]
    public void Every_verb_has_examples_that_are_command_lines_it_understands(string line)
    {
        Command command = new FmRoot();
        foreach (var word in line.Split(' '))
        {
            command = command.Subcommands.Single(verb => verb.Name == word);
        }

        var verb = Assert.IsAssignableFrom<Verb>(command);
        Assert.NotEmpty(verb.Examples);
        foreach (var example in verb.Examples)
        {
            var words = example.Line.Split(" && ")[^1].Split(" | ")[0];
            var args = System.CommandLine.Parsing.CommandLineParser.SplitCommandLine(words).SkipWhile(word => word != "fm").Skip(1).ToArray();
            var parsed = new FmRoot().Parse(args);
            Assert.True(UsageErrors.Of(parsed, new GlobalOptions()).Count == 0, $"{example.Line}: {string.Join("; ", parsed.Errors.Select(error => error.Message))}");
        }
    }

    [Fact]
    public void The_reference_of_the_verbs_is_what_the_program_says()
    {
        const string marker = "<!-- From here on the text comes from the program: FM_APPROVE=1 dotnet test rewrites it. -->\n";
        var head = File.ReadAllText(Path.Combine(SourceFolders.Repository, "docs/cli.md")).Split(marker)[0];

        Approved.MatchesInRepository(head + marker + ReferenceText.Of(new FmRoot()), "docs/cli.md");
    }

    [Fact]
    public void Every_option_of_all_verbs_is_documented()
    {
        var document = File.ReadAllText(Path.Combine(SourceFolders.Repository, "docs/cli.md"));

        foreach (var option in new GlobalOptions().All)
        {
            Assert.Contains($"| `{option.Name}", document, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Every_key_of_every_json_document_is_documented()
    {
        var document = File.ReadAllText(Path.Combine(SourceFolders.Repository, "docs/cli.md"));

        foreach (var file in Directory.GetFiles(Path.Combine(SourceFolders.Project, "Json"), "*.approved.json"))
        {
            using var json = JsonDocument.Parse(File.ReadAllText(file));
            foreach (var key in json.RootElement.EnumerateObject().Select(property => property.Name))
            {
                Assert.True(document.Contains($"`{key}`", StringComparison.Ordinal), $"docs/cli.md does not tell of '{key}' in {Path.GetFileName(file)}.");
            }
        }
    }

    private static IEnumerable<string> Paths(Command verb) => verb.Subcommands.SelectMany(Paths).Select(rest => $"{verb.Name} {rest}").Prepend(verb.Name);
}
