using FunctionsMigrator.Core.Findings;
using FunctionsMigrator.Core.Findings.Codes;
using FunctionsMigrator.Core.Model;
using FunctionsMigrator.Core.Ports;
using FunctionsMigrator.Core.Runs;

namespace FunctionsMigrator.Core.Checks;

/// <summary>
/// Compares the results for a commit with what a policy requires. Of several results of one name the worst counts, so that nobody turns a red check green by telling another result beside
/// it; and whoever tells one tells it for a time, which another one's newer result does not make longer.
/// </summary>
/// <param name="records">The store, which holds what was posted.</param>
/// <param name="provider">Reads what the provider has; null: only posted results count.</param>
public sealed class RequiredChecks(IRecordStore records, ICommitChecks? provider)
{
    private static readonly TimeSpan ShortestLook = TimeSpan.FromMinutes(1);

    /// <summary>Null where all that is required is green; asks nobody where nothing is required.</summary>
    /// <param name="commit">The commit.</param>
    /// <param name="rules">What is required.</param>
    /// <param name="since">Since when the run waits: how long a check may have no result counts from here.</param>
    /// <param name="now">The time.</param>
    /// <param name="cancellation">Ends it.</param>
    public async Task<CheckVerdict?> WhyNotAsync(string commit, CheckRules rules, DateTimeOffset since, DateTimeOffset now, CancellationToken cancellation)
    {
        if (rules.Required.Count == 0)
        {
            return null;
        }

        var again = LongWait.LookAgain(now, since, ShortestLook);
        var told = provider is null ? Outcome.Of<IReadOnlyList<CheckResult>>([]) : await provider.ReadAsync(commit, cancellation);
        if (!told.TryGet(out var results))
        {
            return new CheckVerdict(false, CheckCodes.Unavailable.Code, told.Findings[0].Message, again);
        }

        var all = results.Concat(await new PostedChecks(records).ListAsync(commit, cancellation)).ToLookup(result => result.Name, StringComparer.Ordinal);
        var lacking = rules.Required.Distinct(StringComparer.Ordinal).Select(name => (Name: name, Code: CodeOf([.. all[name]], rules, now))).Where(check => check.Code is not null)
            .GroupBy(check => check.Code!, check => check.Name).ToDictionary(group => group.Key, group => string.Join(", ", group));
        return Verdict(lacking, CheckCodes.Red, "did not succeed", ends: true, again)
            ?? Verdict(lacking, CheckCodes.Stale, $"older than {DurationJsonConverter.Format(rules.MaxAge)}", ends: true, again)
            ?? Verdict(lacking, CheckCodes.Missing, "no result for this commit", ends: now >= since + rules.AppearWithin && !lacking.ContainsKey(CheckCodes.Pending), again)
            ?? Verdict(lacking, CheckCodes.Pending, "not done", ends: false, again);
    }

    private static FailureCode? CodeOf(IReadOnlyList<CheckResult> results, CheckRules rules, DateTimeOffset now) =>
        results.Count == 0 ? CheckCodes.Missing
        : results.Any(result => result.State is CheckState.Failure) ? CheckCodes.Red
        : results.Any(result => result.State is CheckState.Pending) ? CheckCodes.Pending
        : results.GroupBy(result => result.By, StringComparer.Ordinal).Any(told => told.Max(result => result.At) + rules.MaxAge < now) ? CheckCodes.Stale : null;

    private static CheckVerdict? Verdict(Dictionary<FailureCode, string> lacking, FailureCode code, string what, bool ends, DateTimeOffset again) =>
        lacking.TryGetValue(code, out var names) ? new CheckVerdict(ends, code.Code, $"checks: {what}: {names}", again) : null;
}
