using System.Runtime.InteropServices;
using FunctionsMigrator.Cli.CommandLine;
using FunctionsMigrator.Cli.Hosting;
using FunctionsMigrator.Cli.Terminal;

// The first Ctrl-C asks the verb to stop at a safe point; the second one ends the process as usual.
using var stop = new CancellationTokenSource();
void Ask(PosixSignalContext signal)
{
    signal.Cancel = !stop.IsCancellationRequested;
    stop.Cancel();
}

using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, Ask);
using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Ask);
await using var terminal = SystemTerminal.Open();
return await FmCommandLine.RunAsync(args, new Session(terminal, ProcessSurroundings.Instance, new HostFactory(), TimeProvider.System), stop.Token);
