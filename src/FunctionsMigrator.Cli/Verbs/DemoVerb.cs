using System.CommandLine;
using System.Globalization;
using FunctionsMigrator.Cli.CommandLine;
using FunctionsMigrator.Cli.Demo;
using FunctionsMigrator.Cli.Demo.Servers;
using FunctionsMigrator.Cli.Hosting;
using FunctionsMigrator.Cli.Terminal;
using FunctionsMigrator.Core.Findings;
using FunctionsMigrator.Core.Findings.Codes;

namespace FunctionsMigrator.Cli.Verbs;

/// <summary><c>fm demo</c>.</summary>
internal sealed class DemoVerb : Verb
{
    private static readonly char[] Separator = [','];

    private readonly Option<IReadOnlySet<string>> _targets = new("--targets")
    {
        HelpName = "LIST",
        Description = $"Real servers instead of SQLite and files: {string.Join(", ", DemoPlaces.Known)}, or both with a comma between. They come from npm at their first use and end with the demonstration.",
        DefaultValueFactory = _ => new HashSet<string>(),
        CustomParser = result =>
        {
            var names = (result.Tokens.Count == 1 ? result.Tokens[0].Value : "").Split(Separator, StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).ToHashSet(StringComparer.Ordinal);
            if (names.Count == 0 || names.Except(DemoPlaces.Known).Any())
            {
                result.AddError($"--targets takes {string.Join(", ", DemoPlaces.Known)}, or both with a comma between");
            }

            return names;
        },
    };

    private readonly Option<bool> _keep = new("--keep") { Description = "Keep the repository with its store and targets, and say where it is." };

    private readonly Option<bool> _serve = new("--serve") { Description = "Stay open afterwards, on this machine only: with an approval that waits, a canary that is paused and a drift to play with, and keys for three people. Ctrl-C ends it." };

    private readonly Option<int> _port = new("--port")
    {
        HelpName = "PORT",
        Description = "With --serve: the port to listen on. Default: a free one.",
        CustomParser = result =>
        {
            var text = result.Tokens.Count == 1 ? result.Tokens[0].Value : "";
            if (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var port) && port <= ushort.MaxValue)
            {
                return port;
            }

            result.AddError($"--port '{text}' is no port from 0 to {ushort.MaxValue}");
            return 0;
        },
    };

    public DemoVerb()
        : base("demo", "See it work in half a minute: four commits of a shop through test, staging and production.")
    {
        Details = "Makes a metadata repository in a temporary folder and runs it on this machine: no network, no account, no server but the pages on a free port of loopback, where a second person approves by the link of a mail; with `--targets` on PostgreSQL and on Azurite, the emulator of Azure Storage, which need Node.js. A first load, a change that a second person approves, a mistake that the canary's measurement catches and that is restored exactly, and a conflict with a change made by hand. `--serve` stays open afterwards, for a browser and for `fm --server`; its keys and its store end with it.";
        Examples =
        [
            new("fm demo", "Watch it; nothing is left behind."),
            new("fm demo --keep", "Keep it, and look around with `fm status`, `fm plan --run RUN` and `fm audit show RUN`."),
            new("fm demo --serve", "Open it in a browser afterwards: approve, pause, go on, take back."),
            new("fm demo --targets postgres,azurite", "The same story on PostgreSQL, Azure Tables and Azure Blobs."),
        ];
        Exits = ["0 Everything ended as it must.", "1 It did not; what was made is kept, and the error says where."];
        Add(_targets);
        Add(_keep);
        Add(_serve);
        Add(_port);
        Validators.Add(result =>
        {
            if (result.GetResult(_port) is { Implicit: false } && !result.GetValue(_serve))
            {
                result.AddError("--port is for --serve");
            }
        });
    }

    /// <inheritdoc/>
    public override async Task<int> RunAsync(Call call, CancellationToken cancellation)
    {
        var root = Directory.CreateTempSubdirectory("fm-demo-");
        var folder = new RepositoryFolder(root.CreateSubdirectory("shop").FullName);
        call.Output.Line(("A shop moves its metadata to git", Tone.Strong), ($"  in {folder.Path}", Tone.Faint));
        Outcome<DemoDocument> outcome;
        try
        {
            outcome = await StartAsync(call, folder, cancellation);
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested && !call.Get(_keep))
        {
            root.Delete(recursive: true);
            throw;
        }

        if (!outcome.TryGet(out var document))
        {
            call.Output.ErrorLine($"kept: {folder.Path}");
            return call.Fail(outcome.Findings);
        }

        Leave(call, root, folder);
        if (!call.Get(_serve))
        {
            call.Output.Document(document);
        }

        return ExitCode.Done;
    }

    private async Task<Outcome<DemoDocument>> StartAsync(Call call, RepositoryFolder folder, CancellationToken cancellation)
    {
        var servers = call.Get(_targets)!;
        if (servers.Count > 0)
        {
            call.Output.Line($"starting {string.Join(" and ", servers.Order(StringComparer.Ordinal))}; the first time they are installed, which takes a minute", Tone.Faint);
        }

        try
        {
            await using var places = await DemoPlaces.StartAsync(servers, cancellation);
            return await TellAsync(call, folder, places, cancellation);
        }
        catch (ServerUnavailableException unavailable)
        {
            return CliCodes.NoServer.Fail<DemoDocument>(unavailable.Message);
        }
    }

    private async Task<Outcome<DemoDocument>> TellAsync(Call call, RepositoryFolder folder, DemoPlaces places, CancellationToken cancellation)
    {
        var request = HostRequest.From(call) with { Server = null, ApiKey = null };
        var opened = await LocalHost.OpenAsync(folder, request with { Surroundings = places.Around(request.Surroundings) }, cancellation);
        if (!opened.TryGet(out var host))
        {
            return opened.As<DemoDocument>();
        }

        await using (host)
        {
            await using var desk = new DemoDesk(host, call.Session.Time);
            var cast = new DemoCast(host);
            var commits = new DemoCommits(host, folder, places, call.Session.Time);
            var told = await new DemoStory(host, folder, places, desk, cast, commits, call.Output, call.Session.Time).TellAsync(cancellation);
            if (!told.TryGet(out var document))
            {
                return told;
            }

            if (!(document.AuditVerified && document.RestoredExactly))
            {
                return CliCodes.DemoFailed.Fail<DemoDocument>(document.AuditVerified ? "production was not restored exactly" : "the audit is not whole");
            }

            return call.Get(_serve)
                ? await ServeAsync(call, new DemoStage(host, folder, places, cast, commits, call.Output, call.Session.Time), new DemoOpenHouse(host, cast, call.Output, call.Session.Time), document, cancellation)
                : told;
        }
    }

    private async Task<Outcome<DemoDocument>> ServeAsync(Call call, DemoStage stage, DemoOpenHouse house, DemoDocument document, CancellationToken cancellation)
    {
        var set = await stage.SetAsync(cancellation);
        if (!set.TryGet(out var standing))
        {
            return set.As<DemoDocument>();
        }

        try
        {
            await house.RunAsync(document, standing, call.Get(_port), cancellation);
            return Outcome.Of(document);
        }
        catch (IOException exception)
        {
            return CliCodes.CannotListen.Fail<DemoDocument>($"port {call.Get(_port)} cannot be listened on: {exception.Message}", remedy: "Name another port with `--port`, or leave it out for a free one.");
        }
    }

    private void Leave(Call call, DirectoryInfo root, RepositoryFolder folder)
    {
        call.Output.Line();
        if (call.Get(_keep))
        {
            call.Output.Line(("kept ", Tone.Faint), (folder.Path, Tone.Reference));
            if (call.Get(_targets)!.Count > 0)
            {
                call.Output.Line("the servers have ended: runs, plans and audit are there, their targets are not", Tone.Caution);
            }

            call.Output.Line(("try  ", Tone.Faint), ($"cd {folder.Path} && fm status && fm audit verify", Tone.Reference));
        }
        else
        {
            root.Delete(recursive: true);
            call.Output.Line("Nothing is left behind; `fm demo --keep` leaves the repository for you to look around.", Tone.Faint);
        }

        call.Output.Line(("next: ", Tone.Faint), (call.Get(_serve) ? "fm new repository shop" : "fm demo --serve | fm new repository shop", Tone.Reference));
    }
}
