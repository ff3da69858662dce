using System.Net;
using System.Net.Sockets;
using FunctionsMigrator.Core.Workflow.Engine;
using FunctionsMigrator.Functions.Durable;
using FunctionsMigrator.Testing.Engine;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;
using Microsoft.DurableTask.Testing;
using Microsoft.Extensions.Logging;

namespace FunctionsMigrator.Functions.HostTests;

/// <summary>The adapter in the host that the framework gives for tests. Its backend ends with it, and its time is the real one.</summary>
internal sealed class InProcessHarness : IEngineHarness
{
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(30);

    // Nothing says that an instance only waits: it does when nothing runs and nothing has changed for so long.
    private static readonly TimeSpan Quiet = TimeSpan.FromMilliseconds(500);

    private readonly WorkflowLines _lines = new();
    private DurableTaskTestHost? _host;
    private int _running;

    public IWorkflowClient Client => new DurableRunClient(_host!.Client);

    public IReadOnlyList<string> WorkflowLog => _lines.Written;

    public async Task OpenAsync(IReadOnlyList<WorkflowHandler> workflows, IReadOnlyList<StepHandler> steps)
    {
        await DisposeAsync();
        var code = new DurableWorkflows(workflows);
        var work = new DurableSteps(steps, _lines.CreateLogger<DurableSteps>());
        _host = await DurableTaskTestHost.StartAsync(
            registry =>
            {
                foreach (var workflow in workflows)
                {
                    registry.AddOrchestratorFunc<string, string>(workflow.Name, (context, _) => code.RunAsync(context));
                }

                foreach (var step in steps)
                {
                    registry.AddActivityFunc<string, string>(step.Name, async (_, call) =>
                    {
                        Interlocked.Increment(ref _running);
                        try
                        {
                            return await work.RunAsync(step.Name, call, CancellationToken.None);
                        }
                        finally
                        {
                            Interlocked.Decrement(ref _running);
                        }
                    });
                }
            },
            new DurableTaskTestHostOptions { Port = FreePort(), LoggerFactory = _lines });
    }

    public async Task<InstanceView?> SettleAsync(string instanceId)
    {
        var begun = TimeProvider.System.GetTimestamp();
        var (seen, since) = ("", begun);
        while (true)
        {
            var now = await StateAsync();
            if (now != seen || Volatile.Read(ref _running) > 0)
            {
                (seen, since) = (now, TimeProvider.System.GetTimestamp());
            }
            else if (TimeProvider.System.GetElapsedTime(since) > Quiet)
            {
                return await Client.GetAsync(instanceId, CancellationToken.None);
            }

            Assert.True(TimeProvider.System.GetElapsedTime(begun) < Longest, $"It does not settle: {now}");
            await Task.Delay(25);
        }
    }

    /// <summary>Waits until the instance ended.</summary>
    public async Task<InstanceView> EndAsync(string instanceId)
    {
        using var longest = new CancellationTokenSource(Longest);
        await _host!.Client.WaitForInstanceCompletionAsync(instanceId, getInputsAndOutputs: false, longest.Token);
        return (await Client.GetAsync(instanceId, CancellationToken.None))!;
    }

    public async ValueTask DisposeAsync()
    {
        if (_host is not null)
        {
            await _host.DisposeAsync();
            _host = null;
        }
    }

    private async Task<string> StateAsync()
    {
        var state = new List<string>();
        await foreach (var instance in _host!.Client.GetAllInstancesAsync(new OrchestrationQuery(FetchInputsAndOutputs: true)))
        {
            state.Add($"{instance.InstanceId} {instance.RuntimeStatus} {instance.LastUpdatedAt:O} {instance.SerializedCustomStatus}");
        }

        return string.Join('\n', state.Order(StringComparer.Ordinal));
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    private sealed class WorkflowLines : ILoggerFactory
    {
        private readonly RecordingLogger<WorkflowLines> _all = new();

        public IReadOnlyList<string> Written =>
            [.. _all.Lines.Where(line => line.Event == "Workflow").Select(line => line.Message[(line.Message.IndexOf(": ", StringComparison.Ordinal) + 2)..])];

        public ILogger CreateLogger(string categoryName) => _all;

        public void AddProvider(ILoggerProvider provider) => throw new NotSupportedException();

        public void Dispose()
        {
        }
    }
}
