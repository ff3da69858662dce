using System.Text.Json.Serialization;

namespace FunctionsMigrator.Core.Model;

/// <summary>How much the findings of a lint code weigh.</summary>
[JsonConverter(typeof(KebabEnumConverter<LintLevel>))]
public enum LintLevel
{
    /// <summary>They are no findings.</summary>
    Off,

    /// <summary>They are shown and change nothing.</summary>
    Info,

    /// <summary>They raise the plan's risk.</summary>
    Warning,

    /// <summary>They deny the run.</summary>
    Error,
}
