using FunctionsMigrator.Core.Findings;
using FunctionsMigrator.Core.Findings.Codes;

namespace FunctionsMigrator.Adapters.Metadata.Checks;

/// <summary>Branch lists name environments, each once.</summary>
internal sealed class BranchCheck : IMetadataCheck
{
    public IEnumerable<Finding> Check(MetadataSet set)
    {
        var known = set.NamesOf("Environment");
        foreach (var repository in set.Repositories)
        {
            foreach (var (branch, environments) in repository.Record.Branches)
            {
                foreach (var (index, environment) in environments.Index())
                {
                    var place = repository.PlaceOf("branches", branch, index);
                    if (!known.Contains(environment))
                    {
                        yield return UnknownName.Of(
                            ValidationCodes.UnknownEnvironment, $"The branch '{branch}' names the environment '{environment}', which does not exist.", environment, known, place);
                    }
                    else if (environments.Take(index).Contains(environment))
                    {
                        yield return ValidationCodes.DuplicateName.Finding(
                            $"The branch '{branch}' names the environment '{environment}' twice.", place, remedy: "Remove one of the two.");
                    }
                }
            }
        }
    }
}
