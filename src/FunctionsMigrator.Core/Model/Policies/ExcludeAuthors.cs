using System.Text.Json.Serialization;

namespace FunctionsMigrator.Core.Model;

/// <summary>Whose approval does not count.</summary>
[JsonConverter(typeof(KebabEnumConverter<ExcludeAuthors>))]
public enum ExcludeAuthors
{
    /// <summary>Of the commits that touch this plan's items.</summary>
    Plan,

    /// <summary>Of every commit of the range.</summary>
    Range,

    /// <summary>Nobody is excluded.</summary>
    Off,
}
