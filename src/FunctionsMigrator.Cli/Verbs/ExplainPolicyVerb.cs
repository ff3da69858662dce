using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using FunctionsMigrator.Cli.CommandLine;
using FunctionsMigrator.Cli.Hosting;
using FunctionsMigrator.Cli.Terminal;
using FunctionsMigrator.Core.Operations;
using FunctionsMigrator.Core.Policy;

namespace FunctionsMigrator.Cli.Verbs;

/// <summary><c>fm policy explain</c>.</summary>
internal sealed class ExplainPolicyVerb : HostVerb
{
    private readonly Argument<string?> _run = new("run") { HelpName = "RUN", Description = "Explain this run; else the environment.", Arity = ArgumentArity.ZeroOrOne };
    private readonly Option<string?> _environment = new("--env") { HelpName = "NAME", Description = "The environment, where no run is named." };

    private readonly Option<DateTimeOffset?> _at = new("--at")
    {
        HelpName = "TIME",
        Description = "The instant to ask about, such as 2026-11-30T09:00+01:00; without an offset it is UTC. Default now.",
        CustomParser = ReadTime,
    };

    public ExplainPolicyVerb()
        : base("explain", "Say why a run waits, or would: every reason in order, the next instant it may start, and who is still needed.")
    {
        Details = "Decides by the policy that would decide the run: that of the last good run of the environment. Times are told in the zone of the window or freeze, and in UTC.";
        Examples =
        [
            new("fm policy explain production-20261123-093015-1a2b3c4", "Why this run waits, and who is still needed."),
            new("fm policy explain --env production --at 2026-12-24T10:00", "What would hold a run at Christmas."),
        ];
        Exits = ["0 It may start then.", "1 There is no such run or environment.", "3 Something holds it then."];
        Add(_run);
        Add(_environment);
        Add(_at);
        Validators.Add(result =>
        {
            if (result.GetValue(_run) is null == result.GetValue(_environment) is null)
            {
                result.AddError("Name a RUN or --env NAME.");
            }
        });
    }

    /// <inheritdoc/>
    protected override async Task<int> RunAsync(Call call, IFmHost host, CancellationToken cancellation)
    {
        var asked = await host.Migrator.ExplainAsync(new ExplainRequest(call.Get(_run), call.Get(_environment), call.Get(_at)), cancellation);
        if (!asked.TryGet(out var explanation))
        {
            return call.Fail(asked.Findings);
        }

        Print(call.Output, explanation);
        call.Output.Document(explanation);
        return explanation.MayStart ? ExitCode.Done : ExitCode.Waiting;
    }

    private static void Print(Output output, PolicyExplanation explanation)
    {
        output.Line((explanation.Run ?? explanation.Environment, Tone.Strong), ($"  at {new LocalInstant(explanation.At, "UTC")}", Tone.Faint));
        foreach (var reason in explanation.Reasons)
        {
            output.Line($"  {reason.Code}: {reason.Text}{(reason.Until is null ? "" : $", until {reason.Until}")}");
        }

        foreach (var slot in OpenSlots.Words(explanation.Needed, explanation.Stages))
        {
            output.Line($"  needed: {slot}");
        }

        if (explanation.SetAside.Count > 0)
        {
            output.Line($"  set aside: {string.Join(", ", explanation.SetAside)}");
        }

        output.Line(explanation.Text);
    }

    private static DateTimeOffset? ReadTime(ArgumentResult result)
    {
        if (DateTimeOffset.TryParse(result.Tokens[0].Value, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var at))
        {
            return at.ToUniversalTime();
        }

        result.AddError($"--at is '{result.Tokens[0].Value}'; expected an instant such as 2026-11-30T09:00+01:00.");
        return null;
    }
}
