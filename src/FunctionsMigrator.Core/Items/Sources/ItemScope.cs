using FunctionsMigrator.Core.Model;

namespace FunctionsMigrator.Core.Items.Sources;

/// <summary>What the items of one slice are made from.</summary>
/// <param name="Index">The files.</param>
/// <param name="Environment">The environment of the target.</param>
/// <param name="Target">The target, with its variables.</param>
internal sealed record ItemScope(SourceIndex Index, EnvironmentDocument Environment, TargetBinding Target);
