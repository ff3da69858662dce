using System.Text.Json.Serialization;
using FunctionsMigrator.Core.Model;

namespace FunctionsMigrator.Core.Evidence;

/// <summary>What became of a planned change of an item.</summary>
[JsonConverter(typeof(KebabEnumConverter<ItemOutcome>))]
public enum ItemOutcome
{
    /// <summary>It was written, as its receipt says.</summary>
    Written,

    /// <summary>It was written, and taken back by the same run.</summary>
    Restored,

    /// <summary>It was to be written; no receipt says whether it was.</summary>
    Unproven,

    /// <summary>Live held the value already, or stays by decision: only what is managed changed.</summary>
    Unwritten,
}
