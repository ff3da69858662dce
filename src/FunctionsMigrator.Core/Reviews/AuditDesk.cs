using System.IO.Compression;
using System.Runtime.CompilerServices;
using FunctionsMigrator.Core.Audit;
using FunctionsMigrator.Core.Findings;
using FunctionsMigrator.Core.Operations;
using FunctionsMigrator.Core.Runs;

namespace FunctionsMigrator.Core.Reviews;

/// <summary>What pages show of the audit: searched, verified, and taken away.</summary>
/// <param name="services">The outside.</param>
/// <param name="migrator">The operations.</param>
public sealed class AuditDesk(MigratorServices services, IMigrator migrator)
{
    /// <summary>Records of one page.</summary>
    public const int PageSize = 100;

    /// <summary>Records that one search looks at before it says where it goes on.</summary>
    public const int MostLooked = 5_000;

    private readonly BlobAuditSource _source = new(services.Store.Blobs);
    private readonly AuditLog _log = new(services.Store.Blobs, services.Store.Records, services.Time);

    /// <summary>Looks for records. What is no record any more ends the run that it stands in; <see cref="VerifyAsync"/> says what is wrong with it.</summary>
    public async Task<AuditPage> FindAsync(AuditQuery query, CancellationToken cancellation)
    {
        var found = new List<AuditRecord>();
        var (looked, waiting) = (0, query.From?.Run);
        await foreach (var run in RunsAsync(query, cancellation))
        {
            if (waiting is not null && waiting != run)
            {
                continue;
            }

            var first = waiting is null ? 1 : query.From!.Ordinal;
            waiting = null;
            for (var ordinal = first; await _source.ReadAsync(AuditNames.Of(run, ordinal), cancellation) is { } bytes && AuditFormat.Read<AuditRecord>(bytes) is { } record; ordinal++)
            {
                if (found.Count == PageSize || looked == MostLooked)
                {
                    return new AuditPage(found, looked, new AuditPlace(run, ordinal));
                }

                looked++;
                if (Fits(record, query))
                {
                    found.Add(record);
                }
            }
        }

        return new AuditPage(found, looked, null);
    }

    /// <summary>Verifies the chain of an environment and every run that it links.</summary>
    public Task<AuditReport> VerifyAsync(string environment, CancellationToken cancellation) => _log.VerifyEnvironmentAsync(environment, cancellation);

    /// <summary>Verifies one run against the chain of its environment.</summary>
    public Task<AuditVerdict> VerifyAsync(string environment, string run, CancellationToken cancellation) => _log.VerifyAsync(environment, run, cancellation);

    /// <summary>
    /// Writes the audit of an environment, or of one of its runs, as a ZIP file, which unpacked is the folder that <c>fm audit verify --folder</c> takes. <c>AUD009</c>: there is none.
    /// </summary>
    public async Task<Outcome<AuditManifest>> ExportAsync(string environment, string? run, Stream to, CancellationToken cancellation)
    {
        await using var zip = new ZipArchive(to, ZipArchiveMode.Create, leaveOpen: true);
        var (export, folder) = (new AuditExport(services.Store.Blobs, _log), new AuditZip(zip));
        return run is null
            ? await export.ExportEnvironmentAsync(environment, folder, cancellation)
            : await export.ExportRunAsync(environment, run, folder, cancellation);
    }

    // As they are asked for: whoever finds enough among the newest runs reads no other.
    private async IAsyncEnumerable<string> RunsAsync(AuditQuery query, [EnumeratorCancellation] CancellationToken cancellation)
    {
        if (query.Run is { } one)
        {
            yield return one;
            yield break;
        }

        if (query.From is { } from)
        {
            if (await services.Store.Records.GetAsync(RunPartitions.Runs, from.Run, cancellation) is null)
            {
                yield break;
            }

            yield return from.Run;
        }

        await foreach (var run in migrator.ListAsync(new RunFilter(query.Environment, Limit: int.MaxValue, After: query.From?.Run), cancellation))
        {
            yield return run.Id;
        }
    }

    private static bool Fits(AuditRecord record, AuditQuery query) =>
        (query.Event is null || record.Event == query.Event)
        && (query.Text is not { } text || Has(record.Actor, text) || Has(record.Target, text) || Has(record.Commit, text) || record.Details?.Values.Any(value => Has(value, text)) == true);

    private static bool Has(string? value, string text) => value?.Contains(text, StringComparison.OrdinalIgnoreCase) == true;
}
