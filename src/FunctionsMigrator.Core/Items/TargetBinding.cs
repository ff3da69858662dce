using System.Text.Json;
using FunctionsMigrator.Core.Model;

namespace FunctionsMigrator.Core.Items;

/// <summary>One target of one region (and tenant): its definition after variables. Secrets are still references.</summary>
/// <param name="Address">Where it is.</param>
/// <param name="Type">Name of the target type.</param>
/// <param name="Settings">The type's own keys, variables replaced; <c>{ "secret": "name" }</c> stays as it is.</param>
/// <param name="Scratch">Where scratch targets may be made, variables replaced; null for the type's own place.</param>
/// <param name="Ring">Ring of its unit.</param>
/// <param name="Variables">All variables in effect for it, <c>environment</c> and <c>region</c> (and <c>tenant</c>) among them.</param>
/// <param name="Secrets">Where the environment's secrets come from; null for the default.</param>
/// <param name="Labels">Labels of its unit: the region's, and the tenant's own; null for none.</param>
public sealed record TargetBinding(
    TargetAddress Address,
    string Type,
    IReadOnlyDictionary<string, JsonElement> Settings,
    JsonElement? Scratch,
    string? Ring,
    IReadOnlyDictionary<string, JsonElement> Variables,
    SecretSourceDefinition? Secrets = null,
    IReadOnlyList<string>? Labels = null);
