namespace FunctionsMigrator.Core.Checks;

/// <summary>What a check says.</summary>
public enum CheckState
{
    /// <summary>It is not done.</summary>
    Pending,

    /// <summary>It succeeded. Nothing else is success: a skipped or neutral check is none.</summary>
    Success,

    /// <summary>It did not succeed.</summary>
    Failure,
}
