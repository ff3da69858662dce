using System.Globalization;
using System.Text.RegularExpressions;
using FunctionsMigrator.Core.Findings;
using FunctionsMigrator.Core.Findings.Codes;
using FunctionsMigrator.Core.Lint;
using FunctionsMigrator.Core.Model;

namespace FunctionsMigrator.Adapters.Metadata.Checks;

/// <summary>What the conditions of a policy refer to exists, and its pattern can be read.</summary>
internal sealed partial class PolicyCheck : IMetadataCheck
{
    public IEnumerable<Finding> Check(MetadataSet set) => set.Policies.SelectMany(policy => Ticket(policy).Concat(Conditions(set, policy)).Concat(Lint(policy)).Concat(Proofs(set, policy)));

    private static IEnumerable<Finding> Ticket(Sourced<PolicyDocument> policy)
    {
        if (policy.Record.ChangeNote.Ticket is { } ticket && Problem(ticket) is { } problem)
        {
            yield return ValidationCodes.Pattern.Finding($"The pattern of 'changeNote.ticket' cannot be read: {problem}", policy.PlaceOf("changeNote", "ticket"));
        }
    }

    private static IEnumerable<Finding> Lint(Sourced<PolicyDocument> policy) =>
        from code in policy.Record.Lint.Keys
        where code != LintLevels.Default && !LintAnalyzers.Codes.Contains(code)
        select UnknownName.Of(ValidationCodes.UnknownKey, $"There is no lint code '{code}'.", code, LintAnalyzers.Codes.Append(LintLevels.Default), policy.KeyOf("lint", code));

    private static IEnumerable<Finding> Proofs(MetadataSet set, Sourced<PolicyDocument> policy) =>
        from proof in (policy.Record.Contract?.Unused ?? []).Index()
        from environment in set.Environments
        where environment.Record.Policy == policy.Record.Name && !environment.Record.Analyses.ContainsKey(proof.Item)
        select UnknownName.Of(
            ValidationCodes.UnknownAnalysis,
            $"The analysis '{proof.Item}' is not defined in '{environment.Name}', which has this policy.",
            proof.Item,
            environment.Record.Analyses.Keys,
            policy.PlaceOf("contract", "unused", proof.Index));

    private static IEnumerable<Finding> Conditions(MetadataSet set, Sourced<PolicyDocument> policy)
    {
        string[] targets = [.. set.Environments.SelectMany(environment => environment.Record.Targets.Keys)];
        foreach (var (index, also) in policy.Record.Approvals.Also.Index())
        {
            object[] path = ["approvals", "also", index, "when"];
            if (also.When == new AlsoCondition())
            {
                yield return ValidationCodes.MissingKey.Finding("'when' names no condition.", policy.KeyOf(path), remedy: "Name one, or move the requirement to low, medium and high.");
            }

            if (also.When.Resource is { } resource && !set.ResourceNames.Contains(resource))
            {
                yield return UnknownName.Of(
                    ValidationCodes.UnknownResource, $"The resource '{resource}' does not exist.", resource, set.ResourceNames, policy.PlaceOf([.. path, "resource"]));
            }

            if (also.When.Target is { } target && !targets.Contains(target))
            {
                yield return UnknownName.Of(
                    ValidationCodes.UnknownTarget, $"No environment defines the target '{target}'.", target, targets, policy.PlaceOf([.. path, "target"]));
            }
        }
    }

    /// <summary>An automaton that no count makes larger is always built.</summary>
    private const double MostSteps = 2_000;

    /// <summary>Why a text is no regular expression that answers in bounded time, or null.</summary>
    private static string? Problem(string pattern)
    {
        try
        {
            _ = new Regex(pattern, RegexOptions.CultureInvariant | (MayNeedTime(pattern) ? RegexOptions.NonBacktracking : RegexOptions.None));
            return null;
        }
        catch (RegexParseException broken)
        {
            return broken.Message;
        }
        catch (NotSupportedException)
        {
            return "look-around, back-references and counts that make it very large are not supported, because they can take unbounded time.";
        }
    }

    // Groups with a question mark, references to groups, and repetitions that make it large are all that can be refused. Only for those the automaton is built, which takes longer than
    // reading the rest of a policy.
    private static bool MayNeedTime(string pattern) =>
        pattern.Contains("(?", StringComparison.Ordinal)
        || pattern.Zip(pattern.Skip(1)).Any(pair => pair.First == '\\' && (char.IsAsciiDigit(pair.Second) || pair.Second is 'k' or 'G'))
        || Counts().Matches(pattern).Aggregate((double)pattern.Length, (size, count) => size * Math.Max(1, int.Parse(count.ValueSpan[1..], CultureInfo.InvariantCulture))) > MostSteps;

    [GeneratedRegex(@"[{,]\d{1,9}")]
    private static partial Regex Counts();
}
