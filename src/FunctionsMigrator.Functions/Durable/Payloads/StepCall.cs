using System.Text.Json;

namespace FunctionsMigrator.Functions.Durable.Payloads;

/// <summary>The input of an activity: the step's own, and what it knows of its call.</summary>
internal sealed record StepCall(string InstanceId, string Key, int Version, JsonElement Input);
