using FunctionsMigrator.Core.Findings;

namespace FunctionsMigrator.Core.Ports;

/// <summary>The medium of a store failed. Steps let it pass: the engine's own record is then not written either, and the step runs again later.</summary>
public sealed class StoreException : Exception
{
    /// <summary>Carries the finding that hosts show.</summary>
    public StoreException(Finding finding, Exception? inner = null)
        : base(finding.Message, inner) => Finding = finding;

    /// <summary>What went wrong, with its code and remedy.</summary>
    public Finding Finding { get; }
}
