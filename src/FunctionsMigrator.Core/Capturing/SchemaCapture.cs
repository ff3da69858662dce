using System.Text;
using FunctionsMigrator.Core.Findings;
using FunctionsMigrator.Core.Findings.Codes;
using FunctionsMigrator.Core.Items.Scripts;
using FunctionsMigrator.Core.Metadata;
using FunctionsMigrator.Core.Model;
using FunctionsMigrator.Core.Operations;
using FunctionsMigrator.Core.Targets;

namespace FunctionsMigrator.Core.Capturing;

/// <summary>
/// SQL scripts: no database gives them back, so what can be captured is the structure that they start from, the <c>baseline</c>. Once a script of the resource stands
/// applied, the catalogue holds what that made too, so the baseline is the past and stays. A baseline of which the history says no more than that it stands never ran: it follows the
/// database.
/// </summary>
internal static class SchemaCapture
{
    /// <summary>Keeps the baseline when it differs from the catalogue.</summary>
    public static async Task<Outcome<bool>> RunAsync(
        MigratorServices services, MetadataRepository repository, CaptureSide side, SqlMigrationsDocument resource, bool named, IReadOnlySet<string> differing, ICaptureFiles files, CaptureTally tally, CancellationToken cancellation)
    {
        var applied = await side.Target.ReadHistoryAsync(resource.Name, cancellation);
        if (side.Declared)
        {
            var scripts = await services.Desired.ReadScriptsAsync(repository, side.Binding, side.Slice, cancellation);
            if (!scripts.TryGet(out var known))
            {
                return scripts.As<bool>();
            }

            foreach (var script in applied.Where(script => !known.Scripts.Concat(known.Baselines).Any(one => one.Key == script.Key)))
            {
                tally.Keep(CaptureCodes.ScriptMissing, "applied there, and not in the repository", script.Key);
            }
        }

        var ran = applied.Where(script => script.Action == AppliedScript.Ran || ScriptName.BaselineVersion(script.Key) is null).ToList();
        if (ran.Count > 0 || differing.Count > 0 || (resource.Baseline is null && !named))
        {
            if (named && ran.Count > 0)
            {
                tally.Keep(CaptureCodes.Scripted, $"{ran.Count} scripts of the resource stand applied, and the baseline would hold what they make", "baseline");
            }

            return Outcome.Of(false);
        }

        var described = await side.Target.DescribeSchemaAsync(cancellation);
        if (!described.TryGet(out var text))
        {
            return described.As<bool>();
        }

        foreach (var finding in described.Findings)
        {
            tally.Add(finding);
        }

        var file = resource.Baseline ?? DefaultBaseline(resource);
        if (RepositoryPath.Resolve(resource.Place.File, file) is not { } path)
        {
            return CaptureCodes.Place.Fail<bool>($"'{file}' is no path below the folder of '{resource.Name}'.", resource.Place);
        }

        var before = await TextAsync(path, files, cancellation);
        if (before != text)
        {
            await files.WriteAsync(path, (stream, token) => stream.WriteAsync(Encoding.UTF8.GetBytes(text), token).AsTask(), cancellation);
            tally.Take(file, before is not null, live: true);
        }

        return Outcome.Of(resource.Baseline is null);
    }

    /// <summary>Where a baseline goes that the document does not name yet.</summary>
    public static string DefaultBaseline(SqlMigrationsDocument resource) => $"{resource.Path[0].TrimEnd('/')}/baseline.sql";

    private static async Task<string?> TextAsync(string path, ICaptureFiles files, CancellationToken cancellation)
    {
        if (await files.OpenAsync(path, cancellation) is not { } stream)
        {
            return null;
        }

        using var reader = new StreamReader(CanonicalText.Normalise(stream), new UTF8Encoding(false));
        return await reader.ReadToEndAsync(cancellation);
    }
}
