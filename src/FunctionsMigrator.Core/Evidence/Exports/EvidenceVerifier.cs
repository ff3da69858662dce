using System.Text.Json;
using FunctionsMigrator.Core.Audit;
using FunctionsMigrator.Core.Decisions;
using FunctionsMigrator.Core.Findings;
using FunctionsMigrator.Core.Findings.Codes;
using FunctionsMigrator.Core.Planning;
using FunctionsMigrator.Core.Runs;

namespace FunctionsMigrator.Core.Evidence;

/// <summary>What came of verifying an exported run beyond its chain.</summary>
/// <param name="Run">The run.</param>
/// <param name="Manifest">SHA-256 of the manifest; to be compared with one that was noted when the export was made.</param>
/// <param name="Files">How many files the manifest names.</param>
/// <param name="Signed">Decisions whose signatures hold.</param>
/// <param name="Unsigned">Decisions without a signature.</param>
/// <param name="Findings">What is wrong.</param>
public sealed record EvidenceVerdict(string Run, Digest Manifest, int Files, int Signed, int Unsigned, IReadOnlyList<Finding> Findings);

/// <summary>Verifies an exported run without the store it came from: every file, nothing more and nothing less; the plan against the chain; every signed decision by the keys beside it.</summary>
public sealed class EvidenceVerifier(IEvidenceFolder folder, IAuditSource audit)
{
    private const long LargestManifest = 64L << 20;

    /// <summary>Verifies; null where the folder holds no such export. <paramref name="noted"/> is the manifest's digest that was noted elsewhere; null to trust it.</summary>
    public async Task<EvidenceVerdict?> VerifyAsync(Digest? noted, CancellationToken cancellation)
    {
        await using var stream = folder.Open(EvidenceManifest.Name);
        if (stream is null)
        {
            return null;
        }

        var digest = await Digest.OfAsync(stream, cancellation);
        stream.Position = 0;
        if (stream.Length > LargestManifest || await ReadAsync<EvidenceManifest>(stream, cancellation) is not { Format: AuditRecord.PresentFormat, Files: not null } manifest)
        {
            return new EvidenceVerdict("", digest, 0, 0, 0, [AuditCodes.NoExport.Finding($"{EvidenceManifest.Name} is damaged, or of a newer version.")]);
        }

        var findings = new List<Finding>();
        if (noted is not null && noted != digest)
        {
            findings.Add(AuditCodes.ExportedFile.Finding($"{EvidenceManifest.Name} has the SHA-256 {digest}; noted was {noted}."));
        }

        await FilesAsync(manifest, findings, cancellation);
        var (signed, unsigned) = await DecisionsAsync(manifest.Run, findings, cancellation);
        return new EvidenceVerdict(manifest.Run, digest, manifest.Files.Count, signed, unsigned, findings);
    }

    private async Task FilesAsync(EvidenceManifest manifest, List<Finding> findings, CancellationToken cancellation)
    {
        var there = folder.List().ToHashSet(StringComparer.Ordinal);
        foreach (var file in manifest.Files)
        {
            await using var stream = there.Remove(file.Path) ? folder.Open(file.Path) : null;
            if (stream is null)
            {
                findings.Add(AuditCodes.ExportedFile.Finding($"{file.Path} is missing."));
            }
            else if (await Digest.OfAsync(stream, cancellation) is var actual && actual != file.Sha256)
            {
                findings.Add(AuditCodes.ExportedFile.Finding($"{file.Path} was edited: its SHA-256 is {actual}, written was {file.Sha256}."));
            }
        }

        findings.AddRange(there.Where(path => path != EvidenceManifest.Name).Order(StringComparer.Ordinal).Select(path => AuditCodes.ExportedFile.Finding($"{path} is foreign: the export was made without it.")));
    }

    // The chain has the signatures, and what they vouch for beside them.
    private async Task<(int Signed, int Unsigned)> DecisionsAsync(string run, List<Finding> findings, CancellationToken cancellation)
    {
        var (signed, unsigned) = (0, 0);
        Digest? plan = null;
        for (var ordinal = 1; await audit.ReadAsync(AuditNames.Of(run, ordinal), cancellation) is { } bytes; ordinal++)
        {
            if (AuditFormat.Read<AuditRecord>(bytes) is not { } record)
            {
                break;
            }

            plan = record.Event == AuditEvents.Finished ? record.PlanDigest : plan;
            if (record.Event is not (AuditEvents.Approved or AuditEvents.Rejected or AuditEvents.Withdrawn or AuditEvents.Overridden or AuditEvents.BreakGlass))
            {
                continue;
            }

            if (record.Details?.GetValueOrDefault("signature") is not { } signature)
            {
                unsigned++;
            }
            else if (await WhyNotAsync(run, record, signature, cancellation) is { } why)
            {
                findings.Add(AuditCodes.DecisionUnproven.Finding($"{AuditNames.Of(run, ordinal)}, '{record.Event}' by {record.Actor}: {why}."));
            }
            else
            {
                signed++;
            }
        }

        await using var stream = folder.Open("plan/plan.json");
        if (stream is not null && plan is not null && (await ReadAsync<PlanIndex>(stream, cancellation))?.Digest is var shown && shown != plan)
        {
            findings.Add(AuditCodes.ExportedFile.Finding($"plan/plan.json is plan {shown?.Short ?? "unreadable"}; the audit ends with plan {plan.Value.Short}."));
        }

        return (signed, unsigned);
    }

    private async Task<string?> WhyNotAsync(string run, AuditRecord record, string signature, CancellationToken cancellation)
    {
        if (DecisionJws.KeyOf(signature) is not { } kid)
        {
            return "what stands there is no signature";
        }

        await using var stream = folder.Open($"keys/{kid}.json");
        if (stream is null || await ReadAsync<DecisionKey>(stream, cancellation) is not { } key || key.Kid != kid)
        {
            return $"the key {kid} is not among the exported ones";
        }

        if (DecisionJws.Verify(signature, key) is not { } decision)
        {
            return $"the key {kid} did not sign it";
        }

        var details = record.Details!;
        var reason = details.GetValueOrDefault(AuditDetails.Reason);
        var whole = decision.Run == run
            && decision.Number.ToString(System.Globalization.CultureInfo.InvariantCulture) == details.GetValueOrDefault("number")
            && EventOf(decision.Kind) == record.Event
            && (!LetsGo(record) || (decision.Plan == record.PlanDigest && (decision.Target ?? details.GetValueOrDefault("what")) == details.GetValueOrDefault("what")))
            && decision.By == record.Actor
            && decision.Person == details.GetValueOrDefault("person")
            && decision.At == record.At
            && (decision.ReasonDigest is null ? reason is null : reason is not null && (Digest.Of(reason) == decision.ReasonDigest || reason.EndsWith("...", StringComparison.Ordinal)));
        return whole ? null : "it was signed for another decision than the record tells";
    }

    // What let a run go must have been about exactly this plan. A decision that did not count may be about one that was void by then.
    private static bool LetsGo(AuditRecord record) => record.Event is AuditEvents.Approved or AuditEvents.Overridden or AuditEvents.BreakGlass && record.Details?.ContainsKey("ignored") != true;

    private static string? EventOf(CommandKind kind) => kind switch
    {
        CommandKind.Approve => AuditEvents.Approved,
        CommandKind.Reject => AuditEvents.Rejected,
        CommandKind.Withdraw => AuditEvents.Withdrawn,
        CommandKind.Override => AuditEvents.Overridden,
        CommandKind.BreakGlass => AuditEvents.BreakGlass,
        _ => null,
    };

    private static async Task<T?> ReadAsync<T>(Stream stream, CancellationToken cancellation)
        where T : class
    {
        try
        {
            return await JsonSerializer.DeserializeAsync<T>(stream, FmJson.Line, cancellation);
        }
        catch (Exception exception) when (exception is JsonException or FormatException)
        {
            return null;
        }
    }
}
