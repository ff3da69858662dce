using FunctionsMigrator.Core.Findings;

namespace FunctionsMigrator.Adapters.Targets.AppConfiguration;

/// <summary>What became of one write.</summary>
/// <param name="Outcome">What happened.</param>
/// <param name="Now">The key-value as it was set.</param>
/// <param name="Problem">Why it was refused, or not answered.</param>
internal sealed record KeyValueAnswer(KeyValueOutcome Outcome, KeyValue? Now = null, Finding? Problem = null);

/// <summary>What became of one write.</summary>
internal enum KeyValueOutcome
{
    /// <summary>Written.</summary>
    Done,

    /// <summary>The condition did not hold; nothing was written.</summary>
    ConditionFailed,

    /// <summary>The store refused it; nothing was written.</summary>
    Refused,

    /// <summary>Nobody knows: it may have been written, or may still be.</summary>
    Unanswered,
}
