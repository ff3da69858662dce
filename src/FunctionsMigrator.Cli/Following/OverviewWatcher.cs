using FunctionsMigrator.Cli.CommandLine;
using FunctionsMigrator.Cli.Hosting;

namespace FunctionsMigrator.Cli.Following;

/// <summary>Shows all environments until somebody has seen enough.</summary>
internal sealed class OverviewWatcher(Call call, IFmHost host, TimeSpan poll)
{
    /// <summary>Watches; being stopped is how it ends.</summary>
    public async Task<int> WatchAsync(CancellationToken cancellation)
    {
        try
        {
            var standings = new EnvironmentStandings(host);
            return call.Output.Live
                ? await LiveFrame.RunAsync<int>(call.Output, draw => PollAsync(standings, read => draw(OverviewFrame.Of(read, call.Output.Terminal.Width, call.Output.Terminal.Height)), cancellation))
                : await PollAsync(standings, Lines(), cancellation);
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            call.Output.ErrorLine("stopped watching; everything goes on. Watch one run: fm status RUN --watch");
            return ExitCode.Done;
        }
    }

    // A line for each environment that stands otherwise than before.
    private Action<IReadOnlyList<EnvironmentStanding>> Lines()
    {
        var told = new Dictionary<string, string>(StringComparer.Ordinal);
        return read =>
        {
            foreach (var standing in read)
            {
                var line = OverviewFrame.Line(standing);
                if (told.GetValueOrDefault(standing.Environment) != line)
                {
                    call.Output.Line(line);
                    told[standing.Environment] = line;
                }
            }
        };
    }

    private async Task<int> PollAsync(EnvironmentStandings standings, Action<IReadOnlyList<EnvironmentStanding>> show, CancellationToken cancellation)
    {
        while (true)
        {
            show(await standings.ReadAsync(null, cancellation));
            await Task.Delay(poll, call.Session.Time, cancellation);
        }
    }
}
