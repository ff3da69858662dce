namespace FunctionsMigrator.Infra.Tests.Bicep;

/// <summary>Something that is not Bicep, or more of it than these tests understand.</summary>
internal sealed class BicepSyntaxException(string file, int line, string message) : Exception($"{file}:{line}: {message}");
