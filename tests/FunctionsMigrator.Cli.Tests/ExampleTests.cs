using System.CommandLine.Parsing;
using System.Text.RegularExpressions;
using FunctionsMigrator.Adapters.Git;
using FunctionsMigrator.Cli.CommandLine;
using FunctionsMigrator.Cli.Demo;
using FunctionsMigrator.Cli.Hosting;
using FunctionsMigrator.Cli.Tests.Doubles;
using FunctionsMigrator.Core.Ports;
using FunctionsMigrator.Testing;
using YamlDotNet.Serialization;

namespace FunctionsMigrator.Cli.Tests;

/// <summary>The pipelines in <c>docs/examples</c> call <c>fm</c> as it is.</summary>
public sealed partial class ExampleTests : IDisposable
{
    private static readonly string Folder = Path.Combine(SourceFolders.Repository, "docs", "examples");
    private readonly TemporaryDirectory _folder = new();

    /// <summary>Every line of every script that calls <c>fm</c>: the file, the name of its step, the line.</summary>
    public static TheoryData<string, string, string> Lines { get; } = [.. Calls()];

    public void Dispose() => _folder.Dispose();

    [Theory]
    [MemberData(nameof(Lines))]
    public void Every_line_is_one_that_fm_understands(string file, string step, string line)
    {
        var parsed = new FmRoot().Parse(Arguments(line));

        Assert.True(UsageErrors.Of(parsed, new GlobalOptions()) is [], $"{file}, {step}: {line}: {string.Join("; ", parsed.Errors.Select(error => error.Message))}");
    }

    [Fact]
    public void Every_pipeline_calls_what_it_must()
    {
        foreach (var files in new[] { new[] { "github-actions/pull-request.yml", "github-actions/migrate.yml" }, ["azure-devops/azure-pipelines.yml"] })
        {
            var calls = Calls().Where(call => files.Contains(call.File)).Select(call => call.Line).ToList();

            Assert.All(
                new[] { "fm checksum --check", "fm validate", "fm plan --env staging", "fm plan --env production", "fm migrate --env test" },
                start => Assert.Contains(calls, call => call.StartsWith(start, StringComparison.Ordinal)));
            Assert.All(calls.Where(call => call.StartsWith("fm plan", StringComparison.Ordinal)), call => Assert.Contains("--format markdown", call, StringComparison.Ordinal));
        }
    }

    [Fact]
    public async Task The_steps_of_a_pull_request_run_on_the_sample_shop()
    {
        var shop = _folder.File("shop");
        DemoFiles.Write("shop", shop);
        Assert.Equal(0, (await FmAsync(shop, ["checksum"])).Exit);
        Assert.True(GitRepositories.Create(shop, "Move the shop's metadata to git", new GitIdentity("Ada", "ada@example.com"), DateTimeOffset.UtcNow).Succeeded);
        var lines = Calls().Select(call => call.Line).Where(line => !line.StartsWith("fm migrate", StringComparison.Ordinal) && !line.StartsWith("fm promote", StringComparison.Ordinal)).Distinct().ToList();

        Assert.Equal(4, lines.Count);
        foreach (var line in lines)
        {
            var result = await FmAsync(shop, Arguments(line));
            Assert.True(result.Exit is 0 or 2, $"{line}: {result.Error}");
            Assert.Equal(line.StartsWith("fm plan", StringComparison.Ordinal), result.Out.StartsWith("### Plan for `", StringComparison.Ordinal));
        }
    }

    [Fact]
    public void No_pipeline_holds_a_stored_secret()
    {
        foreach (var file in Directory.EnumerateFiles(Folder, "*.yml", SearchOption.AllDirectories))
        {
            var text = File.ReadAllText(file);
            Assert.DoesNotContain("secrets.", text, StringComparison.Ordinal);
            Assert.DoesNotContain("client-secret", text, StringComparison.OrdinalIgnoreCase);
        }
    }

    [Fact]
    public void Every_command_of_the_operating_manual_exists()
    {
        var text = File.ReadAllText(Path.Combine(SourceFolders.Repository, "docs", "operate.md"));
        var commands = Command().Matches(text).Select(match => match.Groups[1].Value.Split(" #")[0]).ToList();

        Assert.True(commands.Count > 20, $"only {commands.Count} commands were found");
        foreach (var command in commands)
        {
            System.CommandLine.Command verb = new FmRoot();
            var words = command.Split(' ', StringSplitOptions.RemoveEmptyEntries);
            foreach (var word in words.SkipWhile(word => word.StartsWith("--server", StringComparison.Ordinal) || word.StartsWith("http", StringComparison.Ordinal)).TakeWhile(word => char.IsAsciiLetterLower(word[0])))
            {
                verb = verb.Subcommands.FirstOrDefault(candidate => candidate.Name == word) ?? (verb.Subcommands.Count == 0 ? verb : throw new InvalidOperationException($"`fm {command}`: there is no verb {word}."));
            }

            Assert.All(words.Where(word => word.StartsWith("--", StringComparison.Ordinal)), option => Assert.Contains(option, verb.Options.Concat(new GlobalOptions().All).Select(known => known.Name)));
        }
    }

    // What the shell does with a line is not fm's: it ends at a redirection, a pipe or an operator, and variables are some word.
    private static string[] Arguments(string line) =>
        [.. CommandLineParser.SplitCommandLine(Variable().Replace(Shell().Split(line)[0], "production")).Skip(1)];

    private static IEnumerable<(string File, string Step, string Line)> Calls()
    {
        foreach (var file in Directory.EnumerateFiles(Folder, "*.yml", SearchOption.AllDirectories).Order(StringComparer.Ordinal))
        {
            var document = new DeserializerBuilder().Build().Deserialize<object>(File.ReadAllText(file));
            foreach (var (step, script) in Scripts(document, ""))
            {
                foreach (var line in script.Split('\n').Select(line => line.Trim()).Where(line => line.StartsWith("fm ", StringComparison.Ordinal)))
                {
                    yield return (Path.GetRelativePath(Folder, file).Replace('\\', '/'), step, line);
                }
            }
        }
    }

    private static IEnumerable<(string Step, string Script)> Scripts(object? node, string step)
    {
        switch (node)
        {
            case Dictionary<object, object> map:
                var name = (map.GetValueOrDefault("name") ?? map.GetValueOrDefault("displayName")) as string ?? step;
                return map.SelectMany(entry => entry is { Key: "run" or "script" or "inlineScript", Value: string script } ? [(name, script)] : Scripts(entry.Value, name));
            case List<object> list:
                return list.SelectMany(item => Scripts(item, step));
            default:
                return [];
        }
    }

    private static Task<FmResult> FmAsync(string directory, string[] args) =>
        new Fm { Surroundings = new TestSurroundings(directory), Hosts = new HostFactory(), RealTime = true }.RunAsync(args);

    [GeneratedRegex(" (>|\\||&&|;)")]
    private static partial Regex Shell();

    [GeneratedRegex("(?:`|^)fm ([^`\n]+)", RegexOptions.Multiline)]
    private static partial Regex Command();

    [GeneratedRegex("\\$[A-Z_]+")]
    private static partial Regex Variable();
}
