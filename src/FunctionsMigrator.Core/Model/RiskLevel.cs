using System.Text.Json.Serialization;

namespace FunctionsMigrator.Core.Model;

/// <summary>How risky a change is.</summary>
[JsonConverter(typeof(KebabEnumConverter<RiskLevel>))]
public enum RiskLevel
{
    /// <summary>Restorable, small, no data at stake.</summary>
    Low,

    /// <summary>Restorable, but worth a look.</summary>
    Medium,

    /// <summary>Irreversible, large, or deleting.</summary>
    High,
}
