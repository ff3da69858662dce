namespace FunctionsMigrator.Core.Workflow;

/// <summary>What follows in a rollout.</summary>
internal enum RolloutNext
{
    /// <summary>What comes next in order.</summary>
    GoOn,

    /// <summary>The same once more.</summary>
    Again,

    /// <summary>Everything is taken back.</summary>
    TakeBack,

    /// <summary>Nothing more: what is written stays.</summary>
    Keep,

    /// <summary>The lock was broken: whoever did that decides what follows.</summary>
    Over,
}
