using FunctionsMigrator.Core.Model;
using FunctionsMigrator.Core.Policy;

namespace FunctionsMigrator.Core.PolicyCases;

/// <summary>Asks a repository's policies about its cases, by the rules, the count of approvals and the start times that decide runs.</summary>
public static class PolicyCaseRunner
{
    /// <summary>Every case of the repository, or those of one policy, in the order of documents and cases.</summary>
    public static IEnumerable<CaseVerdict> Run(MetadataRepository repository, string? policy) =>
        from document in repository.PolicyCases
        where policy is null || document.Policy == policy
        from @case in document.Cases
        select Judge(repository, document, @case);

    private static CaseVerdict Judge(MetadataRepository repository, PolicyCasesDocument document, PolicyCase @case)
    {
        var actual = Decide(new CaseFacts(repository, repository.Policies[document.Policy], @case), @case);
        var differences = Differences(@case.Expect, actual).ToList();
        return new CaseVerdict(document.Name, document.Policy, @case.Name, @case.Place, differences.Count == 0, actual, differences);
    }

    private static CaseOutcome Decide(CaseFacts given, PolicyCase @case)
    {
        var verdict = PolicyRules.Evaluate(given.Facts());
        if (verdict.Denials.Count > 0)
        {
            return Outcome(CaseDecision.Denied, verdict, [.. verdict.Denials.Select(denial => denial.Code).Distinct()], [.. verdict.Denials.Select(denial => denial.Message)]);
        }

        var assessed = given.Assess(verdict);
        var counted = assessed.Approvals;
        List<string> reasons = [.. counted.Ignored.OrderBy(ignored => ignored.Key).Select(ignored => $"decision {ignored.Key} does not count: {ignored.Value}")];
        if (counted.Rejected is { } no)
        {
            return Outcome(CaseDecision.Rejected, verdict, [], [$"refused by {no.By}", .. reasons]);
        }

        if (assessed.Needed.Count > 0)
        {
            return Outcome(CaseDecision.Needs, verdict, [], [$"needed: {string.Join(", ", assessed.NeededWords)}", .. reasons]) with { Needs = [.. assessed.Needed.Select(needed => needed.Role)] };
        }

        if (@case.At is null)
        {
            return Outcome(CaseDecision.Allowed, verdict, [], reasons);
        }

        var start = assessed.Times.Earliest(given.At);
        return start.At is null || start.At > given.At
            ? Outcome(CaseDecision.Waits, verdict, start.Code is null ? [] : [start.Code], [start.Reason ?? "", .. reasons]) with { Until = start.At }
            : Outcome(CaseDecision.Allowed, verdict, [], reasons);
    }

    private static CaseOutcome Outcome(CaseDecision decision, PolicyVerdict verdict, IReadOnlyList<string> codes, IReadOnlyList<string> reasons) =>
        new(decision, codes, [], null, verdict.Excluded, reasons);

    private static IEnumerable<CaseDifference> Differences(CaseExpectation expected, CaseOutcome actual)
    {
        if (expected.Decision != actual.Decision)
        {
            yield return new CaseDifference("decision", Word(expected.Decision), $"{Word(actual.Decision)}{(actual.Reasons.Count == 0 ? "" : $" ({string.Join("; ", actual.Reasons)})")}");
        }

        foreach (var (member, wanted, found) in new[] { ("codes", expected.Codes, actual.Codes), ("needs", expected.Needs, actual.Needs), ("excluded", expected.Excluded, actual.Excluded) })
        {
            if (wanted is not null && !wanted.Order(StringComparer.Ordinal).SequenceEqual(found.Order(StringComparer.Ordinal)))
            {
                yield return new CaseDifference(member, List(wanted), List(found));
            }
        }

        if (expected.Until is { } until && CaseTime.Parse(until) != actual.Until)
        {
            yield return new CaseDifference("until", CaseTime.Format(CaseTime.Parse(until)!.Value), actual.Until is { } at ? CaseTime.Format(at) : "never within two years, or no wait");
        }

        foreach (var reason in expected.Reasons.Where(reason => !actual.Reasons.Any(said => said.Contains(reason, StringComparison.Ordinal))))
        {
            yield return new CaseDifference("reasons", reason, List(actual.Reasons));
        }
    }

    private static string List(IReadOnlyList<string> words) => words.Count == 0 ? "none" : string.Join(", ", words.Order(StringComparer.Ordinal));

    private static string Word(CaseDecision decision) => decision.ToString().ToLowerInvariant();
}
