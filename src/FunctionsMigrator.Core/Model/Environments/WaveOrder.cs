using System.Text.Json.Serialization;

namespace FunctionsMigrator.Core.Model;

/// <summary>In which order the units of a wave are written.</summary>
[JsonConverter(typeof(KebabEnumConverter<WaveOrder>))]
public enum WaveOrder
{
    /// <summary>As regions and tenants stand in their files.</summary>
    File,

    /// <summary>By name, in ordinal order.</summary>
    Name,

    /// <summary>Those with the fewest changes first; of as many, as in the files.</summary>
    FewestChanges,
}
