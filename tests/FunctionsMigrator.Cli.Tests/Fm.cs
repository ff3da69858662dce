using System.Text.Json;
using FunctionsMigrator.Cli.CommandLine;
using FunctionsMigrator.Cli.Hosting;
using FunctionsMigrator.Cli.Tests.Doubles;
using Microsoft.Extensions.Time.Testing;

namespace FunctionsMigrator.Cli.Tests;

/// <summary>Runs command lines in this process, over doubles.</summary>
internal sealed class Fm
{
    /// <summary>What verbs ask.</summary>
    public TestMigrator Migrator { get; } = new();

    /// <summary>The store; a test may replace how it opens hosts.</summary>
    public TestHost Host { get; }

    /// <summary>Opens hosts.</summary>
    public IHostFactory Hosts { get; init; }

    /// <summary>The clock; every look at it takes a moment, so that waiting ends.</summary>
    public FakeTimeProvider Time { get; } = new(TestRuns.Start);

    /// <summary>Whether the real clock runs, for real parts.</summary>
    public bool RealTime { get; init; }

    /// <summary>Folder, user, variables.</summary>
    public TestSurroundings Surroundings { get; init; } = new();

    /// <summary>Whether a person looks.</summary>
    public bool AtTerminal { get; init; }

    /// <summary>What is typed, or piped in.</summary>
    public string Typed { get; init; } = "";

    public Fm()
    {
        Host = new TestHost(Migrator);
        Hosts = Host;
    }

    /// <summary>Runs a command line.</summary>
    public Task<FmResult> RunAsync(params string[] args) => RunAsync(TestContext.Current.CancellationToken, args);

    /// <summary>Runs a command line that is stopped by the token.</summary>
    public async Task<FmResult> RunAsync(CancellationToken cancellation, params string[] args)
    {
        var terminal = new TestTerminal(Typed, AtTerminal);
        var running = FmCommandLine.RunAsync(args, new Session(terminal, Surroundings, Hosts, RealTime ? TimeProvider.System : Time), cancellation);
        while (!RealTime && !running.IsCompleted)
        {
            Time.Advance(TimeSpan.FromMilliseconds(100));
            await Task.Yield();
        }

        return new FmResult(await running, terminal.Printed, terminal.PrintedErrors);
    }
}

/// <summary>What a command line printed and how it ended.</summary>
internal sealed record FmResult(int Exit, string Out, string Error)
{
    /// <summary>The one JSON document on standard output.</summary>
    public JsonElement Json()
    {
        using var document = JsonDocument.Parse(Out);
        return document.RootElement.Clone();
    }
}
