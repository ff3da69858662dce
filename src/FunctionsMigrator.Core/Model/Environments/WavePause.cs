using System.Text.Json.Serialization;

namespace FunctionsMigrator.Core.Model;

/// <summary>What a run waits for behind a wave.</summary>
[JsonConverter(typeof(KebabEnumConverter<WavePause>))]
public enum WavePause
{
    /// <summary>Until a person advances it.</summary>
    [JsonStringEnumMemberName("until advanced")]
    UntilAdvanced,
}
