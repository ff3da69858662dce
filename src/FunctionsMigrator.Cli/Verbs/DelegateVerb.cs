using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using FunctionsMigrator.Cli.CommandLine;
using FunctionsMigrator.Cli.Hosting;
using FunctionsMigrator.Core.Operations;

namespace FunctionsMigrator.Cli.Verbs;

/// <summary><c>fm delegate</c>.</summary>
internal sealed class DelegateVerb : HostVerb
{
    private readonly Option<string?> _to = new("--to") { HelpName = "PERSON", Description = "Who may decide in your name: a short name of People." };
    private readonly Option<DateTimeOffset?> _from = Time("--from", "From when on, such as 2026-12-21 or 2026-12-21T09:00+01:00; without an offset it is UTC. Default now.");
    private readonly Option<DateTimeOffset?> _until = Time("--until", "Until when, not included.");
    private readonly Option<string?> _role = new("--role") { HelpName = "ROLE", Description = "Only this role of yours. Default all." };
    private readonly Option<int?> _revoke = new("--revoke") { HelpName = "NUMBER", Description = "Take back this delegation of yours now." };
    private readonly Option<string?> _reason = new("--reason") { HelpName = "TEXT", Description = "Why; stands in the audit." };

    public DelegateVerb()
        : base("delegate", "Let somebody else approve in your name for some days.")
    {
        Details = "Needs the API key of the person who delegates. The other one then approves with a key of their own; both stand in the audit. What was delegated cannot be delegated further, an author's delegation does not count for what the author wrote, and overrides are nobody's to pass on.";
        Examples = [new("fm delegate --to bo --from 2026-12-21 --until 2027-01-04 --role dba --reason holidays", "Bo stands in for you as dba over the holidays."), new("fm delegate --revoke 3", "Back early: take delegation 3 back.")];
        Add(_to);
        Add(_from);
        Add(_until);
        Add(_role);
        Add(_revoke);
        Add(_reason);
        Validators.Add(result =>
        {
            // What is given and cannot be read has its own error; asking for its value would throw.
            bool Given(Option option) => result.GetResult(option) is { Implicit: false };
            if (Given(_revoke) ? Given(_to) || Given(_from) || Given(_until) || Given(_role) : !(Given(_to) && Given(_until)))
            {
                result.AddError("Name --to PERSON and --until TIME, or --revoke NUMBER alone.");
            }
        });
    }

    /// <inheritdoc/>
    protected override async Task<int> RunAsync(Call call, IFmHost host, CancellationToken cancellation)
    {
        var caller = await host.CallerAsync(cancellation);
        if (!caller.TryGet(out var asker))
        {
            return call.Fail(caller.Findings);
        }

        if (CommandVerb.OwnerMayNot(asker) is { } owner)
        {
            return call.Fail(owner);
        }

        var now = call.Session.Time.GetUtcNow();
        var request = new DelegateRequest(call.Get(_to) ?? "", call.Get(_from) ?? now, call.Get(_until) ?? now, call.Get(_role), call.Get(_reason), call.Get(_revoke));
        var stored = await host.Migrator.DelegateAsync(request, asker, cancellation);
        if (!stored.TryGet(out var delegation))
        {
            return call.Fail(stored.Findings);
        }

        call.Output.Line($"delegation {delegation.Number}: {delegation.Terms}");
        call.Output.Document(delegation);
        return ExitCode.Done;
    }

    internal static Option<DateTimeOffset?> Time(string name, string description) => new(name)
    {
        HelpName = "TIME",
        Description = description,
        CustomParser = result => Read(result, name),
    };

    private static DateTimeOffset? Read(ArgumentResult result, string name)
    {
        if (DateTimeOffset.TryParse(result.Tokens[0].Value, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var at))
        {
            return at.ToUniversalTime();
        }

        result.AddError($"{name} is '{result.Tokens[0].Value}'; expected a time such as 2026-12-21 or 2026-12-21T09:00+01:00.");
        return null;
    }
}
