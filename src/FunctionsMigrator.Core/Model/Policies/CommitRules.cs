using System.ComponentModel;
using System.ComponentModel.DataAnnotations;

namespace FunctionsMigrator.Core.Model;

/// <summary>What is asked of commits.</summary>
public sealed record CommitRules
{
    /// <summary><c>optional</c> (default) or <c>required</c>.</summary>
    [Description("'optional', the only value of this version: signatures are not checked.")]
    [AllowedValues("optional")]
    public string Signed { get; init; } = "optional";
}
