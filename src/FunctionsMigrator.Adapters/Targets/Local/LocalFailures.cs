using FunctionsMigrator.Adapters.Stores.Local;
using FunctionsMigrator.Core;
using FunctionsMigrator.Core.Findings;
using FunctionsMigrator.Core.Findings.Codes;

namespace FunctionsMigrator.Adapters.Targets.Local;

/// <summary>What a failure of the file system means for a target.</summary>
internal static class LocalFailures
{
    private const int WindowsHandleDiskFull = unchecked((int)0x80070027);
    private const int WindowsDiskFull = unchecked((int)0x80070070);

    /// <summary>The finding of an expected failure; null for a broken assumption, which is left to fly.</summary>
    public static Finding? Explain(Exception exception, TargetAddress address, string path) => exception switch
    {
        IOException full when IsFull(full.HResult) => TargetCodes.Full.Finding($"{path}: {exception.Message}", target: address.ToString()),
        IOException or UnauthorizedAccessException => TargetCodes.Unreachable.Finding($"{path}: {exception.Message}", target: address.ToString()),
        _ => null,
    };

    private static bool IsFull(int error) =>
        OperatingSystem.IsWindows() ? error is WindowsDiskFull or WindowsHandleDiskFull : PosixFiles.IsFull(error);
}
