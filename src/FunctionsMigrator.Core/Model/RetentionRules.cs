using System.ComponentModel;
using System.Text.Json.Serialization;

namespace FunctionsMigrator.Core.Model;

/// <summary>How long the store keeps what is no proof. The audit, plans and receipts are kept for ever.</summary>
public sealed record RetentionRules
{
    /// <summary>How long the before-images of a run are kept after it ended. Without them it cannot be taken back. Default 90 days.</summary>
    [Description("How long the before-images of a run are kept after it ended; without them it cannot be taken back. Default 90d.")]
    [JsonConverter(typeof(DurationJsonConverter))]
    public TimeSpan Snapshots { get; init; } = TimeSpan.FromDays(90);
}
