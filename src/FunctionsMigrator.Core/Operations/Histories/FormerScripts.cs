using FunctionsMigrator.Core.Migration;
using FunctionsMigrator.Core.Ports;
using FunctionsMigrator.Core.Runs;
using FunctionsMigrator.Core.Targets;

namespace FunctionsMigrator.Core.Operations.Histories;

/// <summary>The texts that ran once, from the bundles of the runs that ran them.</summary>
internal sealed class FormerScripts(MigratorServices services)
{
    private readonly RunMetadata _metadata = new(services);

    /// <summary>The text that stands applied; null when its run, its bundle or the text in it is not there any more.</summary>
    public async Task<string?> FindAsync(ScriptHistory history, AppliedScript applied, CancellationToken cancellation)
    {
        var found = await new RunStore(services.Store.Records, services.Time).GetAsync(applied.Run, cancellation);
        if (!found.TryGet(out var run) || run.Bundle is null || run.Policy is null)
        {
            return null;
        }

        try
        {
            var repository = await _metadata.OfAsync(run, cancellation);
            var scripts = await services.Desired.ReadScriptsAsync(repository, history.Binding, history.Slice, cancellation);
            return scripts.Succeeded && scripts.Value.Find(applied.Key) is { } script && script.Checksum == applied.Checksum ? script.Sql : null;
        }
        catch (StoreException)
        {
            // A bundle that expired or is damaged keeps nobody from seeing the rest.
            return null;
        }
    }
}
