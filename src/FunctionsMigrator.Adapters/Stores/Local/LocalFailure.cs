using FunctionsMigrator.Core.Findings.Codes;
using FunctionsMigrator.Core.Ports;

namespace FunctionsMigrator.Adapters.Stores.Local;

/// <summary>Says what a failure of the file system means for the store.</summary>
internal static class LocalFailure
{
    private const int WindowsDiskFull = unchecked((int)0x80070070);
    private const int WindowsHandleDiskFull = unchecked((int)0x80070027);

    public static bool IsOfMedium(Exception exception) => exception is IOException or UnauthorizedAccessException;

    /// <param name="exception">What the file system threw.</param>
    /// <param name="what">What was tried, with the path.</param>
    public static StoreException From(Exception exception, string what)
    {
        var message = $"{what}: {exception.Message}";
        return exception is StoreException known
            ? known
            : new StoreException((IsFull(exception) ? StoreCodes.Full : StoreCodes.Unavailable).Finding(message), exception);
    }

    private static bool IsFull(Exception exception) => exception is IOException
        && (OperatingSystem.IsWindows() ? exception.HResult is WindowsDiskFull or WindowsHandleDiskFull : PosixFiles.IsFull(exception.HResult));
}
