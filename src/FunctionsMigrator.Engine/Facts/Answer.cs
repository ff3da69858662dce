using System.Text.Json.Serialization;

namespace FunctionsMigrator.Engine.Facts;

/// <summary>A fact that answers a call, in whole or for one of its branches.</summary>
/// <param name="Position">Place in the history.</param>
/// <param name="At">When it happened.</param>
/// <param name="Call">Position of the fact that scheduled the call.</param>
public abstract record Answer(int Position, DateTimeOffset At, int Call) : Fact(Position, At)
{
    /// <summary>Which input of the call it answers; 0 for a call with one input.</summary>
    [JsonIgnore]
    public virtual int Branch => 0;
}
