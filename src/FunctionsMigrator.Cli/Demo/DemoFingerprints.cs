using FunctionsMigrator.Cli.Hosting;
using FunctionsMigrator.Core;
using FunctionsMigrator.Core.Items;
using FunctionsMigrator.Core.Model;
using FunctionsMigrator.Core.Targets;

namespace FunctionsMigrator.Cli.Demo;

/// <summary>Checksums of every target of an environment: structure, rows of the tables that are filled from git, items.</summary>
internal static class DemoFingerprints
{
    /// <summary>By address; read from the targets themselves, not from any record of a run.</summary>
    public static async Task<IReadOnlyDictionary<string, string>> TakeAsync(LocalHost host, string environment, CancellationToken cancellation)
    {
        var parts = host.Parts;
        var repository = (await parts.ReadWorkTreeAsync(cancellation)).Value;
        var prints = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var binding in (await parts.Desired.BindAsync(repository, environment, cancellation)).Value)
        {
            var slices = (await parts.Desired.SlicesAsync(repository, binding, cancellation)).Value;
            prints[binding.Address.ToString()] = await TakeAsync(parts, binding, slices, cancellation);
        }

        return prints;
    }

    private static async Task<string> TakeAsync(LocalParts parts, TargetBinding binding, IReadOnlyList<ResourceSlice> slices, CancellationToken cancellation)
    {
        var opened = await parts.TargetTypes[binding.Type].OpenAsync(binding, TargetAccess.Plan, cancellation);
        await using var target = opened.Value;
        var tables = slices.Select(slice => slice.Table?.Table).OfType<string>().Distinct(StringComparer.Ordinal).ToList();
        var items = slices.Where(slice => slice.Kind != ResourceKind.SqlMigrations).ToList();
        var print = await target.FingerprintAsync(new FingerprintScope(items, tables), cancellation);
        return $"{print.Value.Structure.Hex} {print.Value.Content.Hex} {await ScriptsAsync(target, slices, cancellation)}";
    }

    // Which text of which script stands applied; when and in which order they came to stand is history, which a rollback does not unmake.
    private static async Task<string> ScriptsAsync(ITarget target, IReadOnlyList<ResourceSlice> slices, CancellationToken cancellation)
    {
        var lines = new List<string>();
        foreach (var slice in slices.Where(slice => slice.Kind == ResourceKind.SqlMigrations))
        {
            lines.AddRange((await target.ReadHistoryAsync(slice.Resource, cancellation)).Select(script => $"{slice.Resource} {script.Key} {script.Checksum}"));
        }

        lines.Sort(StringComparer.Ordinal);
        return Digest.Of(string.Join('\n', lines)).Hex;
    }
}
