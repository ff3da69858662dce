using FunctionsMigrator.Adapters.Stores.Export;
using FunctionsMigrator.Core;
using FunctionsMigrator.Core.Audit;
using FunctionsMigrator.Core.Evidence;
using FunctionsMigrator.Core.Runs;
using FunctionsMigrator.Testing;
using FunctionsMigrator.Testing.Scenarios;

namespace FunctionsMigrator.Adapters.Tests.Evidence;

/// <summary>An exported run of a real store, verified on another machine: with nothing but the folder or its archive.</summary>
public sealed class RunEvidenceTests : IDisposable
{
    private readonly TestFolder _folder = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task An_exported_run_verifies_with_its_files_its_chain_and_its_signed_decision()
    {
        await using var world = Begin("First");
        var (_, digest) = await ExportAsync(world, "out");

        var verdict = await VerifyAsync("out", digest);

        Assert.Empty(verdict.Findings.Select(finding => finding.ToString()));
        Assert.Equal((1, 0), (verdict.Signed, verdict.Unsigned));
        Assert.Superset(
            new HashSet<string> { "decisions.json", "plan/plan.json", "policy/rules.json", "policy/files/people.yaml", "policy/files/policies/production.yaml", "report.json", "run.json", "summary.html" },
            new EvidenceFolder(_folder["out"]).List().ToHashSet());
        Assert.Contains(new EvidenceFolder(_folder["out"]).List(), path => path.StartsWith("receipts/", StringComparison.Ordinal) && path.Contains("/applied/", StringComparison.Ordinal));
        Assert.Contains(new EvidenceFolder(_folder["out"]).List(), path => path.StartsWith("keys/", StringComparison.Ordinal));
    }

    [Fact]
    public async Task An_edited_a_missing_and_a_foreign_file_are_each_named()
    {
        await using var world = Begin("First");
        var (_, digest) = await ExportAsync(world, "out");
        await File.AppendAllTextAsync(_folder["out/report.json"], " ", Cancellation);
        File.Delete(_folder["out/policy/rules.json"]);
        await File.WriteAllTextAsync(_folder["out/plan/more.txt"], "x", Cancellation);

        var messages = (await VerifyAsync("out", digest)).Findings.Select(finding => $"{finding.Code} {finding.Message}").ToList();

        Assert.Equal(3, messages.Count);
        Assert.Contains(messages, message => message.StartsWith("AUD018 policy/rules.json is missing", StringComparison.Ordinal));
        Assert.Contains(messages, message => message.StartsWith("AUD018 report.json was edited", StringComparison.Ordinal));
        Assert.Contains(messages, message => message.StartsWith("AUD018 plan/more.txt is foreign", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_list_of_files_that_was_made_up_anew_is_found_with_the_digest_that_was_noted()
    {
        await using var world = Begin("First");
        var (manifest, digest) = await ExportAsync(world, "out");
        File.Delete(_folder["out/findings.jsonl"]);
        File.Delete(_folder["out/report.json"]);
        await File.WriteAllBytesAsync(_folder["out/evidence.json"], CanonicalJson.OfRecord(manifest with { Files = [.. manifest.Files.Where(file => file.Path is not ("report.json" or "findings.jsonl"))] }), Cancellation);

        Assert.Empty((await VerifyAsync("out", null)).Findings);
        Assert.Contains("noted was", Assert.Single((await VerifyAsync("out", digest)).Findings).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_key_that_did_not_sign_a_decision_proves_nothing()
    {
        await using var world = Begin("First");
        await ExportAsync(world, "out");
        var key = Assert.Single(Directory.EnumerateFiles(_folder["out/keys"]));
        File.Delete(key);

        Assert.Contains((await VerifyAsync("out", null)).Findings, finding => finding.Code == "AUD019");
    }

    // Whoever writes the whole chain anew can make it fit, but signs nothing.
    [Theory]
    [InlineData("actor")]
    [InlineData("person")]
    [InlineData("number")]
    [InlineData("at")]
    [InlineData("event")]
    [InlineData("reason")]
    [InlineData("plan")]
    [InlineData("run")]
    public async Task A_decision_that_the_chain_tells_otherwise_than_it_was_signed_is_unproven(string what)
    {
        await using var world = Begin("First");
        var (manifest, _) = await ExportAsync(world, "out");
        if (what is "run")
        {
            var file = _folder["out/" + EvidenceManifest.Name];
            await File.WriteAllTextAsync(file, (await File.ReadAllTextAsync(file, Cancellation)).Replace($"\"{manifest.Run}\"", $"\"{manifest.Run}-2\"", StringComparison.Ordinal), Cancellation);
        }

        var told = new Retold(new BlobAuditSource(ExportFolder.Open(_folder["out"]).Value), manifest.Run, record => record.Event != AuditEvents.Approved ? record : what switch
        {
            "actor" => record with { Actor = "kim" },
            "person" => record with { Details = With(record, "person", "kim") },
            "number" => record with { Details = With(record, "number", "2") },
            "at" => record with { At = record.At.AddSeconds(1) },
            "event" => record with { Event = AuditEvents.BreakGlass },
            "reason" => record with { Details = With(record, "reason", "because") },
            "plan" => record with { PlanDigest = Digest.Of("another plan") },
            _ => record,
        });
        var verdict = await new EvidenceVerifier(new EvidenceFolder(_folder["out"]), told).VerifyAsync(null, Cancellation);

        Assert.Contains(verdict!.Findings, finding => finding.Code == "AUD019");
        Assert.Equal(0, verdict.Signed);
    }

    [Fact]
    public async Task A_plan_that_is_not_the_one_that_the_chain_ends_with_is_told()
    {
        await using var world = Begin("First");
        var (manifest, _) = await ExportAsync(world, "out");
        var told = new Retold(
            new BlobAuditSource(ExportFolder.Open(_folder["out"]).Value), manifest.Run, record => record.Event == AuditEvents.Finished ? record with { PlanDigest = Digest.Of("another plan") } : record);

        var verdict = await new EvidenceVerifier(new EvidenceFolder(_folder["out"]), told).VerifyAsync(null, Cancellation);

        Assert.Contains(verdict!.Findings, finding => finding.Message.StartsWith("plan/plan.json is plan", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_receipt_that_was_removed_from_files_and_list_is_found_by_the_noted_digest()
    {
        await using var world = Begin("First");
        var (manifest, digest) = await ExportAsync(world, "out");
        var receipt = manifest.Files.First(file => file.Path.StartsWith("receipts/", StringComparison.Ordinal));
        File.Delete(_folder["out/" + receipt.Path]);

        Assert.Contains((await VerifyAsync("out", digest)).Findings, finding => finding.Message == $"{receipt.Path} is missing.");
        await File.WriteAllTextAsync(_folder["out/" + EvidenceManifest.Name], System.Text.Json.JsonSerializer.Serialize(manifest with { Files = [.. manifest.Files.Where(file => file != receipt)] }, FmJson.Line), Cancellation);
        Assert.Contains((await VerifyAsync("out", digest)).Findings, finding => finding.Message.Contains("noted was", StringComparison.Ordinal));
    }

    private static Dictionary<string, string> With(AuditRecord record, string name, string value) => new(record.Details!, StringComparer.Ordinal) { [name] = value };

    private sealed class Retold(IAuditSource inner, string run, Func<AuditRecord, AuditRecord> tell) : IAuditSource
    {
        public async Task<byte[]?> ReadAsync(string name, CancellationToken cancellation) =>
            await inner.ReadAsync(name.Replace($"{run}-2/", $"{run}/", StringComparison.Ordinal), cancellation) is { } bytes && AuditFormat.Read<AuditRecord>(bytes) is { } record ? AuditFormat.Write(tell(record)) : null;

        public IAsyncEnumerable<string> ListAsync(string prefix, CancellationToken cancellation) => inner.ListAsync(prefix, cancellation);
    }

    [Fact]
    public async Task The_summary_obeys_no_text_of_others()
    {
        await using var world = Begin("<script>alert(1)</script>");
        await ExportAsync(world, "out");

        var page = await File.ReadAllTextAsync(_folder["out/summary.html"], Cancellation);

        Assert.DoesNotContain("<script", page, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("&lt;script&gt;alert(1)&lt;/script&gt;", page, StringComparison.Ordinal);
        Assert.DoesNotContain("://", page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_same_run_makes_the_same_archive_and_an_unpacked_one_verifies()
    {
        await using var world = Begin("First");
        var (_, digest) = await ExportAsync(world, "out");
        await new EvidenceFolder(_folder["out"]).ZipAsync(_folder["one.zip"], Cancellation);
        await new EvidenceFolder(_folder["out"]).ZipAsync(_folder["two.zip"], Cancellation);

        Assert.Equal(await File.ReadAllBytesAsync(_folder["one.zip"], Cancellation), await File.ReadAllBytesAsync(_folder["two.zip"], Cancellation));
        Directory.CreateDirectory(_folder["in"]);
        Assert.True((await EvidenceFolder.UnzipAsync(_folder["one.zip"], _folder["in"], Cancellation)).Succeeded);
        Assert.Empty((await VerifyAsync("in", digest)).Findings);
    }

    [Theory]
    [InlineData("../outside.txt")]
    [InlineData("/outside.txt")]
    [InlineData("a/../../outside.txt")]
    [InlineData("a\\..\\outside.txt")]
    public async Task An_archive_that_leads_out_of_its_folder_is_refused(string name)
    {
        await using (var stream = File.Create(_folder["bad.zip"]))
        {
            using var archive = new System.IO.Compression.ZipArchive(stream, System.IO.Compression.ZipArchiveMode.Create);
            await using var entry = archive.CreateEntry(name).Open();
            await entry.WriteAsync("x"u8.ToArray(), Cancellation);
        }

        Directory.CreateDirectory(_folder["in"]);
        var unpacked = await EvidenceFolder.UnzipAsync(_folder["bad.zip"], _folder["in"], Cancellation);

        Assert.Equal("AUD012", Assert.Single(unpacked.Findings).Code);
        Assert.False(File.Exists(_folder["outside.txt"]));
    }

    private static Scenario Begin(string title)
    {
        var world = Scenario.Begin(new Dictionary<string, string>(SmallRepository.Files)
        {
            ["policies/production.yaml"] = SmallRepository.Policy("approvals: { low: [ { role: dba } ], medium: [ { role: dba } ], high: [ { role: dba } ], excludeAuthors: plan }"),
        });
        world.Commit(title);
        return world;
    }

    private async Task<(EvidenceManifest Manifest, Digest Digest)> ExportAsync(Scenario world, string folder)
    {
        var run = await world.RunAsync("production");
        run = await world.ApproveAsync(run.Id, "bo");
        Assert.Equal(RunState.Completed, run.State);
        var export = ExportFolder.Create(_folder[folder]).Value;
        Assert.True((await new AuditExport(world.Store.Blobs, world.Audit).ExportRunAsync("production", run.Id, export, Cancellation)).Succeeded);
        var row = await new RunReport(world.Services).RowAsync(run, Cancellation);
        return await new RunEvidence(world.Services).WriteAsync(row, run, new EvidenceFolder(_folder[folder]), Cancellation);
    }

    private async Task<EvidenceVerdict> VerifyAsync(string folder, Digest? noted) =>
        (await new EvidenceVerifier(new EvidenceFolder(_folder[folder]), new BlobAuditSource(ExportFolder.Open(_folder[folder]).Value)).VerifyAsync(noted, Cancellation))!;
}
