using System.Text.Json.Serialization;

namespace FunctionsMigrator.Core.Model;

/// <summary>What no data means.</summary>
[JsonConverter(typeof(KebabEnumConverter<OnNoData>))]
public enum OnNoData
{
    /// <summary>Inconclusive: a person decides.</summary>
    Hold,

    /// <summary>The measurement failed.</summary>
    Fail,

    /// <summary>The measurement passed.</summary>
    Pass,
}
