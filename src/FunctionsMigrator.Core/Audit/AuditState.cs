namespace FunctionsMigrator.Core.Audit;

/// <summary>How a chain stands.</summary>
public enum AuditState
{
    /// <summary>Whole: the environment's chain, or a sealed run.</summary>
    Intact,

    /// <summary>Whole as far as it goes; the run is not sealed yet.</summary>
    Open,

    /// <summary>Edited, moved, cut or incomplete.</summary>
    Broken,
}
