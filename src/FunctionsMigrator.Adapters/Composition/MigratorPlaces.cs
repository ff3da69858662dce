namespace FunctionsMigrator.Adapters.Composition;

/// <summary>Folders of a host.</summary>
/// <param name="Base">What paths of targets and secrets are relative to: the root of the metadata repository. Null where that is on another machine: targets in folders are then refused.</param>
/// <param name="Mirrors">Private copies of remote repositories; made when it is needed.</param>
public sealed record MigratorPlaces(string? Base, string Mirrors);
