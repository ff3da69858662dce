using System.Text.Json;

namespace FunctionsMigrator.Functions.Durable.Payloads;

/// <summary>
/// The output of an orchestration: a value or a problem, as <c>CODE: message</c>. A broken assumption ends as a value too, because the platform keeps no safe and
/// readable reason of an orchestration that threw.
/// </summary>
internal sealed record WorkflowEnd(JsonElement? Output = null, string? Problem = null);
