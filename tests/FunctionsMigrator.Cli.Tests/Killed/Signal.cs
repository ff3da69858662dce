using System.Diagnostics;
using System.Runtime.InteropServices;

namespace FunctionsMigrator.Cli.Tests.Killed;

/// <summary>Signals of POSIX systems.</summary>
internal static partial class Signal
{
    /// <summary>Ctrl-C.</summary>
    public const int Interrupt = 2;

    /// <summary>How service managers ask a process to stop.</summary>
    public const int Terminate = 15;

    /// <summary>Sends a signal.</summary>
    public static void Send(Process process, int signal) => Assert.Equal(0, Kill(process.Id, signal));

    [LibraryImport("libc", EntryPoint = "kill", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int Kill(int process, int signal);
}
