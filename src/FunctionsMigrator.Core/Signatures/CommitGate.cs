using System.Globalization;
using FunctionsMigrator.Core.Findings;
using FunctionsMigrator.Core.Findings.Codes;
using FunctionsMigrator.Core.Metadata;
using FunctionsMigrator.Core.Model;
using FunctionsMigrator.Core.Operations;
using FunctionsMigrator.Core.Policy;
using FunctionsMigrator.Core.Ports;
using FunctionsMigrator.Core.Runs;

namespace FunctionsMigrator.Core.Signatures;

/// <summary>Judges every commit between two, merges included, by the record of signers and by what a policy asks of commits.</summary>
internal sealed class CommitGate(MigratorServices services)
{
    /// <summary>The most commits of one run whose signatures are checked.</summary>
    public const int Most = 2_000;

    /// <summary>
    /// The commits that <paramref name="to"/> brings beyond <paramref name="from"/>, oldest first. A finding that is an error says that the run must not go on.
    /// </summary>
    /// <param name="repository">The repository.</param>
    /// <param name="from">What is trusted already.</param>
    /// <param name="to">The run's commit.</param>
    /// <param name="rules">What is asked of commits.</param>
    /// <param name="people">Who is who, for rules that name roles.</param>
    /// <param name="signers">Who may sign.</param>
    /// <param name="received">When the commits came, unless they were seen before.</param>
    /// <param name="cancellation">Ends it.</param>
    public async Task<Outcome<IReadOnlyList<CheckedCommit>>> CheckAsync(
        string repository, string? from, string to, CommitRules rules, PeopleDocument? people, SignerSet signers, DateTimeOffset received, CancellationToken cancellation)
    {
        var range = await services.Git.RangeAsync(repository, from, to, Most + 1, cancellation);
        if (!range.TryGet(out var commits))
        {
            return range.As<IReadOnlyList<CheckedCommit>>();
        }

        if (commits.Count > Most)
        {
            return SignatureCodes.TooManyCommits.Fail<IReadOnlyList<CheckedCommit>>(string.Create(CultureInfo.InvariantCulture, $"The run brings more than {Most} commits."));
        }

        var (judged, persons, patterns) = (new List<CheckedCommit>(), new Persons(people), rules.Paths.Select(rule => (Rule: rule, Pattern: new PathPattern(rule.Path))).ToList());
        foreach (var commit in commits.Reverse())
        {
            var read = await services.Git.ReadCommitAsync(repository, commit.Sha, cancellation);
            if (!read.TryGet(out var raw))
            {
                return read.As<IReadOnlyList<CheckedCommit>>();
            }

            var verdict = Platform(await JudgeAsync(raw, signers, received, cancellation), rules);
            judged.Add(new CheckedCommit(verdict, FindingOf(verdict, raw, rules, patterns, persons)));
        }

        return Outcome.Of<IReadOnlyList<CheckedCommit>>(judged);
    }

    // A key that has an end must have been valid when its commit arrived. What was found good then stays good, also where the commit reaches another environment later.
    private async Task<CommitVerdict> JudgeAsync(RawCommit raw, SignerSet signers, DateTimeOffset received, CancellationToken cancellation)
    {
        var verdict = services.CommitVerifier.Verify(raw, signers, received);
        if (verdict.Refusal?.Code == SignatureCodes.LateArrival.Code
            && await services.Store.Records.GetAsync(RunPartitions.CommitArrivals, raw.Sha, cancellation) is { } stored
            && stored.Read<CommitArrival>().At is var seen
            && seen < received)
        {
            return services.CommitVerifier.Verify(raw, signers, seen);
        }

        if (verdict is { Refusal: null, Until: not null })
        {
            await services.Store.Records.TryCreateAsync(RunPartitions.CommitArrivals, raw.Sha, new CommitArrival(received), cancellation);
        }

        return verdict;
    }

    private static CommitVerdict Platform(CommitVerdict verdict, CommitRules rules) => verdict is { Refusal: null, Signer: { Platform: true } signer } && !rules.Platform.Any(signer.IsCalled)
        ? verdict with { Refusal = SignatureCodes.PlatformNotChosen.Finding($"{What(verdict)} is signed by {signer.Name}, the key of a platform, which the policy does not name.") }
        : verdict;

    private static Finding? FindingOf(
        CommitVerdict verdict, RawCommit raw, CommitRules rules, List<(PathSigners Rule, PathPattern Pattern)> patterns, Persons persons)
    {
        foreach (var (rule, pattern) in patterns)
        {
            if (raw.OwnPaths.FirstOrDefault(pattern.Matches) is { } path && !MayChange(verdict, rule, persons))
            {
                var asked = string.Join(", ", rule.Signers.Concat(rule.Roles.Select(role => $"a {role}")));
                return verdict.Refusal ?? SignatureCodes.NotForPath.Finding(
                    $"{What(verdict)} changes {path} and is signed by {verdict.Signer!.Name}; changes of {rule.Path} must be signed by {(asked.Length == 0 ? "nobody" : asked)}.");
            }
        }

        return verdict.Refusal switch
        {
            null => SignatureCodes.Verified.Finding($"{What(verdict)} of {verdict.Committer} is signed by {verdict.Signer!.Name} ({verdict.Key})."),
            var refusal when rules.Signed is SigningRule.Required => refusal,
            var refusal when refusal.Code == SignatureCodes.Unsigned.Code => null,
            var refusal => refusal with { Severity = Severity.Warning },
        };
    }

    private static bool MayChange(CommitVerdict verdict, PathSigners rule, Persons persons) =>
        verdict.Refusal is null
        && (rule.Signers.Any(verdict.Signer!.IsCalled)
            || (!verdict.Signer.Platform && persons.ByGit(new GitIdentity("", verdict.Committer)) is { } person && persons.Roles(person).Intersect(rule.Roles, StringComparer.Ordinal).Any()));

    private static string What(CommitVerdict verdict) => $"Commit {verdict.Sha[..Math.Min(7, verdict.Sha.Length)]}";
}
