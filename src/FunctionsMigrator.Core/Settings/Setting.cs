namespace FunctionsMigrator.Core.Settings;

/// <summary>One setting as the documentation lists it; messages about it are made from the same words.</summary>
/// <param name="Name">Its name among the app's settings: capital letters and <c>_</c>, so that every platform takes it.</param>
/// <param name="Meaning">What it says, as a sentence.</param>
/// <param name="Expected">What its value is, continuing "expected".</param>
/// <param name="Example">A value that is accepted.</param>
/// <param name="Required">When it must be there, as the table says it; null: never.</param>
/// <param name="Default">What holds where it is not set, as the table says it.</param>
public sealed record Setting(string Name, string Meaning, string Expected, string Example, string? Required = null, string Default = "none");
