using System.ComponentModel;

namespace FunctionsMigrator.Core.Model;

/// <summary>What is asked of commits.</summary>
public sealed record CommitRules
{
    /// <summary>Whether every commit must be signed.</summary>
    [Description("'optional' (default): commits may be unsigned; 'required': every commit since the last good run must be signed by a signer of `fm signers list`.")]
    public SigningRule Signed { get; init; } = SigningRule.Optional;

    /// <summary>Names of the platforms' signers that count.</summary>
    [Description("Signers that are a git platform's own key (`fm signers add --platform`) and count all the same: they sign for whoever may write there. Default none.")]
    public IReadOnlyList<string> Platform { get; init; } = [];

    /// <summary>Who must have signed changes of some paths, also where signatures are optional.</summary>
    [Description("Who must have signed the commits that change some paths, also where signatures are optional. Every entry that fits a path applies.")]
    public IReadOnlyList<PathSigners> Paths { get; init; } = [];
}
