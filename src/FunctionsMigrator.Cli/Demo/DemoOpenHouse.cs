using FunctionsMigrator.Cli.Hosting;
using FunctionsMigrator.Cli.Serving;
using FunctionsMigrator.Cli.Terminal;
using FunctionsMigrator.Core.Settings;

namespace FunctionsMigrator.Cli.Demo;

/// <summary>Keeps the store of the story open until somebody has seen enough: pages, API, engine and sweep, as <c>fm serve</c> runs them.</summary>
internal sealed class DemoOpenHouse(LocalHost host, DemoCast cast, Output output, TimeProvider time)
{
    private static readonly TimeSpan SweepEvery = TimeSpan.FromMinutes(1);

    /// <summary>Serves until it is cancelled, which is no failure. The document is printed as soon as somebody can come in.</summary>
    /// <exception cref="IOException">The port cannot be listened on.</exception>
    public async Task RunAsync(DemoDocument told, DemoStanding standing, int port, CancellationToken cancellation)
    {
        var people = await cast.PersonasAsync(cancellation);
        var options = new ServeOptions(new Uri($"http://127.0.0.1:{port}"), [], SweepEvery, new HostOptions());
        try
        {
            await new ServeHost(host, options, time).RunAsync(address => Welcome(told, new DemoServing(address, host.Parts.Folder.Path, people, standing)), cancellation);
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            output.Line();
            output.Line("closed");
        }
    }

    private void Welcome(DemoDocument told, DemoServing serving)
    {
        output.Line();
        output.Line(("open at ", Tone.Plain), ($"{serving.Url}/", Tone.Reference), (" until Ctrl-C", Tone.Plain));
        output.Line();
        var people = new TextTable("sign in as", "in people.yaml", "may", "key");
        foreach (var person in serving.People)
        {
            people.Add((person.Name, Tone.Strong), (person.Roles.Count == 0 ? "-" : string.Join(", ", person.Roles), Tone.Plain), (person.May, Tone.Plain), (person.Key, Tone.Reference));
        }

        people.Print(output);
        output.Line();
        var standing = new TextTable("to play with", "", "");
        standing.Add(("a waiting approval", Tone.Plain), ("production", Tone.Plain), ($"{serving.Url}/runs/{serving.Standing.Waiting}", Tone.Reference));
        standing.Add(("a paused canary", Tone.Plain), ("staging", Tone.Plain), ($"{serving.Url}/runs/{serving.Standing.Paused}", Tone.Reference));
        standing.Add(("a drift", Tone.Plain), (serving.Standing.Drifted, Tone.Plain), ($"fm status --env {serving.Standing.Drifted} --repository {serving.Repository}", Tone.Reference));
        standing.Print(output);
        output.Line();
        output.Line(("on the command line: ", Tone.Faint), ($"FM_SERVER={serving.Url} FM_API_KEY={serving.People[1].Key} fm status", Tone.Reference));
        output.Document(told with { Serving = serving });
    }
}
