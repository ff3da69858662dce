using System.Text.Json.Serialization;

namespace FunctionsMigrator.Core.Model;

/// <summary>What happens on failure.</summary>
[JsonConverter(typeof(KebabEnumConverter<OnFailure>))]
public enum OnFailure
{
    /// <summary>Everything that was changed is taken back.</summary>
    Rollback,

    /// <summary>The run pauses for a person.</summary>
    Hold,
}
