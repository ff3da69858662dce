using FunctionsMigrator.Core.Analyses;
using FunctionsMigrator.Core.Findings;
using FunctionsMigrator.Core.Findings.Codes;
using FunctionsMigrator.Core.Model;

namespace FunctionsMigrator.Adapters.Metadata.Checks;

/// <summary>An analysis has exactly one provider that can be asked, and conditions that can be read.</summary>
internal sealed class AnalysisCheck : IMetadataCheck
{
    private const int MostPoints = 1000;

    public IEnumerable<Finding> Check(MetadataSet set) => set.Environments.SelectMany(Background).Concat(
        from environment in set.Environments
        from pair in environment.Record.Analyses
        from finding in Provider(environment, pair.Key, pair.Value)
            .Concat(Services(environment, pair.Key, pair.Value))
            .Concat(Conditions(environment, pair.Key, pair.Value))
            .Concat(Comparison(environment, pair.Key, pair.Value))
        select finding);

    private static IEnumerable<Finding> Background(Sourced<EnvironmentDocument> environment) =>
        from use in (environment.Record.Rollout.Background ?? []).Index()
        where !environment.Record.Analyses.ContainsKey(use.Item)
        select UnknownName.Of(
            ValidationCodes.UnknownAnalysis,
            $"The analysis '{use.Item}' is not defined in '{environment.Name}'.",
            use.Item,
            environment.Record.Analyses.Keys,
            environment.PlaceOf("rollout", "background", use.Index));

    private static IEnumerable<Finding> Provider(Sourced<EnvironmentDocument> environment, string name, AnalysisDefinition analysis)
    {
        var types = AnalysisTypes.Of(analysis);
        if (types.Count != 1)
        {
            var all = $"{string.Join(", ", AnalysisTypes.Names.SkipLast(1))} and {AnalysisTypes.Names[^1]}";
            yield return ValidationCodes.AnalysisProvider.Finding(
                $"The analysis '{name}' has {(types.Count == 0 ? $"none of {all}" : string.Join(" and ", types))}.",
                environment.KeyOf("analyses", name),
                remedy: $"Give it exactly one of {all}.");
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

    private static IEnumerable<Finding> Services(Sourced<EnvironmentDocument> environment, string name, AnalysisDefinition analysis)
    {
        if (analysis.Prometheus is { } prometheus)
        {
            if (!IsAbsolute(prometheus.Url))
            {
                yield return ValidationCodes.BadValue.Finding(
                    $"The analysis '{name}' has an address that does not begin with https:// or http://.",
                    environment.PlaceOf("analyses", name, "prometheus", "url"),
                    remedy: "Write the address of the server, such as https://prometheus.example.com.");
            }

            if (prometheus.User is null != prometheus.Password is null || (prometheus.Password is not null && prometheus.Authorization is not null))
            {
                yield return ValidationCodes.BadValue.Finding(
                    $"The analysis '{name}' says {(prometheus.Authorization is not null ? "authorization and password" : prometheus.User is null ? "password without user" : "user without password")}.",
                    environment.PlaceOf("analyses", name, "prometheus"),
                    remedy: "Write either authorization, or user and password.");
            }

            if (prometheus.Step <= TimeSpan.Zero || prometheus.Range < TimeSpan.Zero || prometheus.Range > MostPoints * prometheus.Step)
            {
                yield return ValidationCodes.BadValue.Finding(
                    $"The range of the analysis '{name}' has more than {MostPoints} points.",
                    environment.PlaceOf("analyses", name, "prometheus"),
                    remedy: "Write a shorter range, or a longer step.");
            }
        }

        if (analysis.AzureMonitor is { } monitor)
        {
            if (monitor.Workspace is null == monitor.Application is null)
            {
                yield return ValidationCodes.BadValue.Finding(
                    $"The analysis '{name}' has {(monitor.Workspace is null ? "neither workspace nor application" : "both workspace and application")}.",
                    environment.PlaceOf("analyses", name, "azure-monitor"),
                    remedy: "Give it exactly one of workspace and application.");
            }

            if (monitor.Endpoint is { } endpoint && !endpoint.StartsWith("https://", StringComparison.Ordinal) && !endpoint.StartsWith("${", StringComparison.Ordinal))
            {
                yield return ValidationCodes.BadValue.Finding(
                    $"The analysis '{name}' has an endpoint that does not begin with https://, and a token is sent there.", environment.PlaceOf("analyses", name, "azure-monitor", "endpoint"), remedy: "Write an address that begins with https://.");
            }
        }
    }

    // The last wave changes the last regions, so a comparison there could never be made; and a measurement that cannot be made must not pass.
    private static IEnumerable<Finding> Comparison(Sourced<EnvironmentDocument> environment, string name, AnalysisDefinition analysis)
    {
        if (analysis.CompareWith is not CompareWith.Unchanged)
        {
            yield break;
        }

        var rollout = environment.Record.Rollout;
        if (analysis.OnNoData is not OnNoData.Pass && rollout.Waves.Count > 0 && (rollout.Waves[^1].Analyses ?? rollout.Analyses).Concat(rollout.Background ?? []).Contains(name))
        {
            yield return AnalysisCodes.NothingUnchanged.Finding(
                $"'{name}' compares with unchanged regions, and behind the last wave there are none.", environment.KeyOf("analyses", name));
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
