using System.Text.Json.Serialization;

namespace FunctionsMigrator.Engine.Facts;

/// <summary>A fact that answers a call, in whole or for one of its inputs.</summary>
/// <param name="Position">Place in the history.</param>
/// <param name="At">When it happened.</param>
/// <param name="Call">Position of the fact that scheduled the call.</param>
/// <param name="Index">Which input of the call it answers, from 0; absent in JSON when 0.</param>
public abstract record Answer(
    int Position,
    DateTimeOffset At,
    [property: JsonPropertyOrder(-2)] int Call,
    [property: JsonPropertyOrder(-1), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)] int Index = 0) : Fact(Position, At);
