using FunctionsMigrator.Core.Findings;
using FunctionsMigrator.Core.Findings.Codes;
using FunctionsMigrator.Core.Items;
using FunctionsMigrator.Core.Model;
using FunctionsMigrator.Core.Targets;

namespace FunctionsMigrator.Adapters.Targets.Azure;

/// <summary>What the targets in a storage account have in common: no SQL, and failures of the service as findings.</summary>
internal abstract class AzureTarget(TargetBinding binding, TargetAccess access, IReadOnlySet<ResourceKind> kinds)
{
    /// <summary>Where it is and what defines it.</summary>
    public TargetBinding Binding { get; } = binding;

    /// <inheritdoc cref="ITarget.ReadHistoryAsync"/>
    public virtual Task<IReadOnlyList<AppliedScript>> ReadHistoryAsync(string resource, CancellationToken cancellation) =>
        Task.FromResult<IReadOnlyList<AppliedScript>>([]);

    /// <inheritdoc cref="ITarget.RunScriptAsync"/>
    public Task<Outcome<WriteResult>> RunScriptAsync(Claim claim, ResourceSlice slice, ScriptWrite script, CancellationToken cancellation) =>
        Task.FromResult(NoSql<WriteResult>());

    /// <inheritdoc cref="ITarget.ScalarAsync"/>
    public Task<Outcome<double?>> ScalarAsync(string query, CancellationToken cancellation) => Task.FromResult(NoSql<double?>());

    /// <inheritdoc/>
    public virtual ValueTask DisposeAsync() => ValueTask.CompletedTask;

    /// <summary>The finding of an expected failure; null for all others.</summary>
    protected abstract Finding? Explain(Exception exception);

    /// <summary>There is no SQL here.</summary>
    protected Outcome<T> NoSql<T>() => TargetCodes.NoSql.Fail<T>($"Type {Binding.Type} has no SQL.", target: Binding.Address.ToString());

    /// <summary>Does what may fail; a cancelled call ends with its exception.</summary>
    protected async Task<Outcome<T>> TryAsync<T>(Func<Task<T>> work, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        try
        {
            return Outcome.Of(await work());
        }
        catch (TargetException exception)
        {
            return Outcome.Fail<T>(exception.Finding);
        }
        catch (Exception exception) when (!cancellation.IsCancellationRequested && Explain(exception) is { } finding)
        {
            return Outcome.Fail<T>(finding);
        }
    }

    /// <summary>Reads what may fail.</summary>
    /// <exception cref="TargetException">It failed.</exception>
    protected async Task<T> ReadOrThrowAsync<T>(Func<Task<T>> read, CancellationToken cancellation)
    {
        try
        {
            return await read();
        }
        catch (Exception exception) when (exception is not TargetException && !cancellation.IsCancellationRequested && Explain(exception) is { } finding)
        {
            throw new TargetException(finding, exception);
        }
    }

    /// <exception cref="InvalidOperationException">The target was opened for reading.</exception>
    protected void RequireApply()
    {
        if (access != TargetAccess.Apply)
        {
            throw new InvalidOperationException($"{Binding.Address} was opened for reading.");
        }
    }

    /// <exception cref="TargetException">TGT004.</exception>
    protected void RequireKind(ResourceSlice slice)
    {
        if (!kinds.Contains(slice.Kind))
        {
            throw new TargetException(TargetCodes.KindNotHeld.Finding(
                $"Resource {slice.Resource} is of kind {slice.Kind}; type {Binding.Type} holds {string.Join(", ", kinds.Order())}.", target: Binding.Address.ToString()));
        }
    }
}
