using FunctionsMigrator.Core.Targets;

namespace FunctionsMigrator.Core.Applying;

/// <summary>The scripts that stand applied on a target, read once for each resource: for looking, not while scripts run.</summary>
internal sealed class ScriptHistory(ITarget target)
{
    private (string Resource, IReadOnlyDictionary<string, AppliedScript> Scripts)? _read;

    /// <summary>By key.</summary>
    public async Task<IReadOnlyDictionary<string, AppliedScript>> ReadAsync(string resource, CancellationToken cancellation)
    {
        if (_read?.Resource != resource)
        {
            var applied = await target.ReadHistoryAsync(resource, cancellation);
            _read = (resource, applied.ToDictionary(script => script.Key, StringComparer.Ordinal));
        }

        return _read!.Value.Scripts;
    }
}
