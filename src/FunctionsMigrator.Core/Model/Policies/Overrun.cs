using System.Text.Json.Serialization;

namespace FunctionsMigrator.Core.Model;

/// <summary>What happens when a window ends.</summary>
[JsonConverter(typeof(KebabEnumConverter<Overrun>))]
public enum Overrun
{
    /// <summary>The rollout goes on.</summary>
    Finish,

    /// <summary>It waits before its next wave.</summary>
    Pause,

    /// <summary>It is taken back.</summary>
    Rollback,
}
