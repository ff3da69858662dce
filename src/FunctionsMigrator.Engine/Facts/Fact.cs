using System.Text.Json.Serialization;

namespace FunctionsMigrator.Engine.Facts;

/// <summary>
/// One thing that happened to an instance. Facts are only ever appended; their names and members are a format (see README.md): a member may be added
/// when it is optional, nothing is renamed or removed.
/// </summary>
/// <param name="Position">Place in the history, from 0, without gaps.</param>
/// <param name="At">When it happened; never before the fact in front of it, whatever the machine's clock did.</param>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "fact")]
[JsonDerivedType(typeof(InstanceStarted), nameof(InstanceStarted))]
[JsonDerivedType(typeof(StepScheduled), nameof(StepScheduled))]
[JsonDerivedType(typeof(StepsScheduled), nameof(StepsScheduled))]
[JsonDerivedType(typeof(StepCompleted), nameof(StepCompleted))]
[JsonDerivedType(typeof(ChildrenScheduled), nameof(ChildrenScheduled))]
[JsonDerivedType(typeof(ChildCompleted), nameof(ChildCompleted))]
[JsonDerivedType(typeof(WaitStarted), nameof(WaitStarted))]
[JsonDerivedType(typeof(DelayStarted), nameof(DelayStarted))]
[JsonDerivedType(typeof(Woken), nameof(Woken))]
[JsonDerivedType(typeof(TimerFired), nameof(TimerFired))]
[JsonDerivedType(typeof(InstanceCompleted), nameof(InstanceCompleted))]
[JsonDerivedType(typeof(InstanceFailed), nameof(InstanceFailed))]
public abstract record Fact(
    [property: JsonPropertyOrder(-4)] int Position,
    [property: JsonPropertyOrder(-3)] DateTimeOffset At)
{
    /// <summary>What the fact says, in words for people, without its position and time.</summary>
    public abstract string Describe();
}
