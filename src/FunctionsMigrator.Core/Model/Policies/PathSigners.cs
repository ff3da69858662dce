using System.ComponentModel;
using System.ComponentModel.DataAnnotations;

namespace FunctionsMigrator.Core.Model;

/// <summary>Who must have signed the commits that change a path.</summary>
public sealed record PathSigners
{
    /// <summary>The paths.</summary>
    [Description("Pattern of paths in the repository: '*' and '?' inside a folder, '**' for any folders, as in 'metadata/**/*.sql'.")]
    [Required]
    public required string Path { get; init; }

    /// <summary>Names or groups of signers, of which one must have signed.</summary>
    [Description("Names or groups of signers (`fm signers list`), of which one must have signed.")]
    public IReadOnlyList<string> Signers { get; init; } = [];

    /// <summary>Roles, of which the person behind the committer must have one.</summary>
    [Description("Approver roles, of which the person behind the committer's address must have one, besides or instead of signers.")]
    public IReadOnlyList<string> Roles { get; init; } = [];
}
