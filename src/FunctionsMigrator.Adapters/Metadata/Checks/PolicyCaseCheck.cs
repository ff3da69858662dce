using FunctionsMigrator.Core.Findings;
using FunctionsMigrator.Core.Findings.Codes;
using FunctionsMigrator.Core.Model;
using FunctionsMigrator.Core.PolicyCases;

namespace FunctionsMigrator.Adapters.Metadata.Checks;

/// <summary>The cases of a policy name what exists: the policy, resources, targets, people and codes; and their times can be read.</summary>
internal sealed class PolicyCaseCheck : IMetadataCheck
{
    public IEnumerable<Finding> Check(MetadataSet set) => set.PolicyCases.SelectMany(document => Policy(set, document).Concat(Cases(set, document)));

    private static IEnumerable<Finding> Policy(MetadataSet set, Sourced<PolicyCasesDocument> document)
    {
        var policies = set.NamesOf("Policy");
        if (!policies.Contains(document.Record.Policy))
        {
            yield return UnknownName.Of(
                ValidationCodes.UnknownPolicy, $"The policy '{document.Record.Policy}' does not exist.", document.Record.Policy, policies, document.PlaceOf("policy"));
        }
    }

    private static IEnumerable<Finding> Cases(MetadataSet set, Sourced<PolicyCasesDocument> document)
    {
        var lines = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (var (index, @case) in document.Record.Cases.Index())
        {
            var place = document.PlaceOf("cases", index, "name");
            if (!lines.TryAdd(@case.Name, place.Line))
            {
                yield return ValidationCodes.DuplicateName.Finding($"The case '{@case.Name}' stands in line {lines[@case.Name]} already.", place);
            }

            object[] path = ["cases", index];
            foreach (var finding in Changes(set, document, @case, path).Concat(People(set, document, @case, path)).Concat(Times(document, @case, path)).Concat(Codes(document, @case, path)))
            {
                yield return finding;
            }
        }
    }

    private static IEnumerable<Finding> Changes(MetadataSet set, Sourced<PolicyCasesDocument> document, PolicyCase @case, object[] path)
    {
        string[] targets = [.. set.Environments.SelectMany(environment => environment.Record.Targets.Keys)];
        foreach (var (index, change) in @case.Plan.Changes.Index())
        {
            object[] at = [.. path, "plan", "changes", index];
            if (!set.ResourceNames.Contains(change.Resource))
            {
                yield return UnknownName.Of(
                    ValidationCodes.UnknownResource, $"The resource '{change.Resource}' does not exist.", change.Resource, set.ResourceNames, document.PlaceOf([.. at, "resource"]));
            }

            if (change.Target is { } target && !targets.Contains(target))
            {
                yield return UnknownName.Of(
                    ValidationCodes.UnknownTarget, $"No environment defines the target '{target}'.", target, targets, document.PlaceOf([.. at, "target"]));
            }
        }

        foreach (var (index, resource) in (@case.Note?.Covers ?? []).Index().Where(covered => !set.ResourceNames.Contains(covered.Item)))
        {
            yield return UnknownName.Of(
                ValidationCodes.UnknownResource, $"The note covers '{resource}', which does not exist.", resource, set.ResourceNames, document.PlaceOf([.. path, "note", "covers", index]));
        }
    }

    // A case about somebody whom People does not know is worth having, so only what looks like a short name must be one: an address does not.
    private static IEnumerable<Finding> People(MetadataSet set, Sourced<PolicyCasesDocument> document, PolicyCase @case, object[] path)
    {
        if (set.Documents.Any(other => other.Kind.Name == "People" && other.Record is null))
        {
            yield break;
        }

        string[] people = [.. set.People.SelectMany(known => known.Record.People.Keys)];
        foreach (var (index, author) in @case.Authors.Index().Where(author => !author.Item.Contains('@') && !people.Contains(author.Item)))
        {
            yield return UnknownName.Of(
                ValidationCodes.UnknownPerson, $"The author '{author}' is nobody in People.", author, people, document.PlaceOf([.. path, "authors", index]));
        }

        foreach (var (index, person) in (@case.Expect.Excluded ?? []).Index().Where(person => !people.Contains(person.Item)))
        {
            yield return UnknownName.Of(
                ValidationCodes.UnknownPerson, $"'{person}' is nobody in People.", person, people, document.PlaceOf([.. path, "expect", "excluded", index]));
        }
    }

    private static IEnumerable<Finding> Times(Sourced<PolicyCasesDocument> document, PolicyCase @case, object[] path)
    {
        IEnumerable<(string? Text, object[] Path)> times =
        [
            (@case.At, [.. path, "at"]), (@case.Expect.Until, [.. path, "expect", "until"]),
            .. @case.Approvals.Index().Select(given => (given.Item.At, (object[])[.. path, "approvals", given.Index, "at"])),
        ];
        return times.Where(time => time.Text is not null && CaseTime.Parse(time.Text) is null).Select(time => ValidationCodes.CaseTime.Finding($"'{time.Text}' is no instant.", document.PlaceOf(time.Path)));
    }

    private static IEnumerable<Finding> Codes(Sourced<PolicyCasesDocument> document, PolicyCase @case, object[] path)
    {
        string[] known = [.. FailureCatalogue.All.Select(code => code.Code).Where(code => code.StartsWith("POL", StringComparison.Ordinal))];
        return (@case.Expect.Codes ?? []).Index().Where(code => !known.Contains(code.Item)).Select(code => UnknownName.Of(
            ValidationCodes.BadValue, $"No rule has the code '{code.Item}'.", code.Item, known, document.PlaceOf([.. path, "expect", "codes", code.Index])));
    }
}
