namespace FunctionsMigrator.Core.Model;

/// <summary>How an analysis names a secret.</summary>
internal static class AnalysisSecret
{
    /// <summary>The JSON Schema of such a member: <c>{ secret: name }</c>.</summary>
    public const string Schema =
        """{ "type": "object", "properties": { "secret": { "type": "string", "description": "The secret's name." } }, "required": ["secret"], "additionalProperties": false }""";
}
