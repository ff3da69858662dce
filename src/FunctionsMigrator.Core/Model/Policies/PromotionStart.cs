using System.Text.Json.Serialization;

namespace FunctionsMigrator.Core.Model;

/// <summary>Who starts a promotion.</summary>
[JsonConverter(typeof(KebabEnumConverter<PromotionStart>))]
public enum PromotionStart
{
    /// <summary>A person.</summary>
    Manual,

    /// <summary>The host, when the soak is over.</summary>
    Auto,
}
