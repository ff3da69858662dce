using FunctionsMigrator.Cli.CommandLine;

namespace FunctionsMigrator.Cli.Verbs;

/// <summary><c>fm policy</c>.</summary>
internal sealed class PolicyVerb : VerbGroup
{
    public PolicyVerb()
        : base("policy", "Ask the policy: why a run waits, and when it may start.", new ExplainPolicyVerb()) =>
        Examples = [new("fm policy explain --env production", "Whether a run may start now, and if not, when.")];
}
