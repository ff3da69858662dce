namespace FunctionsMigrator.Adapters.Metadata.Yaml;

/// <summary>What one YAML file may ask of the reader.</summary>
/// <param name="Depth">Levels of nesting, after aliases.</param>
/// <param name="Repeated">Values that aliases repeat, all together.</param>
/// <param name="Digits">Characters of one number.</param>
/// <param name="Findings">Errors, and as many warnings, that are told.</param>
internal sealed record YamlLimits(int Depth = 40, long Repeated = 10_000, int Digits = 100, int Findings = 100);
