using FunctionsMigrator.Core.Findings;

namespace FunctionsMigrator.Adapters.Metadata.Checks;

/// <summary>One question that is asked of all documents together.</summary>
internal interface IMetadataCheck
{
    /// <summary>What is wrong, in any order. Documents that do not fit the schema are passed over; their names are known.</summary>
    IEnumerable<Finding> Check(MetadataSet set);
}
