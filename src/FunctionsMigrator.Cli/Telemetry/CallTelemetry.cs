using FunctionsMigrator.Cli.CommandLine;
using FunctionsMigrator.Cli.Terminal;
using FunctionsMigrator.Core.Findings;
using FunctionsMigrator.Core.Telemetry;
using FunctionsMigrator.Web.Telemetry;
using Microsoft.Extensions.Logging;

namespace FunctionsMigrator.Cli.Telemetry;

/// <summary>Telemetry of one call of <c>fm</c>: exported as the environment says; a server's log stands on standard error, and that of other verbs with <c>--verbose</c>.</summary>
internal static class CallTelemetry
{
    /// <summary>Begins; null when nothing is exported and nothing is shown.</summary>
    public static TelemetryPipeline? Begin(Call call, bool serves)
    {
        // What cannot be used was told where a store is opened; elsewhere it is as if it were not there.
        var options = Check(call).Count > 0 ? new TelemetryOptions() : TelemetryOptions.From(call.Session.Surroundings.Variable);
        var verbose = call.Get(call.Globals.Verbose);
        return options.Exports || serves || verbose
            ? TelemetryPipeline.Begin(options, log => Show(log, call.Session, serves || verbose, verbose ? LogLevel.Debug : LogLevel.Information))
            : null;
    }

    /// <summary>What is wrong with the environment.</summary>
    public static IReadOnlyList<Finding> Check(Call call) => TelemetryOptions.From(call.Session.Surroundings.Variable).Check();

    // Of the parts below only what is worth a look; of the product all that is asked for.
    private static void Show(ILoggingBuilder log, Session session, bool shown, LogLevel least)
    {
        log.SetMinimumLevel(LogLevel.Warning).AddFilter(TelemetryNames.Source, least);
        if (shown)
        {
            log.Services.Add(Microsoft.Extensions.DependencyInjection.ServiceDescriptor.Singleton<ILoggerProvider>(new TerminalLogs(session.Terminal, session.Time)));
        }
    }
}
