using System.CommandLine;
using FunctionsMigrator.Cli.CommandLine;
using FunctionsMigrator.Core.Operations;
using FunctionsMigrator.Core.Runs;

namespace FunctionsMigrator.Cli.Verbs;

/// <summary><c>fm override</c>.</summary>
internal sealed class OverrideVerb : CommandVerb
{
    private readonly Option<string?> _freeze = new("--freeze") { HelpName = "NAME", Description = "Set the freeze of this name aside." };
    private readonly Option<bool> _window = new("--window") { Description = "Set the windows aside." };
    private readonly Option<bool> _glass = new("--break-glass") { Description = "Let the run go without its approvals." };
    private readonly Option<string?> _reason = ReasonOption(required: true);

    public OverrideVerb()
        : base("override", "Set a freeze, the windows or the approvals aside for one run; somebody else reviews it afterwards.")
    {
        Details = "Needs the API key of a person whom the policy's `override`, the freeze or `breakGlass` names and who did not write the change. It holds for this run and its present plan only. People are told at once, and until a second person has said `fm review`.";
        Examples =
        [
            new("fm override production-20261123-093015-1a2b3c4 --freeze year-end --reason \"INC0042: checkout is down\"", "The freeze no longer holds this run; approvals and windows still do."),
            new("fm override production-20261123-093015-1a2b3c4 --break-glass --reason \"INC0042: nobody can be reached\"", "The run goes without its approvals."),
        ];
        Add(_freeze);
        Add(_window);
        Add(_glass);
        Add(_reason);
        Add(Wait);
        Validators.Add(result =>
        {
            if ((result.GetValue(_freeze) is null ? 0 : 1) + (result.GetValue(_window) ? 1 : 0) + (result.GetValue(_glass) ? 1 : 0) != 1)
            {
                result.AddError("Name one of --freeze NAME, --window and --break-glass.");
            }
        });
    }

    /// <inheritdoc/>
    protected override CommandRequest Request(Call call) => call.Get(_glass)
        ? new(CommandKind.BreakGlass, Reason: call.Get(_reason))
        : new(CommandKind.Override, Reason: call.Get(_reason), Target: call.Get(_window) ? "window" : $"freeze:{call.Get(_freeze)}");
}
