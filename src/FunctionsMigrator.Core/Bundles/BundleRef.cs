namespace FunctionsMigrator.Core.Bundles;

/// <summary>A stored bundle.</summary>
/// <param name="Bundle">Digest of the files that steer a run: repository, environments, changes, resources and what they name.</param>
/// <param name="Policy">Digest of policies and people.</param>
public sealed record BundleRef(Digest Bundle, Digest Policy);
