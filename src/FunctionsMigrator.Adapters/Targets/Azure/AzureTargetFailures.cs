using FunctionsMigrator.Adapters.AzureAccounts;
using FunctionsMigrator.Core.Findings;
using FunctionsMigrator.Core.Findings.Codes;
using FunctionsMigrator.Core.Items;

namespace FunctionsMigrator.Adapters.Targets.Azure;

/// <summary>What a failure of Azure means for a target.</summary>
internal static class AzureTargetFailures
{
    /// <summary>The finding of an expected failure; null for a broken assumption, which is left to fly.</summary>
    /// <param name="exception">The failure.</param>
    /// <param name="binding">The target.</param>
    /// <param name="place">What was spoken to: table or container at its host.</param>
    /// <param name="role">The role that may do everything the type does.</param>
    public static Finding? Explain(Exception exception, TargetBinding binding, string place, string role)
    {
        if (AzureProblem.Of(exception) is not { } problem)
        {
            return null;
        }

        var code = problem.Kind switch
        {
            AzureProblemKind.Unauthenticated or AzureProblemKind.Forbidden => TargetCodes.AccessRefused,
            AzureProblemKind.OtherService => TargetCodes.OtherService,
            AzureProblemKind.Held => TargetCodes.Held,
            AzureProblemKind.Busy => TargetCodes.Busy,
            AzureProblemKind.Refused => TargetCodes.Refused,
            _ => TargetCodes.Unreachable,
        };
        var remedy = problem.Kind == AzureProblemKind.Forbidden
            ? $"Correct the credentials, or give the identity the role '{role}' on the account (or, for a plan alone, its Reader), then run the same command again; nothing was written."
            : problem.Remedy;
        return code.Finding($"{place}: {problem.Text}.", target: binding.Address.ToString(), remedy: remedy);
    }
}
