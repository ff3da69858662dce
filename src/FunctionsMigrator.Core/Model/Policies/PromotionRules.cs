using System.ComponentModel;
using System.Text.Json.Serialization;

namespace FunctionsMigrator.Core.Model;

/// <summary>Where a bundle must have been before.</summary>
public sealed record PromotionRules
{
    /// <summary>The environment before this one.</summary>
    [Description("The environment before this one.")]
    public required string From { get; init; }

    /// <summary>How long the bundle must have been there.</summary>
    [Description("How long the bundle must have been there. Default 0s.")]
    [JsonConverter(typeof(DurationJsonConverter))]
    public TimeSpan Soak { get; init; }

    /// <summary>Who starts the run.</summary>
    [Description("'manual' (default: fm promote) or 'auto'.")]
    public PromotionStart Start { get; init; } = PromotionStart.Manual;
}
