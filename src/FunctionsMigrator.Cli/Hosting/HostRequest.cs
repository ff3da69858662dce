using FunctionsMigrator.Cli.CommandLine;
using FunctionsMigrator.Web.Telemetry;

namespace FunctionsMigrator.Cli.Hosting;

/// <summary>Which store a call works on, and with which key.</summary>
/// <param name="Repository">As given; null for the nearest folder upward.</param>
/// <param name="Server">Address of a remote host; null for the store beside the repository.</param>
/// <param name="ApiKey">The key in <c>FM_API_KEY</c>.</param>
/// <param name="Surroundings">Folder, user, environment variables.</param>
/// <param name="Time">The clock.</param>
/// <param name="Telemetry">Told what happens underneath; null for whoever listens in this process.</param>
/// <param name="ReadsWorkTree">Whether the call will ask for the metadata of the work tree: it is read while the store is opened.</param>
internal sealed record HostRequest(
    string? Repository, string? Server, string? ApiKey, ISurroundings Surroundings, TimeProvider Time, TelemetryPipeline? Telemetry = null, bool ReadsWorkTree = false)
{
    /// <summary>What the global options and the environment say.</summary>
    public static HostRequest From(Call call, bool readsWorkTree = false)
    {
        var around = call.Session.Surroundings;
        return new HostRequest(
            call.Get(call.Globals.Repository),
            call.Get(call.Globals.Server) ?? around.Variable("FM_SERVER"),
            around.Variable("FM_API_KEY"),
            around,
            call.Session.Time,
            call.Telemetry,
            readsWorkTree);
    }
}
