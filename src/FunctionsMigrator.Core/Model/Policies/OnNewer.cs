using System.Text.Json.Serialization;

namespace FunctionsMigrator.Core.Model;

/// <summary>What a newer commit does to a waiting run.</summary>
[JsonConverter(typeof(KebabEnumConverter<OnNewer>))]
public enum OnNewer
{
    /// <summary>It replaces the run.</summary>
    Supersede,

    /// <summary>It queues once the run has an approval.</summary>
    QueueAfterApproval,
}
