namespace FunctionsMigrator.Adapters.Targets.AzureTable;

/// <summary>Something that several callers at once need done, and that is done once for all of them; again after it failed and after <see cref="Forget"/>.</summary>
internal sealed class DoneOnce
{
    private readonly Lock _gate = new();
    private Task? _done;

    /// <summary>Waits until it is done; the first one does it.</summary>
    public Task RunAsync(Func<Task> work)
    {
        lock (_gate)
        {
            return _done is null or { IsFaulted: true } or { IsCanceled: true } ? _done = work() : _done;
        }
    }

    /// <summary>Lets it be done again.</summary>
    public void Forget()
    {
        lock (_gate)
        {
            _done = null;
        }
    }
}
