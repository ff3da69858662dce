using System.Diagnostics;
using System.Globalization;

namespace FunctionsMigrator.Bench;

/// <summary>Amounts as the tables show them.</summary>
internal static class Amount
{
    public static string Megabytes(long bytes) => (bytes / 1048576.0).ToString("0.0", CultureInfo.InvariantCulture);

    public static string Number(double value, string format = "0.0") => value.ToString(format, CultureInfo.InvariantCulture);

    /// <summary>What the process keeps after everything that can go is gone.</summary>
    public static long Kept()
    {
        GC.Collect();
        GC.WaitForPendingFinalizers();
        GC.Collect();
        return GC.GetTotalMemory(forceFullCollection: true);
    }

    /// <summary>The largest working set that this process ever had.</summary>
    public static long Peak()
    {
        using var self = Process.GetCurrentProcess();
        return self.PeakWorkingSet64;
    }
}
