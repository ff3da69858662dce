using System.Text.Json.Serialization;

namespace FunctionsMigrator.Core.Workflow.Engine;

/// <summary>Why a step has no value. <paramref name="Code"/> is one of the documented failure codes; the message holds no secret.</summary>
/// <param name="Code">Stable code, listed in <c>docs/failures.md</c>.</param>
/// <param name="Message">What went wrong, where, and what was expected.</param>
/// <param name="Retryable">Whether the same call may succeed later.</param>
public sealed record StepFailure(string Code, string Message, bool Retryable = false);

/// <summary>The answer of a step or a child run: a value or a failure, never both.</summary>
public sealed record StepReply<T>
{
    /// <summary>Made by <see cref="StepReply"/> and by the engine's deserialiser.</summary>
    [JsonConstructor]
    public StepReply(T? value = default, StepFailure? failure = null)
    {
        Value = value;
        Failure = failure;
    }

    /// <summary>The value; default when the step failed.</summary>
    public T? Value { get; }

    /// <summary>The failure; null when the step succeeded.</summary>
    public StepFailure? Failure { get; }

    /// <summary>Whether there is a value.</summary>
    [JsonIgnore]
    public bool Succeeded => Failure is null;

    /// <summary>The value of a step that succeeded.</summary>
    /// <exception cref="InvalidOperationException">The step failed.</exception>
    public T Require() => Failure is null
        ? Value!
        : throw new InvalidOperationException($"{Failure.Code}: {Failure.Message}");
}

/// <summary>Makes answers.</summary>
public static class StepReply
{
    /// <summary>A step that succeeded.</summary>
    public static StepReply<T> Of<T>(T value) => new(value, null);

    /// <summary>A step that failed.</summary>
    public static StepReply<T> Fail<T>(string code, string message, bool retryable = false) =>
        new(default, new StepFailure(code, message, retryable));

    /// <summary>A step that failed for the reason another one gave.</summary>
    public static StepReply<T> Fail<T>(StepFailure failure) => new(default, failure);
}
