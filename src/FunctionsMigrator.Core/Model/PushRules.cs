using System.ComponentModel;

namespace FunctionsMigrator.Core.Model;

/// <summary>Which pushes start a run by themselves. A push that counts brings everything that came before it, whatever was filtered.</summary>
public sealed record PushRules
{
    /// <summary>Patterns of paths of which a push must change one; empty: any path counts.</summary>
    [Description("Patterns of paths in the repository, of which a push must change one to start a run: '*' and '?' inside a folder, '**' for any folders. Default: any path counts.")]
    public IReadOnlyList<string> Paths { get; init; } = [];

    /// <summary>Patterns of paths that do not count.</summary>
    [Description("Patterns of paths that do not count, also where 'paths' has them: a push that changes nothing else starts no run.")]
    public IReadOnlyList<string> Ignore { get; init; } = [];
}
