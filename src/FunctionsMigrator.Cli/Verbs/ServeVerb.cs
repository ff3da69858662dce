using System.CommandLine;
using FunctionsMigrator.Cli.CommandLine;
using FunctionsMigrator.Cli.Hosting;
using FunctionsMigrator.Cli.Serving;
using FunctionsMigrator.Cli.Terminal;
using FunctionsMigrator.Core.Model;
using FunctionsMigrator.Core.Settings;

namespace FunctionsMigrator.Cli.Verbs;

/// <summary><c>fm serve</c>.</summary>
internal sealed class ServeVerb : LocalVerb
{
    private static readonly TimeSpan SweepEvery = TimeSpan.FromMinutes(1);

    private readonly Option<Uri> _listen = new("--listen")
    {
        HelpName = "URL",
        Description = "Where to listen, over http; port 0 takes a free one. Default: http://127.0.0.1:8460.",
        DefaultValueFactory = _ => new Uri("http://127.0.0.1:8460"),
        CustomParser = result =>
        {
            var text = result.Tokens.Count == 1 ? result.Tokens[0].Value : "";
            if (Uri.TryCreate(text, UriKind.Absolute, out var url) && url.Scheme == "http" && url.PathAndQuery == "/")
            {
                return url;
            }

            result.AddError($"--listen '{text}' is no address such as http://127.0.0.1:8460; put a proxy in front for https");
            return null;
        },
    };

    private readonly Option<string[]> _allowHost = new("--allow-host") { HelpName = "NAME", Description = "A further name under which the server may be asked, such as that of a proxy. Can be given several times." };

    private readonly Option<TimeSpan> _driftEvery = new("--drift-every")
    {
        HelpName = "DURATION",
        Description = "Time between two looks for drift, from 1m; 0 never looks. Default: 1h.",
        DefaultValueFactory = _ => TimeSpan.FromHours(1),
        CustomParser = result =>
        {
            var text = result.Tokens.Count == 1 ? result.Tokens[0].Value : "";
            if (text is "0" || (DurationJsonConverter.Parse(text) is { } every && (every == TimeSpan.Zero || every >= TimeSpan.FromMinutes(1))))
            {
                return DurationJsonConverter.Parse(text) ?? TimeSpan.Zero;
            }

            result.AddError($"--drift-every '{text}' is no duration such as 15m or 1h, from 1m, or 0");
            return default;
        },
    };

    public ServeVerb()
        : base("serve", "Serve the store over HTTP, drive its runs, and start promotions that start by themselves.")
    {
        Details = "Whoever asks needs an API key (`fm login create`); `docs/api.md` describes the API, and `fm --server URL` speaks it. Runs that were left are driven on. Ctrl-C stops at a safe point and loses nothing. The log stands on standard error; `docs/telemetry.md` says how it is exported, with traces and metrics. Environment variables that begin with FM_ say the rest; `docs/operate.md` lists them.";
        Examples =
        [
            new("fm serve", "On this machine alone."),
            new("fm serve --listen http://0.0.0.0:8460 --allow-host fm.example.com", "Behind a proxy that speaks https."),
        ];
        Add(_listen);
        Add(_allowHost);
        Add(_driftEvery);
    }

    /// <inheritdoc/>
    protected override async Task<int> RunAsync(Call call, LocalHost host, CancellationToken cancellation)
    {
        if (host.Driver is { } driver)
        {
            return call.Fail(Core.Findings.Codes.StoreCodes.DrivenByApp.Finding($"The runs of this store are driven by {driver}."));
        }

        var read = new SettingReader(
            call.Session.Surroundings.Variables.Where(pair => pair.Key.StartsWith(HostSettings.Prefix, StringComparison.Ordinal)).DistinctBy(pair => pair.Key, StringComparer.OrdinalIgnoreCase), HostSettings.All);
        var told = HostOptions.Read(read, SettingForms.AnySite);
        if (read.Findings.Count > 0)
        {
            return call.Fail(read.Findings);
        }

        var options = new ServeOptions(call.Get(_listen)!, call.Get(_allowHost) ?? [], SweepEvery, told) { DriftEvery = call.Get(_driftEvery) };
        try
        {
            await new ServeHost(host, options, call.Session.Time).RunAsync(
                address =>
                {
                    call.Output.Line(("listening on ", Tone.Plain), (address, Tone.Reference), ($" for {host.Parts.Folder.Path}; Ctrl-C stops", Tone.Plain));
                    call.Output.Document(new ServeDocument(address, host.Parts.Folder.Path));
                },
                cancellation);
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            // Asked to: said below, also where every part came to its end by itself.
        }
        catch (IOException exception)
        {
            return call.Fail(Core.Findings.Codes.CliCodes.CannotListen.Finding($"{options.Listen} cannot be listened on: {exception.Message}"));
        }

        if (cancellation.IsCancellationRequested)
        {
            call.Output.Line("stopped; nothing is lost");
        }

        return ExitCode.Done;
    }
}

/// <summary>What <c>fm serve --json</c> prints once it answers.</summary>
internal sealed record ServeDocument(string Url, string Repository);
