using FunctionsMigrator.Core.Findings;
using FunctionsMigrator.Core.Workflow.Engine;
using FunctionsMigrator.Engine.Stores;

namespace FunctionsMigrator.Engine.Driving;

/// <summary>Problems as the store keeps them, <c>CODE: message</c>, and as hosts get them.</summary>
internal static class Outcomes
{
    public static string Text(this Finding problem) => $"{problem.Code}: {problem.Message}";

    /// <summary>The outcome of an instance that has ended.</summary>
    public static DriveOutcome Of(StoredInstance ended) => ended.State == InstanceState.Completed
        ? new DriveOutcome(DriveState.Completed, ended.Output)
        : new DriveOutcome(DriveState.Failed, Problem: Read(ended.Problem!));

    private static Finding Read(string problem)
    {
        var code = problem[..problem.IndexOf(':', StringComparison.Ordinal)];
        return FailureCatalogue.All.First(known => known.Code == code).Finding(problem[(code.Length + 2)..]);
    }
}
