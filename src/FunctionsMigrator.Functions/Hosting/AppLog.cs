using FunctionsMigrator.Core.Drift;
using FunctionsMigrator.Core.Findings;
using Microsoft.Extensions.Logging;

namespace FunctionsMigrator.Functions.Hosting;

/// <summary>What the app itself logs. Numbers and names are what alert rules look for: they never change.</summary>
internal static partial class AppLog
{
    /// <summary>Logs why the app cannot work now.</summary>
    public static void NotOpened(ILogger log, IReadOnlyList<Finding> findings)
    {
        foreach (var finding in findings)
        {
            NotOpened(log, finding.Code, finding.Message, finding.Remedy);
        }
    }

    /// <summary>Logs what was found.</summary>
    public static void Found(ILogger log, IReadOnlyList<Finding> findings)
    {
        foreach (var finding in findings)
        {
            Found(log, finding.Code, finding.Message);
        }
    }

    /// <summary>Logs what a look for drift found in an environment.</summary>
    public static void Compared(ILogger log, DriftRecord record)
    {
        if (record.State is DriftState.None)
        {
            NoDrift(log, record.Environment, record.Run);
        }
        else
        {
            Drift(log, record.Environment, record.State, record.Targets.Count + record.Unlisted, record.Items, record.Run);
        }
    }

    [LoggerMessage(4001, LogLevel.Information, "Swept: {Started} started, {Rung} rung, {Problems} problems.")]
    public static partial void Swept(ILogger log, int started, int rung, int problems);

    [LoggerMessage(4002, LogLevel.Error, "The app cannot work now: {Code} {Message} {Remedy}")]
    private static partial void NotOpened(ILogger log, string code, string message, string remedy);

    [LoggerMessage(4003, LogLevel.Warning, "{Code} {Message}")]
    private static partial void Found(ILogger log, string code, string message);

    [LoggerMessage(4004, LogLevel.Information, "Environment {Environment} holds what run {Run} left.")]
    private static partial void NoDrift(ILogger log, string environment, string run);

    [LoggerMessage(4005, LogLevel.Warning, "Environment {Environment}: {State}; {Targets} targets with {Items} items differ from what run {Run} left.")]
    private static partial void Drift(ILogger log, string environment, DriftState state, int targets, int items, string run);
}
