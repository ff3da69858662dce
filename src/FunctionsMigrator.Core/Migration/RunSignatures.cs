using FunctionsMigrator.Core.Findings;
using FunctionsMigrator.Core.Findings.Codes;
using FunctionsMigrator.Core.Model;
using FunctionsMigrator.Core.Operations;
using FunctionsMigrator.Core.Runs;
using FunctionsMigrator.Core.Signatures;

namespace FunctionsMigrator.Core.Migration;

/// <summary>
/// Checks the signatures of what a run brings: everything since the last good run, by the rules of that run, before a file of the new commit is read. The first run
/// of an environment has no such rules; an admin states what is trusted, and everything after it must be signed.
/// </summary>
internal sealed class RunSignatures(MigratorServices services, RunStore runs, RunMetadata metadata, EnvironmentRecords environments, RunAudit audit)
{
    private readonly CommitGate _gate = new(services);
    private readonly SignerRecords _signers = new(services.Store.Blobs, services.Store.Records, services.Time);

    /// <summary>What is found before the run's commit is read; an error ends the run.</summary>
    public async Task<IReadOnlyList<Finding>> BeforeReadingAsync(RunRecord run, GoodRun? good, CancellationToken cancellation)
    {
        if (run.Reverts is not null)
        {
            // What is taken back was checked when it came, and taking back never waits.
            return [];
        }

        if (good is not null)
        {
            var policy = (await metadata.OfAsync(good.Bundle, good.Policy, cancellation)).Environments[run.Environment].Policy;
            return await CheckAsync(run, good.Commit, good.Run, await Rules.OfAsync(services.Store.Blobs, good.Policy, policy, cancellation), cancellation);
        }

        return run.TrustFrom is { } from ? await FromStatedAsync(run, from, new Rules(new PolicyDocument { Name = "none" }, null), cancellation) : [];
    }

    /// <summary>What is found after the commit of an environment's first run was read, by the run's own rules: nobody had others.</summary>
    public async Task<IReadOnlyList<Finding>> OfFirstAsync(RunRecord run, Rules own, CancellationToken cancellation)
    {
        var rules = own.Policy.Commits;
        if (run.Reverts is not null)
        {
            return [];
        }

        if (run.TrustFrom is { } from)
        {
            return await FromStatedAsync(run, from, own, cancellation);
        }

        await NoteAsync(run, await _signers.VersionAsync(cancellation), null, cancellation);
        return rules is { Signed: SigningRule.Optional, Paths.Count: 0 }
            ? []
            :
            [
                SignatureCodes.NoTrustFrom.Finding(
                    $"Environment {run.Environment} had no run, and its policy {own.Policy.Name} asks for signatures.",
                    remedy: $"An admin states the commit up to which everything is trusted: `fm migrate --env {run.Environment} --commit {run.Commit[..7]} --trust-from COMMIT`."),
            ];
    }

    /// <summary>
    /// Checks again where the signers, or the rules, are others than at the first look: a key that was revoked while the run waited lets nothing through. Null: all is well.
    /// </summary>
    public async Task<Finding?> AgainAsync(RunRecord run, CancellationToken cancellation)
    {
        var good = await environments.GoodAsync(run.Environment, cancellation);
        if (run.Reverts is not null || run.Signatures == new SignatureCheck(await _signers.VersionAsync(cancellation), good?.Run))
        {
            return null;
        }

        var found = good is not null
            ? await BeforeReadingAsync(run, good, cancellation)
            : await OfFirstAsync(run, await Rules.OfAsync(services.Store.Blobs, run, cancellation), cancellation);
        return found.FirstOrDefault(finding => finding.Severity is Severity.Error);
    }

    // Whatever the new commits say themselves of signatures, what comes after the stated commit must be signed.
    private async Task<IReadOnlyList<Finding>> FromStatedAsync(RunRecord run, string from, Rules own, CancellationToken cancellation)
    {
        var behind = await services.Git.RangeAsync(run.Repository, run.Commit, from, 1, cancellation);
        if (!behind.TryGet(out var elsewhere))
        {
            return behind.Findings;
        }

        if (elsewhere.Count > 0)
        {
            return [SignatureCodes.TrustFromElsewhere.Finding($"Commit {from[..7]}, the trusted start, is not an ancestor of {run.Commit[..7]}.")];
        }

        await audit.TrustStatedAsync(run, from, cancellation);
        var commits = own.Policy.Commits with { Signed = SigningRule.Required };
        return await CheckAsync(run, from, null, own with { Policy = own.Policy with { Commits = commits } }, cancellation);
    }

    private async Task<IReadOnlyList<Finding>> CheckAsync(RunRecord run, string from, string? after, Rules rules, CancellationToken cancellation)
    {
        var signers = await _signers.ReadAsync(cancellation);
        if (rules.Policy.Commits is { Signed: SigningRule.Optional, Paths.Count: 0 } && signers.Signers.Count == 0)
        {
            await NoteAsync(run, signers.Version, after, cancellation);
            return [];
        }

        var judged = await _gate.CheckAsync(run.Repository, from, run.Commit, rules.Policy.Commits, rules.People, signers, run.StartedAt, cancellation);
        if (!judged.TryGet(out var commits))
        {
            return judged.Findings;
        }

        await audit.CommitsAsync(run, commits, signers.Version, cancellation);
        await NoteAsync(run, signers.Version, after, cancellation);
        return [.. commits.Select(commit => commit.Finding).OfType<Finding>()];
    }

    private Task<RunRecord> NoteAsync(RunRecord run, int signers, string? after, CancellationToken cancellation)
    {
        var judged = new SignatureCheck(signers, after);
        return runs.UpdateAsync(run.Id, record => record.Signatures == judged ? null : record with { Signatures = judged }, cancellation);
    }
}
