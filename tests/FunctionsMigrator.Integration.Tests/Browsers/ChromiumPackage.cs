using System.Formats.Tar;
using System.IO.Compression;
using System.Runtime.InteropServices;
using FunctionsMigrator.Cli.Demo.Servers;
using FunctionsMigrator.Core;
using FunctionsMigrator.Testing;

namespace FunctionsMigrator.Integration.Tests.Browsers;

/// <summary>
/// Chromium and a font: an installed one, or the npm package that <c>tests/browser</c> locks, installed once per lock file and user into the temporary folder together with the
/// rules for pages that everybody can use. Several processes may ask at once; one installs, and a marker that is written last says that it is whole.
/// </summary>
internal static class ChromiumPackage
{
    private const string Variable = "FM_CHROMIUM";
    private const string Installed = "/usr/bin/chromium";
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(200);

    /// <summary>The program, and the file that tells it of fonts; null where the machine has its own.</summary>
    public static async Task<(string Program, string? Fonts)> FindAsync(CancellationToken cancellation)
    {
        if ((Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } named ? named : File.Exists(Installed) ? Installed : null) is { } program)
        {
            return (program, null);
        }

        if (!OperatingSystem.IsLinux() || RuntimeInformation.OSArchitecture is not Architecture.X64)
        {
            throw new ServerUnavailableException($"The npm package has Chromium for x64 Linux only: install Chromium and name its program in {Variable}.");
        }

        var folder = await FolderAsync(cancellation);
        return (Path.Combine(folder, "chromium"), Path.Combine(folder, "fonts.conf"));
    }

    /// <summary>The text of axe-core, which a page is judged by.</summary>
    public static async Task<string> AxeAsync(CancellationToken cancellation) =>
        await File.ReadAllTextAsync(Path.Combine(await FolderAsync(cancellation), "node_modules", "axe-core", "axe.min.js"), cancellation);

    private static async Task<string> FolderAsync(CancellationToken cancellation)
    {
        var source = Path.Combine(SourceFolders.Repository, "tests", "browser");
        var name = Digest.Of(await File.ReadAllTextAsync(Path.Combine(source, "package-lock.json"), cancellation)).Hex[..16];
        var folder = Path.Combine(Path.GetTempPath(), $"functionsmigrator-browser-{Environment.UserName}-{name}");
        var marker = Path.Combine(folder, ".complete");
        while (!File.Exists(marker))
        {
            try
            {
                await using var held = new FileStream(folder + ".lock", FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
                if (!File.Exists(marker))
                {
                    await InstallAsync(source, folder, cancellation);
                    await File.WriteAllTextAsync(marker, "", cancellation);
                }
            }
            catch (IOException) when (!File.Exists(marker) && File.Exists(folder + ".lock"))
            {
                await Task.Delay(Pause, cancellation);
            }
        }

        return folder;
    }

    private static async Task InstallAsync(string source, string folder, CancellationToken cancellation)
    {
        Directory.CreateDirectory(folder);
        foreach (var file in new[] { "package.json", "package-lock.json" })
        {
            File.Copy(Path.Combine(source, file), Path.Combine(folder, file), overwrite: true);
        }

        await ServerProcess.RunAsync(new ServerTask("npm", ["ci", "--ignore-scripts", "--no-audit", "--no-fund"], Folder: folder, Keep: true), cancellation);
        var packed = Path.Combine(folder, "node_modules", "@sparticuz", "chromium", "bin");
        var program = Path.Combine(folder, "chromium");
        await using (var compressed = new BrotliStream(File.OpenRead(Path.Combine(packed, "chromium.br")), CompressionMode.Decompress))
        await using (var plain = File.Create(program))
        {
            await compressed.CopyToAsync(plain, cancellation);
        }

        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(program, (UnixFileMode)Convert.ToInt32("755", 8));
        }

        await using (var fonts = new BrotliStream(File.OpenRead(Path.Combine(packed, "fonts.tar.br")), CompressionMode.Decompress))
        {
            await TarFile.ExtractToDirectoryAsync(fonts, folder, overwriteFiles: true, cancellation);
        }

        await File.WriteAllTextAsync(
            Path.Combine(folder, "fonts.conf"),
            $"<?xml version=\"1.0\"?>\n<fontconfig><dir>{Path.Combine(folder, "fonts")}</dir><cachedir>{Path.Combine(folder, "cache")}</cachedir></fontconfig>\n",
            cancellation);
    }
}
