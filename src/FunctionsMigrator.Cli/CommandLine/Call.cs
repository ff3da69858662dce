using System.CommandLine;
using FunctionsMigrator.Cli.Hosting;
using FunctionsMigrator.Cli.Terminal;
using FunctionsMigrator.Core.Findings;

namespace FunctionsMigrator.Cli.CommandLine;

/// <summary>One parsed command line with all that its verb needs.</summary>
internal sealed class Call
{
    private readonly ParseResult _parsed;

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
    public Task<Outcome<IFmHost>> OpenHostAsync(CancellationToken cancellation) => Session.Hosts.OpenAsync(HostRequest.From(this), cancellation);
}
