using FunctionsMigrator.Core.Findings;

namespace FunctionsMigrator.Core.Checks;

/// <summary>Where results of checks are posted.</summary>
public interface ICheckDesk
{
    /// <summary>
    /// Stores a result and wakes the runs of its commit; <c>CHK006</c> where it names no commit or no check, <c>DLV008</c> where its nonce was used before. Answers what stands.
    /// </summary>
    /// <param name="post">The result.</param>
    /// <param name="by">Who posts it.</param>
    /// <param name="nonce">Where a signature proves it: the nonce that was signed. It is good once.</param>
    /// <param name="cancellation">Ends it.</param>
    Task<Outcome<CheckResult>> PostAsync(CheckPost post, string by, string? nonce, CancellationToken cancellation);
}
