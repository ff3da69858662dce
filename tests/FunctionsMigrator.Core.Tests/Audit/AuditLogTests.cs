using System.Text;
using System.Text.Json;
using FunctionsMigrator.Core.Audit;
using FunctionsMigrator.Core.Ports;
using FunctionsMigrator.Testing.Stores;
using Microsoft.Extensions.Time.Testing;

namespace FunctionsMigrator.Core.Tests.Audit;

public sealed class AuditLogTests
{
    private const string Environment = "production";
    private const string Run = "production-20261123-093015-1a2b3c4";
    private readonly InMemoryBlobStore _blobs = new();
    private readonly InMemoryRecordStore _records = new();
    private readonly FakeTimeProvider _time = new(new DateTimeOffset(2026, 11, 23, 9, 30, 15, TimeSpan.Zero));

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private AuditLog Log => new(_blobs, _records, _time);

    // The bytes are in other people's accounts and exports: they never change.
    [Fact]
    public async Task A_record_is_canonical_json_with_exactly_the_fields_of_the_format()
    {
        await Log.AppendAsync(
            Run,
            [
                new AuditEntry("step#1", AuditEvents.TargetApplied, new DateTimeOffset(2026, 11, 23, 10, 30, 15, 250, TimeSpan.FromHours(1)), "ada")
                {
                    Commit = new string('a', 40),
                    Authors = ["ada", "bo"],
                    BundleDigest = Digest.Of("bundle"),
                    PlanDigest = Digest.Of("plan"),
                    PolicyDigest = Digest.Of("policy"),
                    Target = new TargetAddress("production", "westeurope", "orders-db", "acme"),
                    PreChecksum = Digest.Of("pre"),
                    PostChecksum = Digest.Of("post"),
                    Details = new Dictionary<string, string> { ["wave"] = "1", ["reason"] = "größer < 1 \"%\"" },
                },
                new AuditEntry("step#2", AuditEvents.Finished, _time.GetUtcNow(), "workflow"),
            ],
            Token);

        var first = _blobs.Bytes(BlobArea.Audit, Run + "/000001.json");
        Assert.Equal(
            $$$"""{"actor":"ada","at":"2026-11-23T09:30:15.25+00:00","authors":["ada","bo"],"bundleDigest":"{{{Digest.Of("bundle")}}}","commit":"{{{new string('a', 40)}}}","details":{"reason":"größer < 1 \"%\"","wave":"1"},"event":"target-applied","format":1,"key":"step#1","ordinal":1,"planDigest":"{{{Digest.Of("plan")}}}","policyDigest":"{{{Digest.Of("policy")}}}","postChecksum":"{{{Digest.Of("post")}}}","preChecksum":"{{{Digest.Of("pre")}}}","run":"{{{Run}}}","target":"production/westeurope/orders-db[acme]"}""",
            Encoding.UTF8.GetString(first));
        Assert.Equal(
            $$"""{"actor":"workflow","at":"2026-11-23T09:30:15+00:00","event":"finished","format":1,"key":"step#2","ordinal":2,"previous":"{{Digest.Of(first)}}","run":"{{Run}}"}""",
            Encoding.UTF8.GetString(_blobs.Bytes(BlobArea.Audit, Run + "/000002.json")));
    }

    [Fact]
    public async Task Records_are_read_back_in_their_order_also_by_another_process()
    {
        await AppendAsync(Log, "a", "b");
        await AppendAsync(Log, "c");

        var read = await Log.ReadAsync(Run, Token).ToListAsync(Token);

        Assert.Equal(["a", "b", "c"], read.Select(record => record.Key));
        Assert.Equal([1, 2, 3], read.Select(record => record.Ordinal));
        Assert.Empty(await Log.ReadAsync("production-unknown", Token).ToListAsync(Token));
    }

    [Fact]
    public async Task A_retry_finds_what_it_wrote_whatever_its_clock_says_now()
    {
        var first = await AppendAsync(Log, "a", "b");
        _time.Advance(TimeSpan.FromMinutes(5));

        var sameProcess = await AppendAsync(Log, "a", "b", "c");
        var other = Log;
        var otherProcess = await AppendAsync(other, "b");

        Assert.Equal(first[0].At, sameProcess[0].At);
        Assert.Equal([1, 2, 3], sameProcess.Select(record => record.Ordinal));
        Assert.Equal(first[1].At, otherProcess[0].At);
        Assert.Equal(3, await Log.ReadAsync(Run, Token).CountAsync(Token));
    }

    [Fact]
    public async Task Two_processes_that_append_in_turns_make_one_chain()
    {
        var (one, two) = (Log, Log);
        await AppendAsync(one, "a");
        await AppendAsync(two, "b");
        await AppendAsync(one, "c", "a");
        await AppendAsync(two, "d", "c");
        await one.SealAsync(Environment, Run, "workflow", Token);

        Assert.Equal(["a", "b", "c", "d", "sealed"], (await Log.ReadAsync(Run, Token).ToListAsync(Token)).Select(record => record.Key));
        Assert.Equal(AuditState.Intact, (await Log.VerifyAsync(Environment, Run, Token)).State);
    }

    [Fact]
    public async Task Executions_that_append_the_same_at_once_write_it_once()
    {
        await Task.WhenAll(Enumerable.Range(0, 10).Select(i => Task.Run(
            () => AppendAsync(new AuditLog(_blobs, _records, _time), [.. Enumerable.Range(0, 10).Select(key => $"{key}"), $"own {i}"]), Token)));

        var keys = (await Log.ReadAsync(Run, Token).ToListAsync(Token)).Select(record => record.Key).ToList();
        Assert.Equal(20, keys.Count);
        Assert.Equal(20, keys.Distinct().Count());
        Assert.Equal(AuditState.Open, (await Log.VerifyAsync(Environment, Run, Token)).State);
    }

    [Fact]
    public async Task A_process_that_dies_at_any_write_leaves_a_chain_that_the_next_one_finishes()
    {
        for (var at = 1; at <= 8; at++)
        {
            foreach (var before in new[] { true, false })
            {
                var recorder = new DurableWriteRecorder { DieBefore = before ? at : 0, DieAfter = before ? 0 : at };
                var (blobs, records) = (new InMemoryBlobStore(recorder), new InMemoryRecordStore(recorder));
                var died = false;
                try
                {
                    await WriteAllAsync(new AuditLog(blobs, records, _time));
                }
                catch (ProcessDiedException)
                {
                    died = true;
                }

                recorder.DieBefore = recorder.DieAfter = 0;
                var next = new AuditLog(blobs, records, _time);
                await WriteAllAsync(next);
                await WriteAllAsync(next);

                Assert.Equal(at <= 6, died);
                Assert.Equal(["a", "b", "sealed"], (await next.ReadAsync(Run, Token).ToListAsync(Token)).Select(record => record.Key));
                var report = await next.VerifyEnvironmentAsync(Environment, Token);
                Assert.Equal((AuditState.Intact, 1), (report.Chain?.State, report.Chain?.Records));
                Assert.Equal((AuditState.Intact, 3), (report.Runs[0].State, report.Runs[0].Records));
                Assert.Empty(report.Findings);
            }
        }

        async Task WriteAllAsync(AuditLog log)
        {
            await AppendAsync(log, "a", "b");
            await log.SealAsync(Environment, Run, "workflow", Token);
        }
    }

    [Fact]
    public async Task A_sealed_run_takes_no_further_record_but_answers_those_it_has()
    {
        await AppendAsync(Log, "a");
        var first = await Log.SealAsync(Environment, Run, "workflow", Token);
        _time.Advance(TimeSpan.FromHours(1));

        var again = await Log.SealAsync(Environment, Run, "workflow", Token);
        var late = await Log.AppendAsync(Run, [Entry("late")], Token);
        var known = await AppendAsync(Log, "a");

        Assert.Equal(first.Value, again.Value);
        Assert.Equal(("AUD007", false), (late.Findings[0].Code, late.Succeeded));
        Assert.Equal(1, known[0].Ordinal);
        Assert.Equal("2", (await Log.ReadAsync(Run, Token).LastAsync(Token)).Details?["records"]);
    }

    [Fact]
    public async Task Runs_are_linked_in_the_order_of_sealing_head_to_tail()
    {
        foreach (var run in new[] { "r3", "r1", "r2" })
        {
            await Log.AppendAsync(run, [Entry("a")], Token);
            await Log.SealAsync(Environment, run, "workflow", Token);
        }

        var links = Enumerable.Range(1, 3).Select(number => _blobs.Bytes(BlobArea.Audit, $"production/00000{number}.json")).ToList();
        var read = links.Select(bytes => JsonSerializer.Deserialize<AuditLink>(bytes, FmJson.Line)!).ToList();
        Assert.Equal(["r3", "r1", "r2"], read.Select(link => link.Run));
        Assert.Equal([null, Digest.Of(links[0]), Digest.Of(links[1])], read.Select(link => link.Previous));
        Assert.Equal(Digest.Of(_blobs.Bytes(BlobArea.Audit, "r1/000002.json")), read[1].Head);
        Assert.Equal(new AuditAnchor(3, Digest.Of(links[2])), await Log.AnchorAsync(Environment, Token));
    }

    [Fact]
    public async Task Runs_sealed_at_once_are_each_linked_once()
    {
        var runs = Enumerable.Range(0, 12).Select(i => $"production-{i}").ToList();
        foreach (var run in runs)
        {
            await Log.AppendAsync(run, [Entry("a")], Token);
        }

        await Task.WhenAll(runs.Concat(runs).Select(run => Task.Run(() => new AuditLog(_blobs, _records, _time).SealAsync(Environment, run, "workflow", Token), Token)));

        var report = await Log.VerifyEnvironmentAsync(Environment, Token);
        Assert.True(report.Intact, string.Join(", ", report.Findings));
        Assert.Equal(runs.Order(StringComparer.Ordinal), report.Runs.Select(run => run.Chain).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task A_sealing_that_died_before_it_noted_its_link_finds_it_after_others_went_on()
    {
        var recorder = new DurableWriteRecorder { DieAfter = 3 };
        var blobs = new InMemoryBlobStore(recorder);
        var dying = new AuditLog(blobs, _records, _time);
        await dying.AppendAsync("r1", [Entry("a")], Token);
        await Assert.ThrowsAsync<ProcessDiedException>(() => dying.SealAsync(Environment, "r1", "workflow", Token));
        Assert.Equal("blob create audit/production/000001.json", recorder.Done[^1]);
        recorder.DieAfter = 0;
        var other = new AuditLog(blobs, _records, _time);
        await other.AppendAsync("r2", [Entry("a")], Token);
        await other.SealAsync(Environment, "r2", "workflow", Token);

        var again = await new AuditLog(blobs, _records, _time).SealAsync(Environment, "r1", "workflow", Token);

        Assert.Equal(1, again.Value.Number);
        Assert.Equal(2, (await other.VerifyEnvironmentAsync(Environment, Token)).Chain?.Records);
    }

    [Fact]
    public async Task An_entry_that_breaks_the_format_is_refused()
    {
        await AppendAsync(Log, "a");

        await Refused(Entry("b") with { Event = "guessed" });
        await Refused(Entry("b") with { Event = AuditEvents.Sealed });
        await Refused(Entry(""));
        await Refused(Entry(new string('k', 201)));
        await Refused(Entry("a") with { Event = AuditEvents.Finished });
        await Refused(Entry("b") with { Details = new Dictionary<string, string> { ["Not a name"] = "x" } });
        await Refused(Entry("b") with { Details = Enumerable.Range(0, 21).ToDictionary(i => $"d{i}", _ => "x") });
        Assert.Equal(1, await Log.ReadAsync(Run, Token).CountAsync(Token));

        Task<ArgumentException> Refused(AuditEntry entry) => Assert.ThrowsAsync<ArgumentException>(() => Log.AppendAsync(Run, [entry], Token));
    }

    [Fact]
    public async Task A_long_reason_is_cut_and_does_not_stop_the_run()
    {
        var reason = new string('x', 1_999) + "\U0001F600" + new string('y', 50_000);

        var written = await Log.AppendAsync(Run, [Entry("a") with { Details = new Dictionary<string, string> { ["reason"] = reason } }], Token);

        Assert.Equal(new string('x', 1_999) + "...", written.Value[0].Details?["reason"]);
        Assert.Equal(AuditState.Open, (await Log.VerifyAsync(Environment, Run, Token)).State);
    }

    [Fact]
    public async Task Nothing_is_appended_behind_what_is_no_record()
    {
        await AppendAsync(Log, "a");
        _blobs.Tamper(BlobArea.Audit, Run + "/000002.json", "{}"u8.ToArray());

        var appended = await Log.AppendAsync(Run, [Entry("b")], Token);

        Assert.Equal("AUD001", Assert.Single(appended.Findings).Code);
        await Assert.ThrowsAsync<StoreException>(() => Log.ReadAsync(Run, Token).ToListAsync(Token).AsTask());
    }

    [Fact]
    public void The_events_are_a_closed_set_with_names_of_their_own()
    {
        Assert.Contains("sealed", AuditEvents.All);
        Assert.Contains("received", AuditEvents.All);
        Assert.All(AuditEvents.All, name => Assert.Matches("^[a-z]+(-[a-z]+)*$", name));
    }

    private async Task<IReadOnlyList<AuditRecord>> AppendAsync(AuditLog log, params string[] keys) =>
        (await log.AppendAsync(Run, [.. keys.Select(Entry)], Token)).Value;

    private AuditEntry Entry(string key) => new(key, AuditEvents.Planned, _time.GetUtcNow(), "ada");
}
