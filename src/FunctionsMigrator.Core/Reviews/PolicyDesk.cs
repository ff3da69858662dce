using FunctionsMigrator.Core.Findings;
using FunctionsMigrator.Core.Findings.Codes;
using FunctionsMigrator.Core.Operations;

namespace FunctionsMigrator.Core.Reviews;

/// <summary>What pages show of policies.</summary>
/// <param name="services">The outside.</param>
/// <param name="migrator">The operations.</param>
/// <param name="environments">The environments.</param>
public sealed class PolicyDesk(MigratorServices services, IMigrator migrator, EnvironmentDesk environments)
{
    private const int Days = 14;
    private const string Utc = "UTC";

    /// <summary>
    /// The policy of an environment. Null for the environment is the last one of the promotion, which is the strictest by custom; null for the zone is that of the policy's windows;
    /// null for the instant is now. <c>RUN002</c>: there is no such environment, or there is none at all.
    /// </summary>
    public async Task<Outcome<PolicySheet>> ReadAsync(string? environment, DateTimeOffset? at, string? zone, CancellationToken cancellation)
    {
        var sheets = await environments.ListAsync(cancellation);
        var names = sheets.Select(sheet => sheet.Name).ToList();
        if ((environment is null ? sheets.LastOrDefault(sheet => sheet.Policy is not null) ?? (sheets is [.., var last] ? last : null) : sheets.FirstOrDefault(sheet => sheet.Name == environment)) is not { } chosen)
        {
            return RunCodes.UnknownEnvironment.Fail<PolicySheet>(
                environment is null ? "No run has named an environment yet." : $"There is no environment '{environment}'; there are {string.Join(", ", names)}.");
        }

        var rules = await environments.RulesAsync(chosen.Name, chosen.Good, await environments.NewestAsync(cancellation), cancellation);
        var document = rules?.Rules.Policy ?? new Model.PolicyDocument { Name = "none" };
        var own = document.Windows.Select(window => window.Zone).Concat(document.Freezes.Select(freeze => freeze.Zone)).FirstOrDefault() ?? Utc;
        var when = at ?? services.Time.GetUtcNow();
        var calendar = new PolicyCalendar(document, zone is not null && PolicyCalendar.Knows(zone) ? zone : own);
        var explained = await migrator.ExplainAsync(new ExplainRequest(Environment: chosen.Name, At: when), cancellation);
        return Outcome.Of(new PolicySheet(
            chosen.Name, names, rules?.Name, document, rules?.Rules.People, chosen.Good?.Run, calendar.Days(when, Days), calendar.Zone, when, explained.TryGet(out var why) ? why : null));
    }
}
