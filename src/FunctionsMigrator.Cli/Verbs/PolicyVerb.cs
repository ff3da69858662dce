using FunctionsMigrator.Cli.CommandLine;

namespace FunctionsMigrator.Cli.Verbs;

/// <summary><c>fm policy</c>.</summary>
internal sealed class PolicyVerb : VerbGroup
{
    public PolicyVerb()
        : base("policy", "Ask the policy why a run waits, and test what it decides.", new ExplainPolicyVerb(), new TestPolicyVerb())
    {
        Details = "Runs are decided by the policy and the people of the last commit that was applied; a change to them is approved under the rules before it.";
        Examples =
        [
            new("fm policy explain --env production", "Whether a run may start now, and if not, when."),
            new("fm policy test", "Run the team's own cases against the policies as the files have them now."),
        ];
    }
}
