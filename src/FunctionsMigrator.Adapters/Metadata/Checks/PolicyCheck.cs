using System.Text.RegularExpressions;
using FunctionsMigrator.Core.Findings;
using FunctionsMigrator.Core.Findings.Codes;
using FunctionsMigrator.Core.Lint;
using FunctionsMigrator.Core.Model;

namespace FunctionsMigrator.Adapters.Metadata.Checks;

/// <summary>What the conditions of a policy refer to exists, and its pattern can be read.</summary>
internal sealed class PolicyCheck : IMetadataCheck
{
    public IEnumerable<Finding> Check(MetadataSet set) => set.Policies.SelectMany(policy => Ticket(policy).Concat(Conditions(set, policy)).Concat(Lint(policy)));

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

    /// <summary>Why a text is no regular expression that answers in bounded time, or null.</summary>
    private static string? Problem(string pattern)
    {
        try
        {
            _ = new Regex(pattern, RegexOptions.CultureInvariant | RegexOptions.NonBacktracking);
            return null;
        }
        catch (RegexParseException broken)
        {
            return broken.Message;
        }
        catch (NotSupportedException)
        {
            return "look-around and back-references are not supported, because they can take unbounded time.";
        }
    }
}
