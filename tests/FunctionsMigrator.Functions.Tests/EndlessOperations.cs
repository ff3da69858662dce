using System.Reflection;
using System.Runtime.CompilerServices;
using FunctionsMigrator.Core.Findings;
using FunctionsMigrator.Core.Findings.Codes;
using FunctionsMigrator.Core.Operations;

namespace FunctionsMigrator.Functions.Tests;

/// <summary>Operations whose findings never end: the first comes at once, the next one never.</summary>
public class EndlessOperations : DispatchProxy
{
    private TaskCompletionSource _begun = new();

    internal static IMigrator Create(TaskCompletionSource begun)
    {
        var operations = Create<IMigrator, EndlessOperations>();
        ((EndlessOperations)(object)operations)._begun = begun;
        return operations;
    }

    /// <inheritdoc/>
    protected override object? Invoke(MethodInfo? targetMethod, object?[]? args) => targetMethod?.Name is nameof(IMigrator.ReadFindingsAsync)
        ? FindingsAsync((CancellationToken)args![1]!)
        : throw new NotSupportedException(targetMethod?.Name);

    private async IAsyncEnumerable<Finding> FindingsAsync([EnumeratorCancellation] CancellationToken cancellation)
    {
        yield return RunCodes.NoPlan.Finding("one");
        _begun.TrySetResult();
        await Task.Delay(Timeout.Infinite, cancellation);
    }
}
