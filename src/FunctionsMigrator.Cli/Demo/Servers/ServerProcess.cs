using System.ComponentModel;
using System.Diagnostics;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace FunctionsMigrator.Cli.Demo.Servers;

/// <summary>
/// One server under <c>supervise.mjs</c>, which ends it when our end of its standard input closes: when it is disposed, and when this process ends, killed or not.
/// </summary>
public sealed class ServerProcess : IAsyncDisposable
{
    private const int KeptLines = 40;
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull };

    private readonly Process _process;
    private readonly Func<string, bool> _ready;
    private readonly TaskCompletionSource _isReady = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Queue<string> _lines = new();

    private ServerProcess(Process process, Func<string, bool> ready) => (_process, _ready) = (process, ready);

    /// <summary>The last lines the server wrote.</summary>
    public string Output
    {
        get
        {
            lock (_lines)
            {
                return string.Join('\n', _lines);
            }
        }
    }

    /// <summary>Starts a server and waits until a line of its output says that it is ready.</summary>
    /// <exception cref="ServerUnavailableException">It ended before, or Node is missing.</exception>
    public static async Task<ServerProcess> StartAsync(ServerTask task, Func<string, bool> ready, CancellationToken cancellation)
    {
        var server = Launch(task, ready);
        var ended = server._process.WaitForExitAsync(cancellation);
        if (await Task.WhenAny(server._isReady.Task, ended) == ended)
        {
            await using (server)
            {
                await ended;
                throw new ServerUnavailableException($"{Path.GetFileName(task.Command)} ended with {server._process.ExitCode} before it was ready: {server.Output}");
            }
        }

        return server;
    }

    /// <summary>Runs a program to its end.</summary>
    /// <exception cref="ServerUnavailableException">It ended with an error, or Node is missing.</exception>
    public static async Task RunAsync(ServerTask task, CancellationToken cancellation)
    {
        await using var program = Launch(task, _ => false);
        await program._process.WaitForExitAsync(cancellation);
        if (program._process.ExitCode != 0)
        {
            throw new ServerUnavailableException($"{Path.GetFileName(task.Command)} ended with {program._process.ExitCode}: {program.Output}");
        }
    }

    /// <summary>Ends the server and leaves its folder.</summary>
    public async Task StopAsync()
    {
        await _process.StandardInput.WriteLineAsync("keep");
        await DisposeAsync();
    }

    /// <summary>Ends the server, which removes its folder, and waits for it.</summary>
    public async ValueTask DisposeAsync()
    {
        _process.StandardInput.Close();
        await _process.WaitForExitAsync();
        _process.Dispose();
    }

    private static ServerProcess Launch(ServerTask task, Func<string, bool> ready)
    {
        var start = new ProcessStartInfo("node")
        {
            ArgumentList = { ServerPackages.Supervisor, JsonSerializer.Serialize(task, Json) },
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        try
        {
            var process = new Process { StartInfo = start };
            var server = new ServerProcess(process, ready);
            process.OutputDataReceived += (_, line) => server.Take(line.Data);
            process.ErrorDataReceived += (_, line) => server.Take(line.Data);
            process.Start();
            process.BeginOutputReadLine();
            process.BeginErrorReadLine();
            return server;
        }
        catch (Win32Exception exception)
        {
            throw new ServerUnavailableException(
                "The real servers come from npm and need Node.js 20 or newer, and no program 'node' could be started: install it from https://nodejs.org, see that it is on the PATH, and run the same command again.",
                exception);
        }
    }

    private void Take(string? line)
    {
        if (line is null)
        {
            return;
        }

        lock (_lines)
        {
            _lines.Enqueue(line);
            if (_lines.Count > KeptLines)
            {
                _lines.Dequeue();
            }
        }

        if (_ready(line))
        {
            _isReady.TrySetResult();
        }
    }
}
