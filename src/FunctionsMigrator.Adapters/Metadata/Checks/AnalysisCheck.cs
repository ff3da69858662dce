using FunctionsMigrator.Core.Analyses;
using FunctionsMigrator.Core.Findings;
using FunctionsMigrator.Core.Findings.Codes;
using FunctionsMigrator.Core.Model;

namespace FunctionsMigrator.Adapters.Metadata.Checks;

/// <summary>An analysis has exactly one provider that can be asked, and conditions that can be read.</summary>
internal sealed class AnalysisCheck : IMetadataCheck
{
    public IEnumerable<Finding> Check(MetadataSet set) =>
        from environment in set.Environments
        from pair in environment.Record.Analyses
        from finding in Provider(environment, pair.Key, pair.Value).Concat(Conditions(environment, pair.Key, pair.Value))
        select finding;

    private static IEnumerable<Finding> Provider(Sourced<EnvironmentDocument> environment, string name, AnalysisDefinition analysis)
    {
        if (analysis.Http is null == analysis.Sql is null)
        {
            yield return ValidationCodes.AnalysisProvider.Finding(
                $"The analysis '{name}' has {(analysis.Http is null ? "neither http nor sql" : "both http and sql")}.",
                environment.KeyOf("analyses", name),
                remedy: "Give it exactly one of http and sql.");
        }

        if (analysis.Sql is { } sql && !environment.Record.Targets.ContainsKey(sql.Target))
        {
            yield return UnknownName.Of(
                ValidationCodes.UnknownTarget,
                $"The analysis '{name}' asks the target '{sql.Target}', which '{environment.Name}' does not define.",
                sql.Target,
                environment.Record.Targets.Keys,
                environment.PlaceOf("analyses", name, "sql", "target"));
        }

        if (analysis.Http is { } http && !IsAbsolute(http.Url))
        {
            yield return ValidationCodes.BadValue.Finding(
                $"The analysis '{name}' has an address that does not begin with https:// or http://.",
                environment.PlaceOf("analyses", name, "http", "url"),
                remedy: "Write an absolute address.");
        }
    }

    private static IEnumerable<Finding> Conditions(Sourced<EnvironmentDocument> environment, string name, AnalysisDefinition analysis)
    {
        if (analysis.SuccessCondition is null && analysis.FailureCondition is null)
        {
            yield return ValidationCodes.AnalysisProvider.Finding(
                $"The analysis '{name}' has neither successCondition nor failureCondition, so no measurement means anything.",
                environment.KeyOf("analyses", name),
                remedy: "Add a condition, such as successCondition: result < 0.05.");
        }

        foreach (var (key, text) in ((string, string?)[])[("successCondition", analysis.SuccessCondition), ("failureCondition", analysis.FailureCondition)])
        {
            if (text is not null && !Condition.TryParse(text, out _, out var problem))
            {
                yield return ValidationCodes.Condition.Finding($"The {key} of '{name}' cannot be read. {problem}", environment.PlaceOf("analyses", name, key));
            }
        }
    }

    // A variable may hold the scheme; then only the measuring step can judge.
    private static bool IsAbsolute(string url) =>
        url.StartsWith("https://", StringComparison.Ordinal) || url.StartsWith("http://", StringComparison.Ordinal) || url.StartsWith("${", StringComparison.Ordinal);
}
