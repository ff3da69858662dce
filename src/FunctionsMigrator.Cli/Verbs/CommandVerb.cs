using System.CommandLine;
using FunctionsMigrator.Cli.CommandLine;
using FunctionsMigrator.Core.Findings;
using FunctionsMigrator.Core.Findings.Codes;
using FunctionsMigrator.Core.Operations;
using FunctionsMigrator.Core.Runs;

namespace FunctionsMigrator.Cli.Verbs;

/// <summary>A verb that stores one command of a run.</summary>
internal abstract class CommandVerb : RunVerb
{
    private readonly Argument<string> _run = RunArgument.Required();

    protected CommandVerb(string name, string description)
        : base(name, description) => Add(_run);

    /// <summary>What is asked, as the command line says.</summary>
    protected abstract CommandRequest Request(Call call);

    /// <inheritdoc/>
    protected sealed override async Task<int> RunAsync(RunCall call, CancellationToken cancellation)
    {
        var found = await call.Migrator.GetAsync(call.Call.Get(_run)!, cancellation);
        if (!found.TryGet(out var details))
        {
            return call.Fail(found.Findings);
        }

        var request = Request(call.Call);
        if (request.Kind.IsDecision() && OwnerMayNot(call.Caller) is { } owner)
        {
            return call.Call.Fail(owner);
        }

        var stored = await call.Migrator.CommandAsync(details.Run.Id, request, call.Caller, cancellation);
        return stored.Succeeded ? await call.FollowAsync(details.Run.Id, cancellation) : call.Fail(stored.Findings);
    }

    /// <summary>Why the owner of a store cannot take the decision of a person; null for everybody else.</summary>
    internal static Finding? OwnerMayNot(Caller caller) => caller.Method is not "owner" ? null : AccessCodes.Forbidden.Finding(
        $"{caller.Name} owns the store, and a decision about a plan needs a person with a key of their own",
        remedy: "Set FM_API_KEY to a key with the role approver, or `fm login` with it; an admin makes one with `fm login create NAME --role approver`.");

    /// <summary>The option <c>--reason</c>.</summary>
    protected static Option<string?> ReasonOption(bool required) => new("--reason")
    {
        HelpName = "TEXT",
        Description = "Why; stands in the audit.",
        Required = required,
    };
}
