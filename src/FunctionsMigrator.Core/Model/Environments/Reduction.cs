using System.Text.Json.Serialization;

namespace FunctionsMigrator.Core.Model;

/// <summary>What one number is made of the points of a range query.</summary>
[JsonConverter(typeof(KebabEnumConverter<Reduction>))]
public enum Reduction
{
    /// <summary>The newest point.</summary>
    Last,

    /// <summary>The smallest point.</summary>
    Min,

    /// <summary>The largest point.</summary>
    Max,

    /// <summary>Their mean.</summary>
    Avg,

    /// <summary>Their sum.</summary>
    Sum,

    /// <summary>How many there are.</summary>
    Count,
}
