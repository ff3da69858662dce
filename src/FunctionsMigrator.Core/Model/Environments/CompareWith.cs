using System.Text.Json.Serialization;

namespace FunctionsMigrator.Core.Model;

/// <summary>What a number is compared with before it is judged.</summary>
[JsonConverter(typeof(KebabEnumConverter<CompareWith>))]
public enum CompareWith
{
    /// <summary>Nothing: the number is judged as it is.</summary>
    Nothing,

    /// <summary>The same query in the regions that no wave has changed yet: the ratio is judged.</summary>
    Unchanged,
}
