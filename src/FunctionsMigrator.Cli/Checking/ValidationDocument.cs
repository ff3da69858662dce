using FunctionsMigrator.Core;
using FunctionsMigrator.Core.Bundles;
using FunctionsMigrator.Core.Findings;
using FunctionsMigrator.Core.Model;

namespace FunctionsMigrator.Cli.Checking;

/// <summary>What <c>fm validate --json</c> prints.</summary>
/// <param name="Valid">Whether no finding is an error.</param>
/// <param name="Errors">Number of errors.</param>
/// <param name="Warnings">Number of warnings.</param>
/// <param name="Files">Number of files that steer a run; absent when they cannot be read.</param>
/// <param name="Bundle">Digest of the bundle; absent when the files cannot be read.</param>
/// <param name="Policy">Digest of policies and people; absent when the files cannot be read.</param>
/// <param name="Findings">All findings.</param>
internal sealed record ValidationDocument(bool Valid, int Errors, int Warnings, int? Files, Digest? Bundle, Digest? Policy, IReadOnlyList<Finding> Findings)
{
    /// <summary>The document for what was read, if it could be, and what was found.</summary>
    public static ValidationDocument Of(MetadataRepository? repository, IReadOnlyList<Finding> findings)
    {
        var errors = findings.Count(finding => finding.Severity == Severity.Error);
        return new ValidationDocument(
            errors == 0,
            errors,
            findings.Count(finding => finding.Severity == Severity.Warning),
            repository?.Manifest.Count,
            repository is null ? null : BundleStore.DigestOf(repository.Manifest.Where(entry => !entry.IsPolicy)),
            repository is null ? null : BundleStore.DigestOf(repository.Manifest.Where(entry => entry.IsPolicy)),
            findings);
    }
}
