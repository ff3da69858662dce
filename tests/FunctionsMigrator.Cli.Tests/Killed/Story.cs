using FunctionsMigrator.Testing.Scenarios;

namespace FunctionsMigrator.Cli.Tests.Killed;

/// <summary>What happens to a commit, by what its measurements say and by what its policy demands.</summary>
/// <param name="Errors">What the analysis measures: below 0.01 is good, from 0.05 on bad, between them nobody knows.</param>
/// <param name="Policy">Lines of the policy.</param>
/// <param name="HasPast">Whether the environment holds an earlier commit.</param>
internal sealed record Story(string Errors, string Policy, bool HasPast = true)
{
    private const string OneYes = "approvals: { low: [ { role: release-manager } ], medium: [ { role: release-manager } ], high: [ { role: release-manager } ], excludeAuthors: off }";

    /// <summary>One person says yes, both waves are good.</summary>
    public static Story Completes { get; } = new("0", OneYes);

    /// <summary>One person says yes, the canary is bad.</summary>
    public static Story IsTakenBack { get; } = new("1", OneYes);

    /// <summary>One person says yes, and nobody knows how the canary is.</summary>
    public static Story Pauses { get; } = new("0.03", OneYes);

    /// <summary>Nobody need say yes, but nothing may be written until the instant.</summary>
    public static Story WaitsUntil(DateTimeOffset end) =>
        new("0", $"freezes: [ {{ name: tests, from: 2020-01-01T00:00, to: \"{end.UtcDateTime:yyyy-MM-ddTHH:mm:ss}\", zone: UTC }} ]", HasPast: false);

    /// <summary>The files of the first commit.</summary>
    public IEnumerable<KeyValuePair<string, string>> FirstFiles(string numbers) =>
    [
        .. SmallRepository.Files.Where(file => file.Key is not ("environments/production.yaml" or "policies/production.yaml")),
        new("policies/production.yaml", SmallRepository.Policy(Policy)),
        new("environments/production.yaml", Environment($"{numbers}/0")),
    ];

    /// <summary>The files of the second commit: items that are created, updated and deleted, and a script.</summary>
    public IEnumerable<KeyValuePair<string, string>> SecondFiles(string numbers) =>
    [
        new("environments/production.yaml", Environment($"{numbers}/{Errors}")),
        new("metadata/checkout.yaml", SmallRepository.Settings("checkout/timeoutSeconds: 45", "checkout/new: true")),
        new("metadata/sql/V2__hex.sql", "ALTER TABLE colours ADD COLUMN hex TEXT;\n"),
        new("metadata/colours.csv", "code,name\ng,green\nr,rot\n"),
    ];

    private static string Environment(string url) => $$"""
        kind: Environment
        name: production
        policy: production
        regions: [ { name: west, ring: canary }, { name: east } ]
        targets:
          db: { type: sqlite, path: "data/${region}/db.sqlite" }
          config: { type: files, path: "data/${region}/config" }
        rollout: { waves: [ { ring: canary, bake: 1s }, { percent: 100, analyses: [] } ], analyses: [errors] }
        analyses:
          errors: { http: { url: "{{url}}" }, successCondition: result < 0.01, failureCondition: result >= 0.05, interval: 1s, count: 1 }
        """;
}
