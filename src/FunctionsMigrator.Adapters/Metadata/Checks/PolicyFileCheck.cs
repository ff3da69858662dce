using FunctionsMigrator.Core.Findings;
using FunctionsMigrator.Core.Findings.Codes;

namespace FunctionsMigrator.Adapters.Metadata.Checks;

/// <summary>Policy and people have a digest of their own, which is one over files; so they share no file with what it does not cover.</summary>
internal sealed class PolicyFileCheck : IMetadataCheck
{
    public IEnumerable<Finding> Check(MetadataSet set) =>
        from file in set.Documents.GroupBy(document => document.File)
        let other = file.FirstOrDefault(document => !document.Kind.IsPolicy)
        where other is not null
        from policy in file.Where(document => document.Kind.IsPolicy)
        select ValidationCodes.PolicyFileShared.Finding(
            $"A document of kind {policy.Kind.Name} stands in one file with the {other.Kind.Name} in line {other.Place.Line}.", policy.Place);
}
