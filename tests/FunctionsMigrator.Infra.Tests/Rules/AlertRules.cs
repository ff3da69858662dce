using System.Reflection;
using System.Text.RegularExpressions;
using FunctionsMigrator.Core.Runs;
using FunctionsMigrator.Core.Telemetry;
using FunctionsMigrator.Infra.Tests.Bicep;

namespace FunctionsMigrator.Infra.Tests.Rules;

/// <summary>The five things that somebody must hear of, each by a number that the product sends.</summary>
internal static partial class AlertRules
{
    private static readonly (string Name, string Metric)[] Expected =
    [
        ("run-failed", "fm.run.count"), ("rollback", "fm.rollback.count"), ("approval-waits", "fm.run.age"), ("drift-found", "fm.drift.count"), ("sweep-missing", "fm.sweep.count"),
    ];

    private static readonly HashSet<string> Attributes =
        [.. typeof(TelemetryNames).GetFields(BindingFlags.Public | BindingFlags.Static).Where(field => field.IsLiteral).Select(field => (string)field.GetRawConstantValue()!)];

    /// <param name="files">The files.</param>
    /// <param name="metrics">Names of the metrics that the product sends.</param>
    public static IEnumerable<string> Check(InfraFiles files, IReadOnlyCollection<string> metrics)
    {
        var file = files.Files["modules/alerts.bicep"];
        var rules = ((BicepArray)file.Vars.Single(variable => variable.Name == "rules").Value).Items.Cast<BicepObject>().ToDictionary(rule => Text(rule, "name"));
        foreach (var (name, metric) in Expected)
        {
            if (!rules.TryGetValue(name, out var rule) || MetricOf(rule) != metric)
            {
                yield return $"{file.Path}: there must be a rule {name} over {metric}";
            }
        }

        foreach (var (name, rule) in rules.Where(rule => !metrics.Contains(MetricOf(rule.Value))))
        {
            yield return $"{file.Path}:{rule.Line}: the rule {name} is over a metric that nobody sends";
        }

        foreach (var (name, rule) in rules)
        {
            foreach (var attribute in Attribute().Matches(Text(rule, "query")).Select(match => match.Groups[1].Value).Where(attribute => !Attributes.Contains(attribute)))
            {
                yield return $"{file.Path}:{rule.Line}: the rule {name} asks for something that is no attribute '{attribute}'";
            }

            foreach (var state in State().Matches(Text(rule, "query")).Select(match => match.Groups[1].Value).Where(state => !Enum.TryParse<RunState>(state, out _)))
            {
                yield return $"{file.Path}:{rule.Line}: the rule {name} asks for something that is no state '{state}'";
            }
        }

        if (rules.TryGetValue("sweep-missing", out var sweep) && (Text(sweep, "window") != "PT10M" || Text(sweep, "operator") != "LessThan"))
        {
            yield return $"{file.Path}:{sweep.Line}: a sweep that was not seen for ten minutes must be an alert";
        }

        if (file.Made("Microsoft.Insights/scheduledQueryRules").SingleOrDefault() is not { Loop.Source: BicepName { Name: "rules" } })
        {
            yield return $"{file.Path}: every rule must be made";
        }
    }

    private static string MetricOf(BicepObject rule) => Metric().Match(Text(rule, "query")).Groups[1].Value;

    private static string Text(BicepObject rule, string member) => (rule.Find(member) as BicepText)?.Value ?? "";

    [GeneratedRegex("^AppMetrics \\| where Name == \"([a-z.]+)\"")]
    private static partial Regex Metric();

    [GeneratedRegex("Properties\\[\"([^\"]+)\"\\]")]
    private static partial Regex Attribute();

    [GeneratedRegex("\"([A-Z][A-Za-z]+)\"")]
    private static partial Regex State();
}
