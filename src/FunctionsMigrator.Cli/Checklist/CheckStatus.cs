using System.Text.Json.Serialization;
using FunctionsMigrator.Core.Model;

namespace FunctionsMigrator.Cli.Checklist;

/// <summary>What a line of the checklist says.</summary>
[JsonConverter(typeof(KebabEnumConverter<CheckStatus>))]
internal enum CheckStatus
{
    /// <summary>It was looked at, and it is as it must be.</summary>
    Pass,

    /// <summary>It was looked at, and it is not.</summary>
    Fail,

    /// <summary>It could not be looked at from here; the evidence says why.</summary>
    Unknown,
}
