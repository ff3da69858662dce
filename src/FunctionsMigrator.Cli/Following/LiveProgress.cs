using FunctionsMigrator.Cli.Terminal;

namespace FunctionsMigrator.Cli.Following;

/// <summary>The picture of the run, redrawn in place: for terminals.</summary>
/// <param name="output">The terminal.</param>
/// <param name="time">The clock.</param>
/// <param name="timeline">Where the run was before it is followed.</param>
internal sealed class LiveProgress(Output output, TimeProvider time, RunTimeline timeline) : IRunProgress
{
    /// <inheritdoc/>
    public Task<T> RunAsync<T>(Func<Action<RunReading>, Task<T>> follow) => LiveFrame.RunAsync(output, draw => follow(reading =>
    {
        timeline.Note(reading.Details.Run);
        draw(RunFrame.Of(reading, timeline, time.GetUtcNow(), output.Terminal.Width, output.Terminal.Height));
    }));
}
