using System.Globalization;
using FunctionsMigrator.Core.Findings;
using FunctionsMigrator.Core.Findings.Codes;

namespace FunctionsMigrator.Core.Audit;

/// <summary>
/// Verifies chains, in a store or in an export, by the same code. Every record is read once, one at a time; of a run only the keys stay in memory.
/// </summary>
public sealed class AuditVerifier(IAuditSource source)
{
    /// <summary>
    /// Verifies one run. <paramref name="link"/> is its link in the environment's chain, when there is one: without it the end of a run cannot be proven,
    /// and a run whose end was cut off looks open.
    /// </summary>
    public async Task<AuditVerdict> VerifyRunAsync(string run, AuditLink? link, CancellationToken cancellation)
    {
        var inspector = new RunInspector(run);
        var rules = new ChainRules<AuditRecord>(
            run, record => record.Format, (record, number) => record.Run == run && record.Ordinal == number, record => record.Previous, inspector.Inspect);
        var walked = await new ChainWalk<AuditRecord>(source, rules, link is null ? null : new AuditAnchor(link.Records, link.Head)).RunAsync(cancellation);
        if (walked.State is AuditState.Broken || (inspector.IsSealed && link is not null))
        {
            return walked;
        }

        if (inspector.IsSealed)
        {
            return walked with { Finding = AuditCodes.Unlinked.Finding($"Run {run} is sealed with {walked.Records} records, but no link of an environment's chain names it.") };
        }

        return walked.Records == 0
            ? walked with { State = AuditState.Broken, Finding = AuditCodes.Unknown.Finding($"There is no audit record of run {run}.") }
            : walked with { State = AuditState.Open, Finding = AuditCodes.Open.Finding($"Run {run} is open, {walked.Records} records.") };
    }

    /// <summary>Verifies the chain of an environment. <paramref name="anchor"/> proves its end.</summary>
    public Task<AuditVerdict> VerifyChainAsync(string environment, AuditAnchor? anchor, CancellationToken cancellation)
    {
        var runs = new HashSet<string>(StringComparer.Ordinal);
        var rules = new ChainRules<AuditLink>(
            environment,
            link => link.Format,
            (link, number) => link.Environment == environment && link.Number == number,
            link => link.Previous,
            (link, number) => runs.Add(link.Run)
                ? null
                : AuditCodes.BadLink.Finding($"{AuditNames.Of(environment, number)} links run {link.Run} a second time."));
        return new ChainWalk<AuditLink>(source, rules, anchor).RunAsync(cancellation);
    }

    /// <summary>Verifies the chain of an environment and every run that it links. Runs behind a bad link are not looked at: their links prove nothing.</summary>
    public async Task<AuditReport> VerifyEnvironmentAsync(string environment, AuditAnchor? anchor, CancellationToken cancellation)
    {
        var chain = await VerifyChainAsync(environment, anchor, cancellation);
        var runs = new List<AuditVerdict>();
        for (var number = 1; number <= chain.Records; number++)
        {
            var link = await ReadLinkAsync(environment, number, cancellation);
            runs.Add(await VerifyRunAsync(link.Run, link, cancellation));
        }

        return new AuditReport(environment, chain, runs);
    }

    private async Task<AuditLink> ReadLinkAsync(string environment, int number, CancellationToken cancellation)
    {
        var name = AuditNames.Of(environment, number);
        return await source.ReadAsync(name, cancellation) is { } bytes && AuditFormat.Read<AuditLink>(bytes) is { } link
            ? link
            : throw new InvalidOperationException($"{name} was whole a moment ago.");
    }

    /// <summary>What the records of one run say together.</summary>
    private sealed class RunInspector(string run)
    {
        private readonly HashSet<string> _keys = new(StringComparer.Ordinal);

        public bool IsSealed { get; private set; }

        public Finding? Inspect(AuditRecord record, int number)
        {
            var name = AuditNames.Of(run, number);
            if (IsSealed)
            {
                return AuditCodes.Foreign.Finding($"{name} stands behind the seal of the run.");
            }

            if (!AuditEvents.All.Contains(record.Event))
            {
                return AuditCodes.Edited.Finding($"{name} has the event '{record.Event}', which there is not.");
            }

            if (!_keys.Add(record.Key))
            {
                return AuditCodes.Foreign.Finding($"{name} has the key of an earlier record.");
            }

            IsSealed = record.Event == AuditEvents.Sealed;
            var stated = record.Details?.GetValueOrDefault(AuditDetails.Records);
            return IsSealed && stated != number.ToString(CultureInfo.InvariantCulture)
                ? AuditCodes.Edited.Finding($"{name} seals {stated ?? "an unknown number of"} records, but is number {number}.")
                : null;
        }
    }
}
