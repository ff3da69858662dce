namespace FunctionsMigrator.Core.Model;

/// <summary>
/// What a value that the type system leaves open (<c>JsonElement</c>) may be, as JSON Schema; for a dictionary or a list, what each of its values may be.
/// A <c>description</c> in it says in words what is expected and stands in findings.
/// </summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class ValueSchemaAttribute(string json) : Attribute
{
    /// <summary>The schema.</summary>
    public string Json { get; } = json;
}
