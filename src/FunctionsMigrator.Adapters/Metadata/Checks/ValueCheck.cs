using FunctionsMigrator.Adapters.Metadata.Schema;
using FunctionsMigrator.Adapters.Metadata.Yaml;
using FunctionsMigrator.Core;
using FunctionsMigrator.Core.Findings;
using FunctionsMigrator.Core.Findings.Codes;
using FunctionsMigrator.Core.Model;

namespace FunctionsMigrator.Adapters.Metadata.Checks;

/// <summary>Numbers of settings, flags, variables and bodies can be written exactly, and rows and bodies are given exactly once.</summary>
internal sealed class ValueCheck : IMetadataCheck
{
    public IEnumerable<Finding> Check(MetadataSet set) =>
    [
        .. set.RecordsOf<SettingsDocument>().SelectMany(settings => Numbers(settings.At("settings"))),
        .. set.RecordsOf<FeatureFlagsDocument>().SelectMany(flags => Numbers(flags.At("flags"))),
        .. set.RecordsOf<HttpResourcesDocument>().SelectMany(http => Numbers(http.At("resources"))),
        .. set.Environments.SelectMany(environment => Numbers(environment.At("variables"))),
        .. set.Environments.SelectMany(environment => Numbers(environment.At("regions"))),
        .. set.RecordsOf<ReferenceDataDocument>().SelectMany(Rows),
        .. set.RecordsOf<HttpResourcesDocument>().SelectMany(Bodies),
    ];

    private static IEnumerable<Finding> Numbers(Spot spot) => spot.Node switch
    {
        ScalarNode { Kind: ScalarKind.Integer or ScalarKind.Number } number when CanonicalJson.Problem(NodeJson.ElementOf(number)) is not null =>
            [ItemCodes.ValueChanges.Finding($"{spot.Name} is {number.Text}, which a double does not hold exactly.", spot.Place)],
        ScalarNode => [],
        _ when spot.Path.Length == 0 => [],
        _ => spot.Members().Concat(spot.Items()).SelectMany(Numbers),
    };

    private static IEnumerable<Finding> Rows(Sourced<ReferenceDataDocument> data) => data.Record.File is null == data.Record.Rows is null
        ?
        [
            ValidationCodes.ContentSource.Finding(
                $"'{data.Name}' has {(data.Record.File is null ? "neither file nor rows" : "both file and rows")}.", data.Source.Place, remedy: "Give it exactly one of file and rows."),
        ]
        : [];

    private static IEnumerable<Finding> Bodies(Sourced<HttpResourcesDocument> http) => http.Record.Resources
        .Where(pair => pair.Value.File is null == pair.Value.Body is null)
        .Select(pair => ItemCodes.HttpBody.Finding(
            $"'{pair.Key}' has {(pair.Value.File is null ? "neither file nor body" : "both file and body")}.", http.KeyOf("resources", pair.Key)));
}
