using System.Runtime.InteropServices;
using System.Runtime.Versioning;

namespace FunctionsMigrator.Adapters.Stores.Local;

/// <summary>The three system calls that .NET has no name for. Failures are <see cref="IOException"/> whose HResult is the error number, as .NET's own are.</summary>
[UnsupportedOSPlatform("windows")]
internal static class PosixFiles
{
    public const int NotPermitted = 1;
    public const int Exists = 17;
    public const int OtherDevice = 18;
    public const int NoSpace = 28;
    public const int TooManyLinks = 31;

    public static bool IsNotSupported(int error) => error is NotPermitted or OtherDevice or TooManyLinks || error is 38 or 45 or 78 or 95 or 102;

    public static bool IsFull(int error) => error == NoSpace || error == (OperatingSystem.IsLinux() ? 122 : 69);

    /// <summary>Gives the file a second name. Answers false when something has that name already.</summary>
    public static bool TryLink(string file, string name)
    {
        if (Native.Link(file, name) == 0)
        {
            return true;
        }

        var error = Marshal.GetLastPInvokeError();
        return error == Exists ? false : throw Failure(error, $"link {name}");
    }

    /// <summary>Makes the names in a folder survive the loss of power.</summary>
    public static void SyncFolder(string folder)
    {
        var handle = Native.Open(folder, 0);
        if (handle < 0)
        {
            throw Failure(Marshal.GetLastPInvokeError(), $"open {folder}");
        }

        var error = Native.Sync(handle) == 0 ? 0 : Marshal.GetLastPInvokeError();
        _ = Native.Close(handle);
        if (error != 0)
        {
            throw Failure(error, $"fsync {folder}");
        }
    }

    private static IOException Failure(int error, string what) => new($"{what}: {Marshal.GetPInvokeErrorMessage(error)}", error);

    private static class Native
    {
        [DllImport("libc", EntryPoint = "link", SetLastError = true)]
        [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
        public static extern int Link([MarshalAs(UnmanagedType.LPUTF8Str)] string file, [MarshalAs(UnmanagedType.LPUTF8Str)] string name);

        [DllImport("libc", EntryPoint = "open", SetLastError = true)]
        [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
        public static extern int Open([MarshalAs(UnmanagedType.LPUTF8Str)] string path, int flags);

        [DllImport("libc", EntryPoint = "fsync", SetLastError = true)]
        [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
        public static extern int Sync(int handle);

        [DllImport("libc", EntryPoint = "close", SetLastError = true)]
        [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
        public static extern int Close(int handle);
    }
}
