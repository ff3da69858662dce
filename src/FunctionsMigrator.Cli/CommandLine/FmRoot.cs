using System.CommandLine;
using System.Reflection;
using FunctionsMigrator.Cli.Verbs;

namespace FunctionsMigrator.Cli.CommandLine;

/// <summary><c>fm</c> itself: all verbs, in the chapters of its help.</summary>
internal sealed class FmRoot : Command
{
    public FmRoot()
        : base("fm", "fm moves metadata (settings, flags, reference data, SQL, documents) from git to test, staging and production, with proof.")
    {
        foreach (var verb in Chapters.SelectMany(chapter => chapter.Verbs))
        {
            Add(verb);
        }

        foreach (var option in Globals.All)
        {
            Add(option);
        }

        Add(Version);
    }

    /// <summary>The options of every verb.</summary>
    public GlobalOptions Globals { get; } = new();

    /// <summary><c>fm --version</c>.</summary>
    public Option<bool> Version { get; } = new("--version") { Description = "Show the version." };

    /// <summary>The product's version, without build metadata.</summary>
    public static string VersionText { get; } =
        typeof(FmRoot).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion.Split('+')[0];

    /// <summary>The verbs by what they are for.</summary>
    public IReadOnlyList<(string Title, IReadOnlyList<Verb> Verbs)> Chapters { get; } =
    [
        ("start", [new DemoVerb(), new NewVerb()]),
        ("prepare a change", [new ChecksumVerb(), new ValidateVerb(), new PlanVerb(), new CompareVerb(), new CaptureVerb(), new ImportVerb(), new SqlVerb(), new ChecklistVerb()]),
        ("bring it out", [new MigrateVerb(), new PromoteVerb(), new StatusVerb()]),
        ("decide", [new ApproveVerb(), new RejectVerb(), new WithdrawVerb(), new OverrideVerb(), new ReviewVerb(), new DelegateVerb()]),
        ("steer a run", [new AbortVerb(), new PauseVerb(), new ResumeVerb(), new AdvanceVerb(), new RetryVerb(), new SkipVerb(), new RollbackVerb()]),
        ("look after it", [new DriftVerb(), new PolicyVerb(), new AuditVerb(), new SignersVerb(), new LocksVerb(), new StoreVerb(), new LoginVerb(), new ServeVerb()]),
    ];
}
