using System.Text.Json.Serialization;

namespace FunctionsMigrator.Core.Model;

/// <summary>Whether every commit must be signed.</summary>
[JsonConverter(typeof(KebabEnumConverter<SigningRule>))]
public enum SigningRule
{
    /// <summary>A commit may be unsigned; what is signed and does not count is a warning.</summary>
    Optional,

    /// <summary>Every commit must be signed by a signer of the record.</summary>
    Required,
}
