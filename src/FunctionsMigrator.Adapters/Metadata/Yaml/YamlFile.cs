using FunctionsMigrator.Core.Findings;

namespace FunctionsMigrator.Adapters.Metadata.Yaml;

/// <summary>What a YAML file holds: its documents that are not empty, and what is wrong with it. Documents behind a syntax error are missing.</summary>
internal sealed record YamlFile(IReadOnlyList<Node> Documents, IReadOnlyList<Finding> Findings);
