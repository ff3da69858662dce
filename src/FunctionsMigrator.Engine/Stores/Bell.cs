namespace FunctionsMigrator.Engine.Stores;

/// <summary>What is heard of an instance's bell.</summary>
/// <param name="Rang">Whether it rang since it was last used up.</param>
/// <param name="RingsOfRun">How often any bell of the run ever rang; a later ring raises it.</param>
public sealed record Bell(bool Rang, long RingsOfRun);
