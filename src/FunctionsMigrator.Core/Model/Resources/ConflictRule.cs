using System.Text.Json.Serialization;

namespace FunctionsMigrator.Core.Model;

/// <summary>What happens when base, git and the live value all differ.</summary>
[JsonConverter(typeof(KebabEnumConverter<ConflictRule>))]
public enum ConflictRule
{
    /// <summary>The run stops and shows both.</summary>
    Fail,

    /// <summary>Git wins.</summary>
    TakeGit,

    /// <summary>The live value stays, as an override in the ledger.</summary>
    KeepLive,
}
