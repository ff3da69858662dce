using FunctionsMigrator.Core.Findings;

namespace FunctionsMigrator.Core.Lint;

/// <summary>One thing that the linter looks for.</summary>
/// <param name="Code">Its code, with title and remedy.</param>
/// <param name="Folder">Its folder under <c>src/FunctionsMigrator.Core/Lint</c>, where its document and its examples stand.</param>
public sealed record LintAnalyzer(FailureCode Code, string Folder);
