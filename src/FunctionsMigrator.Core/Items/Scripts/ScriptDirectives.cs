namespace FunctionsMigrator.Core.Items.Scripts;

/// <summary>
/// What a script asks for in its leading comment: <c>-- fm: transaction=off timeout=5m lock-timeout=2s run-always verify="select ..."</c>. They are part of the text, and so of
/// its checksum.
/// </summary>
/// <param name="Transaction">Whether the script runs in one transaction with its history row. Default true.</param>
/// <param name="Timeout">How long one statement may run; null: as the target says.</param>
/// <param name="LockTimeout">How long one statement may wait for a lock; null: as the target says.</param>
/// <param name="RunAlways">Whether a repeatable script runs in every run that writes to its target, also when its text did not change. Default false.</param>
/// <param name="Verify">A query of one row and one column that must answer true, or a number other than 0, after the script; null: nothing is asked.</param>
public sealed record ScriptDirectives(bool Transaction = true, TimeSpan? Timeout = null, TimeSpan? LockTimeout = null, bool RunAlways = false, string? Verify = null)
{
    /// <summary>A script that asks for nothing.</summary>
    public static ScriptDirectives None { get; } = new();
}
