using System.Text.Json;
using FunctionsMigrator.Cli.CommandLine;
using FunctionsMigrator.Cli.Hosting;
using FunctionsMigrator.Cli.Terminal;
using FunctionsMigrator.Cli.Tests.Doubles;
using FunctionsMigrator.Core.Drift;
using FunctionsMigrator.Web.Client;

namespace FunctionsMigrator.Cli.Tests;

/// <summary><c>fm demo --serve</c>, from the first line to the folder that is gone.</summary>
public sealed class DemoServeTests
{
    [Fact]
    public async Task The_demonstration_stays_open_for_three_people_until_it_is_stopped_and_leaves_nothing()
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        var terminal = new ListeningTerminal();
        var demo = FmCommandLine.RunAsync(["demo", "--serve", "--json"], new Session(terminal, new TestSurroundings(), new HostFactory(), TimeProvider.System), stop.Token);

        Assert.True(await Task.WhenAny(demo, terminal.Document) == terminal.Document, terminal.Errors);
        using var document = JsonDocument.Parse(await terminal.Document);
        var serving = document.RootElement.GetProperty("serving");
        var standing = serving.GetProperty("standing");
        var (waiting, paused) = (standing.GetProperty("waiting").GetString()!, standing.GetProperty("paused").GetString()!);
        var url = serving.GetProperty("url").GetString()!;
        var people = serving.GetProperty("people").EnumerateArray().ToDictionary(person => person.GetProperty("name").GetString()!, person => person.GetProperty("key").GetString()!);
        Assert.Equal(["kim", "bo", "lea"], people.Keys);

        // Everybody sees the same.
        foreach (var key in people.Values)
        {
            Assert.Equal("AwaitingApproval", StateOf(await FmAsync(url, key, "status", waiting, "--json")));
            var canary = await FmAsync(url, key, "status", paused, "--json");
            Assert.Equal("Paused", StateOf(canary));
            Assert.All(
                canary.Json().GetProperty("targets").EnumerateArray().Where(target => target.GetProperty("progress").GetString() == "Applied"),
                target => Assert.StartsWith("staging/westeurope/", target.GetProperty("address").GetString(), StringComparison.Ordinal));
        }

        Assert.Equal([standing.GetProperty("drifted").GetString()!], await DriftedAsync(new Uri(url), people["lea"]));

        // Not everybody may do the same.
        var refused = await FmAsync(url, people["lea"], "resume", paused);
        Assert.Equal(1, refused.Exit);
        Assert.Contains("ACC010", refused.Error, StringComparison.Ordinal);
        var plan = (await FmAsync(url, people["kim"], "status", waiting, "--json")).Json().GetProperty("run").GetProperty("plan").GetProperty("digest").GetString()!;
        var approved = await FmAsync(url, people["kim"], "approve", waiting, "--plan", plan, "--wait", "5m", "--json");
        Assert.True(approved.Exit == 0 && StateOf(approved) == "Completed", $"{approved.Exit} {approved.Out} {approved.Error}");
        var aborted = await FmAsync(url, people["bo"], "abort", paused, "--reason", "seen enough", "--wait", "5m", "--json");
        Assert.True(aborted.Exit == 4 && StateOf(aborted) == "RolledBack", $"{aborted.Exit} {aborted.Out} {aborted.Error}");

        var repository = serving.GetProperty("repository").GetString()!;
        Assert.True(Directory.Exists(repository));
        await stop.CancelAsync();

        Assert.Equal(0, await demo);
        Assert.False(Directory.Exists(Path.GetDirectoryName(repository)));
    }

    [Fact]
    public async Task A_demonstration_that_is_stopped_before_it_is_told_leaves_nothing()
    {
        using var stop = new CancellationTokenSource();
        var terminal = new ListeningTerminal(line => Stop(line, stop));

        var exit = await FmCommandLine.RunAsync(["demo", "--serve"], new Session(terminal, new TestSurroundings(), new HostFactory(), TimeProvider.System), stop.Token);

        Assert.Equal(1, exit);
        Assert.Contains("stopped", terminal.Errors, StringComparison.Ordinal);
        Assert.NotNull(terminal.Folder);
        Assert.False(Directory.Exists(Path.GetDirectoryName(terminal.Folder)), terminal.Folder);
    }

    [Theory]
    [InlineData("demo", "--port", "8460")]
    [InlineData("demo", "--serve", "--port", "65536")]
    [InlineData("demo", "--serve", "--port", "x")]
    public async Task A_port_belongs_to_a_demonstration_that_serves(params string[] line) => Assert.Equal(64, (await new Fm().RunAsync(line)).Exit);

    private static void Stop(string line, CancellationTokenSource stop)
    {
        if (line.StartsWith("(a)", StringComparison.Ordinal))
        {
            stop.Cancel();
        }
    }

    private static string StateOf(FmResult result) => result.Json().GetProperty("run").GetProperty("state").GetString()!;

    private static async Task<FmResult> FmAsync(string url, string key, params string[] line) =>
        await new Fm { RealTime = true, Hosts = new HostFactory(), Surroundings = new TestSurroundings("/nowhere", ("FM_API_KEY", key)) }.RunAsync([.. line, "--server", url]);

    private static async Task<IReadOnlyList<string>> DriftedAsync(Uri url, string key)
    {
        using var http = new HttpClient(HttpMigrator.CreateHandler());
        var drifted = new List<string>();
        await foreach (var record in new HttpMigrator(http, url, key).ListDriftAsync(TestContext.Current.CancellationToken))
        {
            if (record.State is DriftState.Drifted)
            {
                drifted.Add(record.Environment);
            }
        }

        return drifted;
    }

    /// <summary>A pipe that says when the document came, and which folder was named.</summary>
    private sealed class ListeningTerminal : ITerminal
    {
        private readonly TaskCompletionSource<string> _document = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private readonly LineWriter _out;

        public ListeningTerminal(Action<string>? heard = null) => _out = new LineWriter(line =>
        {
            heard?.Invoke(line);
            if (line.StartsWith('{'))
            {
                _document.TrySetResult(line);
            }

            if (line.Split("  in ") is [_, var folder])
            {
                Folder = folder;
            }
        });

        public Task<string> Document => _document.Task;

        public string? Folder { get; private set; }

        public TextWriter Out => _out;

        public Stream OutStream => throw new NotSupportedException();

        public TextWriter Error { get; } = new StringWriter();

        public string Errors => Error.ToString()!;

        public TextReader In => TextReader.Null;

        public bool OutIsTerminal => false;

        public bool InIsTerminal => false;

        public int Width => 120;

        public int Height => 40;

        public string ReadHidden() => "";

        private sealed class LineWriter(Action<string> heard) : StringWriter
        {
            public override void WriteLine(string? value) => heard(value ?? "");
        }
    }
}
