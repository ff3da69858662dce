using System.Text.Json.Serialization;
using FunctionsMigrator.Core.Model;

namespace FunctionsMigrator.Core.Drift;

/// <summary>What became of a drift.</summary>
[JsonConverter(typeof(KebabEnumConverter<DriftStatus>))]
public enum DriftStatus
{
    /// <summary>The item differs, and nobody has decided. A run that touches its target is stopped by it.</summary>
    Open,

    /// <summary>Somebody decided that the live value stays, until git or the target moves again or the decision expires.</summary>
    Accepted,

    /// <summary>The target holds again what was applied last: a run brought it back, or nobody knows who.</summary>
    Reverted,

    /// <summary>Git says now what is live, or does not manage the item any more.</summary>
    Adopted,
}
