using System.CommandLine;
using FunctionsMigrator.Cli.CommandLine;
using FunctionsMigrator.Cli.Hosting;
using FunctionsMigrator.Cli.PolicyCases;
using FunctionsMigrator.Cli.Terminal;
using FunctionsMigrator.Core.Findings;
using FunctionsMigrator.Core.Findings.Codes;
using FunctionsMigrator.Core.Model;
using FunctionsMigrator.Core.Planning.Rendering;
using FunctionsMigrator.Core.PolicyCases;

namespace FunctionsMigrator.Cli.Verbs;

/// <summary><c>fm policy test</c>.</summary>
internal sealed class TestPolicyVerb : Verb
{
    private readonly Option<string?> _environment = new("--env") { HelpName = "NAME", Description = "Only the cases of the policy that this environment names. Default: all cases." };
    private readonly Option<string?> _commit = new("--commit") { HelpName = "REV", Description = "A branch, tag or commit. Default: the work tree as it is." };

    public TestPolicyVerb()
        : base("test", "Run the team's own cases: what is given, and what the policy must decide. Asks neither store nor targets.")
    {
        Details = "Cases are documents of kind PolicyCases in `policies/tests`. They are asked of the rules, the count of approvals and the windows that decide runs, with the policies and people of the same files. What depends on earlier runs (promotion, soak) and on signatures and checks of commits is not asked.";
        Examples =
        [
            new("fm policy test", "Before a change of a policy is proposed, and in its pipeline."),
            new("fm policy test --env production --json", "One environment, as one JSON document."),
        ];
        Exits = ["0 Every case is as expected.", "1 A case is not, the files cannot be read, or there are no cases."];
        Add(_environment);
        Add(_commit);
    }

    /// <inheritdoc/>
    public override async Task<int> RunAsync(Call call, CancellationToken cancellation)
    {
        var read = await ReadAsync(call, cancellation);
        if (!read.TryGet(out var repository))
        {
            return call.Fail(read.Findings);
        }

        string? policy = null;
        if (call.Get(_environment) is { } environment)
        {
            if (!repository.Environments.TryGetValue(environment, out var found))
            {
                return call.Fail(ValidationCodes.UnknownEnvironment.Finding($"There is no environment '{environment}'. Known: {string.Join(", ", repository.Environments.Keys)}."));
            }

            policy = found.Policy;
            if (policy is null)
            {
                return call.Fail(PolicyCodes.NoCases.Finding($"Environment {environment} names no policy: nothing is required there."));
            }
        }

        List<CaseVerdict> verdicts = [.. PolicyCaseRunner.Run(repository, policy)];
        return verdicts.Count == 0
            ? call.Fail(PolicyCodes.NoCases.Finding(policy is null ? "The repository holds no document of kind PolicyCases." : $"No document of kind PolicyCases tests the policy {policy}."))
            : Tell(call, verdicts);
    }

    private async Task<Outcome<MetadataRepository>> ReadAsync(Call call, CancellationToken cancellation)
    {
        var folder = RepositoryFolder.Find(call.Get(call.Globals.Repository), call.Session.Surroundings);
        if (!folder.TryGet(out var found))
        {
            return folder.As<MetadataRepository>();
        }

        var parts = new LocalParts(found, call.Session.Time);
        var tree = await parts.OpenTreeAsync(call.Get(_commit), cancellation);
        return tree.TryGet(out var files) ? await parts.Metadata.ReadAsync(files, cancellation) : tree.As<MetadataRepository>();
    }

    private static int Tell(Call call, List<CaseVerdict> verdicts)
    {
        foreach (var verdict in verdicts)
        {
            call.Output.Line((verdict.Passed ? "ok    " : "FAIL  ", verdict.Passed ? Tone.Good : Tone.Bad), ($"{verdict.Policy}: ", Tone.Faint), (verdict.Case, Tone.Plain), ($"  {verdict.Place}", Tone.Faint));
            foreach (var difference in verdict.Differences)
            {
                call.Output.Line(($"        {difference.Member}", Tone.Strong));
                call.Output.Line(("          expected  ", Tone.Faint), (difference.Expected, Tone.Good));
                call.Output.Line(("          actual    ", Tone.Faint), (difference.Actual, Tone.Bad));
            }
        }

        var failed = verdicts.Count(verdict => !verdict.Passed);
        call.Output.Line();
        call.Output.Line(
            (failed == 0 ? "passed" : "failed", failed == 0 ? Tone.Good : Tone.Bad),
            ($": {PlanWords.Count(verdicts.Count, "case")}{(failed == 0 ? "" : $", {failed} not as expected")}", Tone.Plain));
        call.Output.Document(new PolicyTestDocument(failed == 0, verdicts.Count, failed, verdicts));
        return failed == 0 ? ExitCode.Done : ExitCode.Failed;
    }
}
