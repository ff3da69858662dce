using System.CommandLine;
using System.CommandLine.Parsing;
using FunctionsMigrator.Core.Findings.Codes;
using FunctionsMigrator.Core.Ports;
using FunctionsMigrator.Core.Targets;

namespace FunctionsMigrator.Cli.CommandLine;

/// <summary>From the words of a command line to an exit code.</summary>
internal static class FmCommandLine
{
    private static readonly ParserConfiguration Parsing = new() { ResponseFileTokenReplacer = null, EnablePosixBundling = false };

    /// <summary>Parses, runs the verb, and turns what was thrown into one line.</summary>
    public static async Task<int> RunAsync(string[] args, Session session, CancellationToken cancellation)
    {
        var root = new FmRoot();
        var parsed = CommandLineParser.Parse(root, args, Parsing);
        var command = parsed.CommandResult.Command;
        if (parsed.GetValue(root.Globals.Help))
        {
            session.Terminal.Out.Write(HelpText.Of(command, root.Globals));
            return ExitCode.Done;
        }

        if (command == root && parsed.GetValue(root.Version))
        {
            session.Terminal.Out.WriteLine(FmRoot.VersionText);
            return ExitCode.Done;
        }

        var call = new Call(parsed, root.Globals, session);
        if (UsageErrors.Of(parsed, root.Globals) is { Count: > 0 } wrong)
        {
            call.Fail(wrong);
            return ExitCode.Usage;
        }

        return await RunAsync((Verb)command, call, cancellation);
    }

    private static async Task<int> RunAsync(Verb verb, Call call, CancellationToken cancellation)
    {
        try
        {
            return await verb.RunAsync(call, cancellation);
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            call.Output.ErrorLine("stopped");
            return ExitCode.Failed;
        }
        catch (StoreException exception)
        {
            return call.Fail(exception.Finding);
        }
        catch (TargetException exception)
        {
            return call.Fail(exception.Finding);
        }
        catch (Exception exception) when (exception is not OutOfMemoryException)
        {
            return Incident(call, exception);
        }
        finally
        {
            await call.EndAsync();
        }
    }

    // The host's one catch-all: a broken assumption becomes one line that can be reported, and its stack only where it was asked for.
    private static int Incident(Call call, Exception exception)
    {
        var incident = Guid.NewGuid().ToString("N")[..8];
        var finding = CliCodes.Incident.Finding($"something unexpected happened (incident {incident}, {exception.GetType().Name})");
        call.Fail(finding);
        if (call.Get(call.Globals.Verbose))
        {
            call.Output.ErrorLine(exception.ToString());
        }

        return ExitCode.Failed;
    }
}
