using FunctionsMigrator.Adapters.Metadata.Yaml;
using FunctionsMigrator.Core;
using FunctionsMigrator.Core.Findings;

namespace FunctionsMigrator.Adapters.Metadata;

/// <summary>A YAML file in one of our folders.</summary>
/// <param name="Path">Its path.</param>
/// <param name="Digest">SHA-256 of its canonical bytes; of nothing when the file is too large to be read.</param>
/// <param name="Yaml">What it holds.</param>
/// <param name="Documents">Its documents of a known kind.</param>
/// <param name="Findings">What is wrong with its other documents.</param>
internal sealed record LoadedFile(string Path, Digest Digest, YamlFile Yaml, IReadOnlyList<SourceDocument> Documents, IReadOnlyList<Finding> Findings);
