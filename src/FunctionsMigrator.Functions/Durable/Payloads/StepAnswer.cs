using System.Text.Json;

namespace FunctionsMigrator.Functions.Durable.Payloads;

/// <summary>The output of an activity: the serialised reply of the step, or why there is none and the step must run again.</summary>
internal sealed record StepAnswer(JsonElement? Reply = null, string? Unavailable = null);
