using System.CommandLine;
using FunctionsMigrator.Cli.CommandLine;
using FunctionsMigrator.Cli.Following;
using FunctionsMigrator.Cli.Hosting;
using FunctionsMigrator.Cli.Terminal;
using FunctionsMigrator.Core.Evidence;
using FunctionsMigrator.Core.Findings.Codes;

namespace FunctionsMigrator.Cli.Verbs;

/// <summary><c>fm audit at</c>.</summary>
internal sealed class AtAuditVerb : LocalVerb
{
    private readonly Argument<string> _at = new("date") { HelpName = "DATE", Description = "A day such as 2026-09-30, at its end, or an instant such as 2026-09-30T12:00:00+02:00." };
    private readonly Option<string> _environment = new("--env") { HelpName = "NAME", Description = "The environment.", Required = true };
    private readonly Option<string> _zone = new("--zone") { HelpName = "ZONE", Description = "The IANA time zone that the day ends in. Default: UTC.", DefaultValueFactory = _ => "UTC" };

    public AtAuditVerb()
        : base("at", "What an environment held at a time: bundle, commit, the run that brought it, and since when.")
    {
        Details = "Told from the audit, whose chains are verified on the way: a run counts from the instant of its seal.";
        Examples = [new("fm audit at 2026-09-30 --env production", "The state at the end of the quarter.")];
        Add(_at);
        Add(_environment);
        Add(_zone);
    }

    /// <inheritdoc/>
    protected override async Task<int> RunAsync(Call call, LocalHost host, CancellationToken cancellation)
    {
        var (text, zone, environment) = (call.Get(_at)!, call.Get(_zone)!, call.Get(_environment)!);
        if (ReportPeriod.Moment(text, zone) is not { } at)
        {
            return call.Fail(AuditCodes.Period.Finding($"'{text}' in zone '{zone}' is no time."));
        }

        var found = await new InForceFinder(host.Services.Store, host.Services.Time).FindAsync(environment, at, cancellation);
        if (!found.TryGet(out var held))
        {
            return call.Fail(found.Findings);
        }

        call.Output.Line((environment, Tone.Strong), ($" at {at.ToUniversalTime():yyyy-MM-dd'T'HH:mm:ss'Z'}", Tone.Plain));
        call.Output.Line(("  bundle  ", Tone.Faint), (held.Bundle.Hex, Tone.Plain));
        call.Output.Line(("  commit  ", Tone.Faint), (held.Commit, Tone.Plain));
        call.Output.Line(("  run     ", Tone.Faint), (held.Run, Tone.Plain), (held.BackBy is { } by ? $"  (again, since {by} took a later one back)" : "", Tone.Caution));
        call.Output.Line(("  since   ", Tone.Faint), (RunWords.Time(held.Since), Tone.Plain));
        foreach (var run in held.Mixed)
        {
            call.Output.Line(("  but     ", Tone.Caution), ($"run {run} did not end well after it: some targets may have held something else; `fm status {run}` lists them", Tone.Plain));
        }

        call.Output.Document(held);
        return ExitCode.Done;
    }
}
