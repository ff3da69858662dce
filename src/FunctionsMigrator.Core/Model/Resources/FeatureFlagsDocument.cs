using System.ComponentModel;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace FunctionsMigrator.Core.Model;

/// <summary>Feature flags.</summary>
[Description("Feature flags.")]
public sealed record FeatureFlagsDocument : ResourceDocument
{
    /// <inheritdoc/>
    [JsonIgnore]
    public override ResourceKind Kind => ResourceKind.FeatureFlags;

    /// <summary>Per flag true, false, a variable, or an object with <c>enabled</c>, <c>percentage</c> (0 to 100), <c>description</c>.</summary>
    [Description("The flags by name: true, false, or { enabled, percentage, description }.")]
    [ValueSchema("""
        {
          "description": "true, false, a variable such as \"${name}\", or { enabled, percentage, description }",
          "anyOf": [
            { "type": "boolean" },
            { "type": "string", "pattern": "^\\$\\{[^{}]+\\}$" },
            {
              "type": "object",
              "additionalProperties": false,
              "required": ["enabled"],
              "properties": {
                "enabled": {
                  "description": "true, false or a variable",
                  "anyOf": [{ "type": "boolean" }, { "type": "string", "pattern": "^\\$\\{[^{}]+\\}$" }]
                },
                "percentage": {
                  "description": "a number from 0 to 100, or a variable",
                  "anyOf": [{ "type": "number", "minimum": 0, "maximum": 100 }, { "type": "string", "pattern": "^\\$\\{[^{}]+\\}$" }]
                },
                "description": { "description": "What the flag is for.", "type": "string" }
              }
            }
          ]
        }
        """)]
    public required IReadOnlyDictionary<string, JsonElement> Flags { get; init; }
}
