using FunctionsMigrator.Core.Findings;
using FunctionsMigrator.Core.Findings.Codes;
using FunctionsMigrator.Core.Items.Sources;
using FunctionsMigrator.Core.Model;

namespace FunctionsMigrator.Adapters.Metadata.Checks;

/// <summary>A setting that is a secret reference can be written in every environment that has its target.</summary>
internal sealed class SecretCheck : IMetadataCheck
{
    public IEnumerable<Finding> Check(MetadataSet set) =>
        from resource in set.RecordsOf<SettingsDocument>()
        from setting in resource.Record.Settings
        where SecretReference.NameIn(setting.Value) is not null
        let without = set.Environments.Where(environment => environment.Record.SecretFormat is null && environment.Record.Targets.ContainsKey(resource.Record.Target))
            .Select(environment => $"'{environment.Name}'").ToArray()
        where without.Length > 0
        select ItemCodes.NoSecretFormat.Finding(
            $"'{setting.Key}' is a secret reference, and no secretFormat in {DidYouMean.List(without)} says how to write it.", resource.PlaceOf("settings", setting.Key));
}
