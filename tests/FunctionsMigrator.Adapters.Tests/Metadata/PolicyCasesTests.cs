using FunctionsMigrator.Adapters.Metadata;
using FunctionsMigrator.Core.Bundles;
using FunctionsMigrator.Core.Model;
using FunctionsMigrator.Core.PolicyCases;
using FunctionsMigrator.Testing;
using FunctionsMigrator.Testing.Metadata;

namespace FunctionsMigrator.Adapters.Tests.Metadata;

/// <summary>The cases by which teams test their policies, read from files and asked of the rules that decide runs.</summary>
public sealed class PolicyCasesTests
{
    private const string Cases = "policies/tests/production.yaml";
    private const string Policy = "policies/production.yaml";

    private static readonly MetadataReader Reader = new(StubTargetType.All);

    private static MemoryTree Shop { get; } = MetadataTrees.Shop.With(Cases, Document(
        "plan: { risk: medium, changes: [ { resource: countries } ] }",
        "authors: [ada]",
        "note: { ticket: CHG0012345 }",
        "approvals: [ { by: bo, at: 2026-12-17T10:00:00+01:00 } ]",
        "at: 2026-12-17T10:30:00+01:00",
        "expect: { decision: allowed, excluded: [ada] }"));

    [Fact]
    public async Task A_case_that_is_as_expected_passes_and_one_that_is_not_tells_both_sides()
    {
        Assert.True((await OnlyAsync(Shop)).Passed);

        var failed = await OnlyAsync(Shop.Edit(Policy, "medium: [ { role: release-manager } ]", "medium: [ { role: release-manager }, { role: dba } ]"));

        Assert.False(failed.Passed);
        Assert.Equal(("decision", "allowed"), (failed.Differences[0].Member, failed.Differences[0].Expected));
        Assert.StartsWith("denied (Needed: release-manager, dba.", failed.Differences[0].Actual, StringComparison.Ordinal);
        Assert.Equal($"{Cases}:5:3", failed.Place.ToString());
    }

    [Theory]
    [InlineData("2026-12-18T10:00:00+01:00", CaseDecision.Waits, "POL202", "2027-01-07T08:00:00Z")]
    [InlineData("2026-12-17T17:00:00+01:00", CaseDecision.Waits, "POL201", "2027-01-07T08:00:00Z")]
    [InlineData("2026-12-16T08:59:00+01:00", CaseDecision.Waits, "POL201", "2026-12-16T08:00:00Z")]
    public async Task A_case_outside_the_windows_or_in_a_freeze_waits_until_the_instant_at_which_a_run_would_start(string at, CaseDecision decision, string code, string until)
    {
        var verdict = await OnlyAsync(Shop.Edit(Cases, "at: 2026-12-17T10:30:00+01:00", $"at: {at}").Edit(Cases, "at: 2026-12-17T10:00:00+01:00", $"at: {at}"));

        Assert.Equal((decision, code), (verdict.Actual.Decision, Assert.Single(verdict.Actual.Codes)));
        Assert.Equal(until, CaseTime.Format(verdict.Actual.Until!.Value));
    }

    [Fact]
    public async Task Approvals_of_a_case_count_as_those_of_a_run_do()
    {
        var twice = await OnlyAsync(Shop.Edit(Cases, "risk: medium", "risk: high"));
        var author = await OnlyAsync(Shop.Edit(Cases, "by: bo", "by: ada"));
        var old = await OnlyAsync(Shop.Edit(Cases, "at: 2026-12-17T10:00:00+01:00", "at: 2026-12-01T10:00:00+01:00"));
        var no = await OnlyAsync(Shop.Edit(Cases, "by: bo,", "by: bo, says: reject,"));

        Assert.Equal(CaseDecision.Denied, twice.Actual.Decision);
        Assert.Equal("POL120", Assert.Single(twice.Actual.Codes));
        Assert.Equal((CaseDecision.Needs, "release-manager"), (author.Actual.Decision, Assert.Single(author.Actual.Needs)));
        Assert.Contains(author.Actual.Reasons, reason => reason.Contains("ada wrote or started", StringComparison.Ordinal));
        Assert.Contains(old.Actual.Reasons, reason => reason.Contains("is too old", StringComparison.Ordinal));
        Assert.Equal(CaseDecision.Rejected, no.Actual.Decision);
    }

    [Fact]
    public async Task Rules_that_deny_a_run_deny_a_case_with_their_codes()
    {
        var tree = Shop.Edit(Cases, "note: { ticket: CHG0012345 }", "note: { ticket: none }")
            .Edit(Policy, "changeNote:", "limits: { deletes: { percent: 5, rows: 20 } }\nchangeNote:")
            .Edit(Cases, "changes: [ { resource: countries } ]", "changes: [ { resource: countries, deletes: 30, managed: 100 } ]")
            .Edit(Cases, "authors: [ada]", "authors: [eve@example.org]");

        var verdict = await OnlyAsync(tree);

        Assert.Equal(["POL101", "POL103", "POL110"], verdict.Actual.Codes);
        Assert.Equal(CaseDecision.Denied, verdict.Actual.Decision);
    }

    [Fact]
    public async Task Cases_steer_no_run_so_neither_bundle_nor_policy_digest_moves_with_them()
    {
        var without = (await Reader.ReadAsync(MetadataTrees.Shop, TestContext.Current.CancellationToken)).Value;
        var with = (await Reader.ReadAsync(Shop, TestContext.Current.CancellationToken)).Value;

        Assert.Equal(BundleStore.DigestOf(without.Manifest), BundleStore.DigestOf(with.Manifest));
        Assert.DoesNotContain(with.Manifest, entry => entry.Path == Cases);
    }

    [Fact]
    public async Task Cases_that_share_a_file_with_what_steers_runs_hide_nothing_from_the_bundle()
    {
        const string shared = "metadata/shared.yaml";
        var tree = Shop.With(shared, Shop.Text(Cases).Replace("name: production", "name: shared", StringComparison.Ordinal) + "\n---\nkind: Settings\nname: x\ntarget: app-config\nsettings: {}\n");

        var repository = (await Reader.ReadAsync(tree, TestContext.Current.CancellationToken)).Value;

        Assert.Equal("settings", Assert.Single(repository.Manifest, entry => entry.Path == shared).Kind);
    }

    [Theory]
    [InlineData("policy: production", "policy: prodution", "VAL032", "3:9")]
    [InlineData("resource: countries", "resource: county", "VAL035", "6:48")]
    [InlineData("authors: [ada]", "authors: [eve]", "VAL034", "7:13")]
    [InlineData("excluded: [ada]", "excluded: [ada], codes: [POL999]", "VAL014", "11:57")]
    [InlineData("at: 2026-12-17T10:30:00+01:00", "at: 2026-12-17T10:30:00", "VAL056", "10:7")]
    [InlineData("excluded: [ada]", "excludes: [ada]", "VAL011", "11:32")]
    public async Task What_a_case_names_must_exist_and_the_finding_says_where_it_stands(string old, string @new, string code, string place)
    {
        var read = await Reader.ReadAsync(Shop.Edit(Cases, old, @new), TestContext.Current.CancellationToken);

        Assert.False(read.Succeeded);
        var finding = Assert.Single(read.Findings);
        Assert.Equal((code, $"{Cases}:{place}"), (finding.Code, finding.Place!.ToString()));
    }

    [Fact]
    public async Task The_cases_of_the_sample_shop_pass()
    {
        var folder = Path.Combine(SourceFolders.Repository, "samples", "shop");
        var tree = Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories)
            .Aggregate(new MemoryTree(), (tree, file) => tree.With(Path.GetRelativePath(folder, file).Replace('\\', '/'), File.ReadAllBytes(file)));

        var verdicts = PolicyCaseRunner.Run((await Reader.ReadAsync(tree, TestContext.Current.CancellationToken)).Value, null).ToList();

        Assert.NotEmpty(verdicts);
        Assert.Empty(verdicts.SelectMany(verdict => verdict.Differences.Select(difference => $"{verdict.Case}: {difference}")));
    }

    private static async Task<CaseVerdict> OnlyAsync(MemoryTree tree)
    {
        var read = await Reader.ReadAsync(tree, TestContext.Current.CancellationToken);
        Assert.Empty(read.Findings.Select(finding => finding.ToString()));
        return Assert.Single(PolicyCaseRunner.Run(read.Value, "production"));
    }

    private static string Document(params IEnumerable<string> members) =>
        $"kind: PolicyCases\nname: production\npolicy: production\ncases:\n- name: a case\n{string.Concat(members.Select(member => $"  {member}\n"))}";
}
