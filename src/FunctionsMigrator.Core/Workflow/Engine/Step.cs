namespace FunctionsMigrator.Core.Workflow.Engine;

/// <summary>The typed name of a step. The name is part of every history: it never changes once released.</summary>
public sealed record Step<TIn, TOut>(string Name);

/// <summary>The typed name of a workflow. The name is part of every history: it never changes once released.</summary>
public sealed record WorkflowName<TIn, TOut>(string Name);

/// <summary>A child run: the suffix of its id (letters, digits, <c>.</c>, <c>_</c>, <c>-</c>) and its input.</summary>
public sealed record ChildRun<TIn>(string Suffix, TIn Input);

/// <summary>What ended a wait.</summary>
public enum WaitOutcome
{
    /// <summary>The doorbell rang.</summary>
    Woken,

    /// <summary>The deadline passed.</summary>
    Deadline,
}
