using FunctionsMigrator.Core.Findings;
using FunctionsMigrator.Core.Findings.Codes;
using FunctionsMigrator.Core.Model;

namespace FunctionsMigrator.Adapters.Metadata.Checks;

/// <summary>What an environment says about itself: policy, place of rehearsals, secrets.</summary>
internal sealed class EnvironmentCheck : IMetadataCheck
{
    public const string Scratch = EnvironmentDocument.Scratch;

    public IEnumerable<Finding> Check(MetadataSet set) =>
        set.Environments.SelectMany(environment => (Finding?[])[Policy(set, environment), Rehearsal(set, environment), Source(environment), Format(environment)])
            .OfType<Finding>();

    private static Finding? Policy(MetadataSet set, Sourced<EnvironmentDocument> environment)
    {
        var known = set.NamesOf("Policy");
        return environment.Record.Policy is { } policy && !known.Contains(policy)
            ? UnknownName.Of(ValidationCodes.UnknownPolicy, $"The policy '{policy}' does not exist.", policy, known, environment.PlaceOf("policy"))
            : null;
    }

    private static Finding? Rehearsal(MetadataSet set, Sourced<EnvironmentDocument> environment)
    {
        var copy = environment.Record.RehearseOn;
        var known = set.NamesOf("Environment");
        var place = environment.PlaceOf("rehearseOn");
        if (copy == Scratch)
        {
            return null;
        }

        if (copy == environment.Name)
        {
            return ValidationCodes.RehearsalPlace.Finding($"'{copy}' would be rehearsed on itself.", place);
        }

        if (!known.Contains(copy))
        {
            return UnknownName.Of(ValidationCodes.RehearsalPlace, $"The environment '{copy}' does not exist.", copy, known.Append(Scratch), place);
        }

        var branch = set.Repositories.SelectMany(repository => repository.Record.Branches).FirstOrDefault(pair => pair.Value.Contains(copy)).Key;
        return branch is null
            ? null
            : ValidationCodes.RehearsalPlace.Finding(
                $"The environment '{copy}' stands in the list of the branch '{branch}': a rehearsal would overwrite what was promoted there.", place);
    }

    private static Finding? Source(Sourced<EnvironmentDocument> environment) => environment.Record.Secrets switch
    {
        { Source: "file", Path: null } => ValidationCodes.SecretSource.Finding("Secrets come from files, and 'path' does not say from which folder.", environment.KeyOf("secrets")),
        { Source: "env", Path: not null } => ValidationCodes.SecretSource.Finding("Secrets come from environment variables, which have no 'path'.", environment.KeyOf("secrets", "path")),
        _ => null,
    };

    private static Finding? Format(Sourced<EnvironmentDocument> environment) =>
        environment.Record.SecretFormat is { } format && !format.Contains("{name}", StringComparison.Ordinal)
            ? ValidationCodes.BadValue.Finding(
                "'secretFormat' does not hold {name}, so all references would look alike.", environment.PlaceOf("secretFormat"), remedy: "Put {name} where the secret's name belongs.")
            : null;
}
