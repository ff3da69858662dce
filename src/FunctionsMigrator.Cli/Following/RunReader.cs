using FunctionsMigrator.Core.Analyses;
using FunctionsMigrator.Core.Findings;
using FunctionsMigrator.Core.Operations;
using FunctionsMigrator.Core.Runs;

namespace FunctionsMigrator.Cli.Following;

/// <summary>Looks at one run again and again. Its measurements are read seldom: when the run moved, and every other second while something can be measured.</summary>
/// <param name="migrator">The store, or a server.</param>
/// <param name="time">The clock.</param>
/// <param name="measured">Whether somebody looks at measurements.</param>
internal sealed class RunReader(IMigrator migrator, TimeProvider time, bool measured)
{
    private static readonly TimeSpan Every = TimeSpan.FromSeconds(2);
    private IReadOnlyList<Measurement> _measured = [];
    private (RunState State, int Wave, DateTimeOffset Updated)? _stood;
    private DateTimeOffset _read;

    /// <summary>Looks; an unknown run is a finding.</summary>
    public async Task<Outcome<RunReading>> ReadAsync(string run, CancellationToken cancellation)
    {
        var outcome = await migrator.GetAsync(run, cancellation);
        if (!outcome.TryGet(out var details))
        {
            return outcome.As<RunReading>();
        }

        var stands = (details.Run.State, details.Run.Wave, details.Run.UpdatedAt);
        var measures = details.Run.State is RunState.Applying or RunState.Baking or RunState.AwaitingWindow && time.GetUtcNow() - _read >= Every;
        if (measured && (details.Run.Wave > 0 || details.Run.Proofs.Count > 0) && (stands != _stood || measures))
        {
            _measured = await migrator.ReadMeasurementsAsync(details.Run.Id, cancellation).ToListAsync(cancellation);
            (_stood, _read) = (stands, time.GetUtcNow());
        }

        return Outcome.Of(new RunReading(details, _measured));
    }
}
