namespace FunctionsMigrator.Bench.Peers;

/// <summary>Ours, with everything that a run does between the commit and the last audit record.</summary>
internal sealed class OursPeer() : InProcessPeer("FunctionsMigrator, everything on", "script")
{
    public override async Task RunAsync(ScriptWork work, CancellationToken cancellation)
    {
        var run = new OurRun(Path.Combine(work.Folder, "repository"));
        await run.ApplyAsync($"run-{Guid.NewGuid():N}", cancellation);
        await Console.Error.WriteLineAsync(run.Phases);
    }
}
