using FunctionsMigrator.Core.Findings;
using FunctionsMigrator.Core.Migration;
using FunctionsMigrator.Core.Model;
using FunctionsMigrator.Core.Planning;
using FunctionsMigrator.Core.Policy;
using FunctionsMigrator.Core.Ports;
using FunctionsMigrator.Core.Runs;

namespace FunctionsMigrator.Core.PolicyCases;

/// <summary>A case in the words of the rules: the plan, the commits, the notes, the run and the decisions that it describes.</summary>
internal sealed class CaseFacts(MetadataRepository repository, PolicyDocument policy, PolicyCase @case)
{
    private const string NoteFile = "changes/case.yaml";
    private const string Region = "region";

    // Where a case has no instant, nothing is asked that depends on one.
    private static readonly DateTimeOffset AnyTime = DateTimeOffset.UnixEpoch;
    private static readonly Digest Plan = Digest.Of("the plan of a case");
    private static readonly Digest OlderPlan = Digest.Of("an older plan of a case");

    private readonly string? _environment = repository.Environments.Where(pair => pair.Value.Policy == policy.Name).Select(pair => pair.Key).FirstOrDefault() ?? repository.Environments.Keys.FirstOrDefault();

    /// <summary>The instant that is asked about.</summary>
    public DateTimeOffset At { get; } = @case.At is { } at ? CaseTime.Parse(at)!.Value : AnyTime;

    /// <summary>What the rules look at.</summary>
    public PolicyFacts Facts()
    {
        var files = RuleFiles();
        return new PolicyFacts(policy, repository.People, Index(), Notes(), [Commit(files)], FilesOf, Key(@case.Starter ?? ""), files, @case.Rollback);
    }

    /// <summary>How people and times stand to the run, counted as for a run.</summary>
    public RunAssessment Assess(PolicyVerdict verdict) => RunAssessment.Of(Run(verdict), policy, repository.People, Plan, Commands(), [], At);

    private IReadOnlyList<RunCommand> Commands() =>
    [
        .. @case.Approvals.Index().Select(given => new RunCommand(
            given.Index + 1,
            given.Item.Says switch { "reject" => CommandKind.Reject, "withdraw" => CommandKind.Withdraw, _ => CommandKind.Approve },
            Key(given.Item.By),
            given.Item.At is { } at ? CaseTime.Parse(at)!.Value : At,
            (given.Item.OlderPlan ? OlderPlan : Plan).Hex)),
    ];

    private RunRecord Run(PolicyVerdict verdict) => new()
    {
        Id = "case",
        Environment = _environment ?? "",
        Commit = new string('0', 40),
        Repository = "",
        Version = 1,
        StartedBy = @case.Starter ?? "",
        StartedAt = At,
        UpdatedAt = At,
        Reverts = @case.Rollback ? "case" : null,
        Slots = verdict.Slots,
        StageSizes = verdict.StageSizes,
        Excluded = verdict.Excluded,
    };

    private PlanIndex Index()
    {
        var targets = @case.Plan.Changes.GroupBy(change => change.Target ?? Resource(change).Target, StringComparer.Ordinal)
            .Select(group => Target(group.Key, [.. group.SelectMany(Sections)])).ToList();
        if (targets.Count == 0 && @case.Plan.Irreversible)
        {
            targets.Add(Target("target", []));
        }

        return new PlanIndex(_environment ?? "", new string('0', 40), Plan, Plan, At, targets, @case.Plan.Risk, [], []);
    }

    private TargetPlan Target(string name, IReadOnlyList<PlanSection> sections) => new(
        new TargetAddress(_environment ?? "environment", Region, name),
        Lines: null,
        Plan,
        new ChangeCounts(Update: sections.Where(section => !section.Deletes).Sum(section => section.Writes), Delete: sections.Where(section => section.Deletes).Sum(section => section.Writes)),
        sections,
        @case.Plan.Risk,
        @case.Plan.Irreversible,
        Findings: [],
        Blocked: null,
        Ledger: null,
        BaseLedger: null,
        Touched: [],
        Reasons: []);

    private IEnumerable<PlanSection> Sections(CaseChange change)
    {
        var kind = Resource(change).Kind;
        if (change.Writes > 0)
        {
            yield return new PlanSection(change.Resource, kind, 0, Deletes: false, 0, change.Writes, change.Writes);
        }

        if (change.Deletes > 0)
        {
            yield return new PlanSection(change.Resource, kind, 0, Deletes: true, 0, change.Deletes, change.Deletes, change.Managed);
        }
    }

    private ResourceDocument Resource(CaseChange change) => repository.Resources.First(resource => resource.Name == change.Resource);

    private IReadOnlyList<string> FilesOf(string resource) => _environment is null ? [] : ResourceFiles.Of(repository, resource, _environment);

    private IReadOnlyList<string> RuleFiles() => @case.Plan.PolicyChange
        ? [.. repository.Policies.Values.Select(document => document.Place.File).Append(repository.People?.Place.File).OfType<string>().Distinct().Order(StringComparer.Ordinal)]
        : [];

    private IReadOnlyList<ChangeDocument> Notes() => @case.Note is not { } note ? [] :
    [
        new ChangeDocument
        {
            Name = "case", Title = @case.Name, Author = First(@case.Authors), Ticket = note.Ticket, Covers = note.Covers ?? [.. @case.Plan.Changes.Select(change => change.Resource)], Place = new Place(NoteFile),
        },
    ];

    // One commit of all authors: who wrote which of several commits makes no difference to a rule where all touch what is planned.
    private CommitInfo Commit(IReadOnlyList<string> ruleFiles)
    {
        var authors = @case.Authors.Select(Identity).ToList();
        var author = authors.Count > 0 ? authors[0] : new GitIdentity("nobody", First(repository.People?.Bots ?? []));
        IEnumerable<string> paths = @case.Paths ?? [.. @case.Plan.Changes.Select(change => Resource(change).Place.File), .. ruleFiles];
        return new CommitInfo(
            new string('0', 40), author, author, [.. authors.Skip(1)], At, @case.Name, [], [.. paths.Concat(@case.Note is null ? [] : [NoteFile]).Distinct().Order(StringComparer.Ordinal)]);
    }

    private GitIdentity Identity(string author) => Person(author) is { } person ? new GitIdentity(author, First(person.Git)) : new GitIdentity(author, author);

    private static string First(IReadOnlyList<string> words) => words is [var first, ..] ? first : "";

    // A case names people; what a run is started and approved with is the name of a key.
    private string Key(string name) => Person(name)?.Key ?? name;

    private PersonDefinition? Person(string name) => repository.People?.People.GetValueOrDefault(name);
}
