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
            return await CheckAsync(run, good.Commit, await Rules.OfAsync(services.Store.Blobs, good.Policy, policy, cancellation), cancellation);
        }

        return run.TrustFrom is { } from ? await FromStatedAsync(run, from, new Rules(new PolicyDocument { Name = "none" }, null), cancellation) : [];
    }

    /// <summary>What is found after the commit of an environment's first run was read, by the run's own rules: nobody had others.</summary>
    public async Task<IReadOnlyList<Finding>> OfFirstAsync(RunRecord run, Rules own, CancellationToken cancellation)
    {
        var rules = own.Policy.Commits;
        if (run.Reverts is not null || (run.TrustFrom is null && rules is { Signed: SigningRule.Optional, Paths.Count: 0 }))
        {
            return [];
        }

        return run.TrustFrom is { } from
            ? await FromStatedAsync(run, from, own, cancellation)
            :
            [
                SignatureCodes.NoTrustFrom.Finding(
                    $"Environment {run.Environment} had no run, and its policy {own.Policy.Name} asks for signatures.",
                    remedy: $"An admin states the commit up to which everything is trusted: `fm migrate --env {run.Environment} --commit {run.Commit[..7]} --trust-from COMMIT`."),
            ];
    }

    /// <summary>Checks again where the signers were changed since: a key that was revoked while the run waited lets nothing through. Null: all is well.</summary>
    public async Task<Finding?> AgainAsync(RunRecord run, CancellationToken cancellation)
    {
        if (run.Signers is not { } version || await _signers.VersionAsync(cancellation) == version)
        {
            return null;
        }

        var good = await environments.GoodAsync(run.Environment, cancellation);
        var rules = await Rules.OfAsync(services.Store.Blobs, run, cancellation);
        var found = good is not null ? await CheckAsync(run, good.Commit, rules, cancellation)
            : run.TrustFrom is { } from ? await FromStatedAsync(run, from, rules, cancellation) : [];
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
        return await CheckAsync(run, from, own with { Policy = own.Policy with { Commits = commits } }, cancellation);
    }

    private async Task<IReadOnlyList<Finding>> CheckAsync(RunRecord run, string from, Rules rules, CancellationToken cancellation)
    {
        var signers = await _signers.ReadAsync(cancellation);
        if (rules.Policy.Commits is { Signed: SigningRule.Optional, Paths.Count: 0 } && signers.Signers.Count == 0)
        {
            return [];
        }

        var judged = await _gate.CheckAsync(run.Repository, from, run.Commit, rules.Policy.Commits, rules.People, signers, run.StartedAt, cancellation);
        if (!judged.TryGet(out var commits))
        {
            return judged.Findings;
        }

        await audit.CommitsAsync(run, commits, signers.Version, cancellation);
        await runs.UpdateAsync(run.Id, record => record.Signers == signers.Version ? null : record with { Signers = signers.Version }, cancellation);
        return [.. commits.Select(commit => commit.Finding).OfType<Finding>()];
    }
}
