using FunctionsMigrator.Core.Findings;

namespace FunctionsMigrator.Core.Targets;

/// <summary>A streaming read failed. Callers turn it into its finding.</summary>
public sealed class TargetException : Exception
{
    /// <summary>Carries the finding.</summary>
    public TargetException(Finding finding, Exception? inner = null)
        : base(finding.Message, inner) => Finding = finding;

    /// <summary>What went wrong, with its code and remedy.</summary>
    public Finding Finding { get; }
}
