using FunctionsMigrator.Core.Findings;
using FunctionsMigrator.Core.Operations;
using FunctionsMigrator.Core.Ports;
using FunctionsMigrator.Core.Workflow.Engine;
using FunctionsMigrator.Functions.Settings;

namespace FunctionsMigrator.Functions.Hosting;

/// <summary>
/// Opens the app when it is first needed. Where that fails (a role that was given a minute ago, a vault that is away) the next trigger tries again, so that nobody has to
/// restart the app.
/// </summary>
/// <param name="options">The settings.</param>
/// <param name="time">The clock.</param>
/// <param name="make">Composes the parts and opens the store.</param>
public sealed class AppHost(AppOptions options, TimeProvider time, Func<CancellationToken, Task<Outcome<AppParts>>> make) : IAsyncDisposable
{
    // So that a burst of requests does not ask a store that is away once each.
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(5);

    private readonly SemaphoreSlim _opening = new(1, 1);
    private volatile AppParts? _parts;
    private (Outcome<AppParts> Answer, DateTimeOffset Until)? _failed;

    /// <summary>The settings.</summary>
    public AppOptions Options { get; } = options;

    /// <summary>The parts, opened now if need be, or why they cannot be.</summary>
    public async ValueTask<Outcome<AppParts>> OpenAsync(CancellationToken cancellation)
    {
        if (_parts is { } open)
        {
            return Outcome.Of(open);
        }

        await _opening.WaitAsync(cancellation);
        try
        {
            if (_parts is { } opened)
            {
                return Outcome.Of(opened);
            }

            if (_failed is { } failed && failed.Until > time.GetUtcNow())
            {
                return failed.Answer;
            }

            var made = await TryAsync(cancellation);
            if (made.TryGet(out var parts))
            {
                _parts = parts;
            }
            else
            {
                _failed = (made, time.GetUtcNow() + Pause);
            }

            return made;
        }
        finally
        {
            _opening.Release();
        }
    }

    /// <summary>The steps of the workflows, by name.</summary>
    /// <exception cref="StoreException">The app cannot be opened now; the step is called again later.</exception>
    public async ValueTask<IReadOnlyDictionary<string, StepHandler>> StepsAsync(CancellationToken cancellation)
    {
        var opened = await OpenAsync(cancellation);
        return opened.TryGet(out var parts) ? parts.Steps : throw new StoreException(opened.Findings.First(finding => finding.Severity is Severity.Error));
    }

    /// <summary>Whether the store can be opened and read now.</summary>
    public async Task<bool> IsReadyAsync(CancellationToken cancellation)
    {
        try
        {
            if (!(await OpenAsync(cancellation)).TryGet(out var parts))
            {
                return false;
            }

            await Sweeper.LastAsync(parts.Services, cancellation);
            return true;
        }
        catch (StoreException)
        {
            return false;
        }
    }

    private async Task<Outcome<AppParts>> TryAsync(CancellationToken cancellation)
    {
        try
        {
            return await make(cancellation);
        }
        catch (StoreException failure)
        {
            return Outcome.Fail<AppParts>(failure.Finding);
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (_parts is { } parts)
        {
            await parts.Services.Store.DisposeAsync();
        }

        _opening.Dispose();
    }
}
