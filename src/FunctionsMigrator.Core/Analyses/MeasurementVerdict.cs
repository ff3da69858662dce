using System.Text.Json.Serialization;
using FunctionsMigrator.Core.Model;

namespace FunctionsMigrator.Core.Analyses;

/// <summary>What one measurement means.</summary>
[JsonConverter(typeof(KebabEnumConverter<MeasurementVerdict>))]
public enum MeasurementVerdict
{
    /// <summary>Good.</summary>
    Pass,

    /// <summary>Bad.</summary>
    Fail,

    /// <summary>Neither, or no data.</summary>
    Inconclusive,

    /// <summary>It could not be taken.</summary>
    Error,
}
