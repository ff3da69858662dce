using System.CommandLine;
using FunctionsMigrator.Cli.Hosting;
using FunctionsMigrator.Cli.Telemetry;
using FunctionsMigrator.Cli.Terminal;
using FunctionsMigrator.Cli.Verbs;
using FunctionsMigrator.Core.Findings;
using FunctionsMigrator.Web.Telemetry;

namespace FunctionsMigrator.Cli.CommandLine;

/// <summary>One parsed command line with all that its verb needs.</summary>
internal sealed class Call
{
    private readonly ParseResult _parsed;
    private TelemetryPipeline? _telemetry;

    public Call(ParseResult parsed, GlobalOptions globals, Session session)
    {
        _parsed = parsed;
        Globals = globals;
        Session = session;
        Output = new Output(session.Terminal, OutputOptions.From(parsed, globals, session));
    }

    /// <summary>The options of every verb.</summary>
    public GlobalOptions Globals { get; }

    /// <summary>What the call works with.</summary>
    public Session Session { get; }

    /// <summary>Where it prints.</summary>
    public Output Output { get; }

    /// <summary>What happens underneath, exported where the environment says so and told on standard error where that is asked for; null: neither. Begins when it is first asked for.</summary>
    public TelemetryPipeline? Telemetry => _telemetry ??= CallTelemetry.Begin(this, serves: _parsed.CommandResult.Command is ServeVerb);

    /// <summary>Whether one JSON document is asked for.</summary>
    public bool Json => Output.Json;

    /// <summary>The value of an option; its default when it was not given.</summary>
    public T? Get<T>(Option<T> option) => _parsed.GetValue(option);

    /// <summary>The value of an argument; its default when it was not given.</summary>
    public T? Get<T>(Argument<T> argument) => _parsed.GetValue(argument);

    /// <summary>Whether the option stands on the command line.</summary>
    public bool Given(Option option) => _parsed.GetResult(option) is { Implicit: false };

    /// <summary>Prints why it could not be done and answers the exit code for that.</summary>
    public int Fail(IReadOnlyList<Finding> findings)
    {
        Output.Failure(findings);
        return ExitCode.For(findings);
    }

    /// <summary>Prints why it could not be done and answers the exit code for that.</summary>
    public int Fail(Finding finding) => Fail([finding]);

    /// <summary>Opens the store that the global options name.</summary>
    /// <param name="readsWorkTree">Whether the metadata of the work tree will be asked for.</param>
    public async Task<Outcome<IFmHost>> OpenHostAsync(CancellationToken cancellation, bool readsWorkTree = false) => CallTelemetry.Check(this) is { Count: > 0 } wrong
        ? Outcome.Fail<IFmHost>(wrong)
        : await Session.Hosts.OpenAsync(HostRequest.From(this, readsWorkTree), cancellation);

    /// <summary>Sends what is left of the telemetry.</summary>
    public ValueTask EndAsync() => _telemetry?.DisposeAsync() ?? ValueTask.CompletedTask;
}
