using System.Text.Json;

namespace FunctionsMigrator.Functions.Durable.Payloads;

/// <summary>The input of an orchestration.</summary>
/// <param name="Version">
/// The version that the workflow runs under. It stands here although the platform is told it too: there it decides which workers may take the instance
/// (<see cref="PlatformVersion"/>), here it decides what the code does, on every backend and in every version of the packages, and a host can show it.
/// </param>
/// <param name="Input">The workflow's own input.</param>
/// <param name="Parent">Id of the instance that called; null for what a host started.</param>
internal sealed record WorkflowCall(int Version, JsonElement Input, string? Parent = null);
