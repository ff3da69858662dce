using System.Diagnostics;

namespace FunctionsMigrator.Bench.Peers;

/// <summary>grate, a .NET tool.</summary>
internal sealed class GratePeer : IScriptPeer
{
    private const string Version = "2.2.0";
    private static readonly string Tools = Path.Combine(Path.GetTempPath(), $"fm-bench-grate-{Version}");

    public string Name => "grate";

    public string Transactions => "none";

    public bool Runs(string database) => true;

    public async Task<string?> InstallAsync(CancellationToken cancellation) => File.Exists(Program)
        ? null
        : await ExternalProgram.TryAsync(new ProcessStartInfo("dotnet", ["tool", "install", "grate", "--version", Version, "--tool-path", Tools]), cancellation);

    public ProcessStartInfo Start(ScriptWork work)
    {
        // The newest runtime will do where the one it was built for is missing.
        var start = new ProcessStartInfo(Program, [
            $"--connectionstring={work.Connection}", $"--sqlfilesdirectory={Path.Combine(work.Folder, "grate")}", $"--databasetype={work.Database switch { "sqlite" => "sqlite", _ => "postgresql" }}",
            "--silent", "--createdatabase=false", "--verbosity=Error", $"--outputPath={Path.Combine(work.Folder, "grate-output")}"]);
        start.Environment["DOTNET_ROLL_FORWARD"] = "LatestMajor";
        return start;
    }

    private static string Program => Path.Combine(Tools, OperatingSystem.IsWindows() ? "grate.exe" : "grate");
}
