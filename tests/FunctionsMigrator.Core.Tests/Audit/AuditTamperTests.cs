using System.Text;
using CsCheck;
using FunctionsMigrator.Core.Audit;
using FunctionsMigrator.Core.Ports;
using FunctionsMigrator.Testing.Stores;
using Microsoft.Extensions.Time.Testing;

namespace FunctionsMigrator.Core.Tests.Audit;

public sealed class AuditTamperTests
{
    private const string Environment = "production";
    private const int Runs = 3;
    private const int Records = 5;
    private readonly FakeTimeProvider _time = new(new DateTimeOffset(2026, 11, 23, 9, 30, 15, TimeSpan.Zero));

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task An_untouched_environment_is_intact()
    {
        var store = await WrittenAsync();

        var report = await VerifyAsync(store);

        Assert.True(report.Intact);
        Assert.Empty(report.Findings);
        Assert.Equal((Runs, AuditState.Intact), (report.Chain?.Records, report.Chain?.State));
        Assert.All(report.Runs, run => Assert.Equal((Records, AuditState.Intact), (run.Records, run.State)));
        Assert.Equal(Digest.Of(store.Blobs.Bytes(BlobArea.Audit, "production/000003.json")), report.Chain?.Head);
    }

    [Fact]
    public async Task Any_edit_of_any_byte_of_any_record_or_link_is_found_and_named()
    {
        var store = await WrittenAsync(runs: 2, records: 3);
        foreach (var name in await NamesAsync(store))
        {
            var bytes = store.Blobs.Bytes(BlobArea.Audit, name);
            for (var at = 0; at < bytes.Length; at++)
            {
                await AssertNamedAsync(store, name, [.. bytes[..at], (byte)(bytes[at] ^ 1), .. bytes[(at + 1)..]]);
                if (at % 7 == 0)
                {
                    await AssertNamedAsync(store, name, [.. bytes[..at], .. bytes[(at + 1)..]]);
                    await AssertNamedAsync(store, name, [.. bytes[..at], (byte)' ', .. bytes[at..]]);
                    await AssertNamedAsync(store, name, bytes[..at]);
                }
            }
        }
    }

    [Fact]
    public async Task Any_number_of_edited_bytes_in_one_record_is_found_and_named()
    {
        var store = await WrittenAsync();
        var names = await NamesAsync(store);
        await Gen.Select(Gen.Int[0, names.Count - 1].Select(index => names[index]), Gen.Select(Gen.Double[0, 0.9999], Gen.Byte).Array[1, 6]).SampleAsync(async (name, edits) =>
        {
            var bytes = store.Blobs.Bytes(BlobArea.Audit, name);
            var edited = bytes.ToArray();
            foreach (var (where, value) in edits)
            {
                edited[(int)(where * edited.Length)] = value;
            }

            if (!edited.SequenceEqual(bytes))
            {
                await AssertNamedAsync(store, name, edited);
            }
        }, iter: 500);
    }

    // Who edits carefully keeps the JSON canonical and every field plausible.
    [Theory]
    [InlineData("\"actor\":\"ada\"", "\"actor\":\"eve\"")]
    [InlineData("\"at\":\"2026-11-23T09:30:1", "\"at\":\"2026-11-23T09:30:2")]
    [InlineData("\"event\":\"planned\"", "\"event\":\"approved\"")]
    [InlineData("\"key\":\"k2\"", "\"key\":\"k9\"")]
    [InlineData("\"previous\":\"", "\"previous\":\"0")]
    public async Task A_careful_edit_is_found_and_named(string from, string to)
    {
        var store = await WrittenAsync();
        foreach (var name in await NamesAsync(store))
        {
            var text = Encoding.UTF8.GetString(store.Blobs.Bytes(BlobArea.Audit, name));
            if (text.Contains(from, StringComparison.Ordinal))
            {
                // A digest stays one: its last digit gives way.
                var edited = text.Replace(from, to, StringComparison.Ordinal);
                var quote = edited.IndexOf(to, StringComparison.Ordinal) + to.Length;
                edited = from.StartsWith("\"previous", StringComparison.Ordinal) ? edited.Remove(edited.IndexOf('"', quote) - 1, 1) : edited;
                await AssertNamedAsync(store, name, Encoding.UTF8.GetBytes(edited));
            }
        }
    }

    [Fact]
    public async Task A_removed_record_or_link_is_named()
    {
        var store = await WrittenAsync();
        foreach (var name in await NamesAsync(store))
        {
            await AssertNamedAsync(store, name, null);
        }
    }

    [Fact]
    public async Task A_cut_tail_is_named_by_the_first_missing_record_also_when_the_whole_run_is_gone()
    {
        var store = await WrittenAsync();
        foreach (var chain in new[] { "run-1", "run-2", "run-3", Environment })
        {
            var names = (await NamesAsync(store)).Where(name => name.StartsWith(chain + "/", StringComparison.Ordinal)).ToList();
            for (var left = 0; left < names.Count; left++)
            {
                var copy = store.Copy();
                names[left..].ForEach(name => copy.Blobs.Tamper(BlobArea.Audit, name, null));

                var bad = Assert.Single((await VerifyAsync(copy)).Runs.Append((await VerifyAsync(copy)).Chain!), verdict => verdict.State is AuditState.Broken);
                Assert.Equal((names[left], "AUD004", left), (bad.BadRecord, bad.Finding?.Code, bad.Records));
            }
        }
    }

    [Fact]
    public async Task Any_two_swapped_records_are_named_by_the_first()
    {
        var store = await WrittenAsync();
        var names = await NamesAsync(store);
        foreach (var one in names)
        {
            foreach (var two in names.Where(two => Utf8Order.Compare(one, two) < 0))
            {
                var copy = store.Copy();
                copy.Blobs.Tamper(BlobArea.Audit, one, store.Blobs.Bytes(BlobArea.Audit, two));
                copy.Blobs.Tamper(BlobArea.Audit, two, store.Blobs.Bytes(BlobArea.Audit, one));

                Assert.Contains(FirstBad(await VerifyAsync(copy)), new[] { one, two });
                Assert.True(one.Split('/')[0] != two.Split('/')[0] || FirstBad(await VerifyAsync(copy)) == one, $"{one} {two}");
            }
        }
    }

    [Fact]
    public async Task What_is_put_among_or_behind_the_records_is_named()
    {
        var store = await WrittenAsync();
        var record = store.Blobs.Bytes(BlobArea.Audit, "run-2/000003.json");
        foreach (var name in new[] { "run-2/000003.json~", "run-2/readme", "run-2/0000030.json", "run-2/000006.json", "run-2/000009.json", "run-2/a/000001.json", "production/note" })
        {
            await AssertNamedAsync(store, name, record, name is "run-2/000009.json" ? "run-2/000006.json" : name);
        }
    }

    [Fact]
    public async Task A_link_of_a_run_that_is_linked_already_is_named()
    {
        var store = await WrittenAsync();
        var links = Enumerable.Range(1, 3).Select(number => AuditFormat.Read<AuditLink>(store.Blobs.Bytes(BlobArea.Audit, AuditNames.Of(Environment, number)))!).ToList();
        var doubled = links[0] with { Number = 4, Previous = Digest.Of(AuditFormat.Write(links[2])) };
        store.Blobs.Tamper(BlobArea.Audit, "production/000004.json", AuditFormat.Write(doubled));

        var report = await VerifyAsync(store);

        Assert.Equal(("production/000004.json", "AUD005"), (report.Chain?.BadRecord, report.Chain?.Finding?.Code));
    }

    [Fact]
    public async Task A_record_of_a_newer_format_is_not_judged()
    {
        var store = await WrittenAsync();
        var record = AuditFormat.Read<AuditRecord>(store.Blobs.Bytes(BlobArea.Audit, "run-1/000002.json"))!;
        store.Blobs.Tamper(BlobArea.Audit, "run-1/000002.json", AuditFormat.Write(record with { Format = 2 }));

        var verdict = (await VerifyAsync(store)).Runs[0];

        Assert.Equal(("run-1/000002.json", "AUD011"), (verdict.BadRecord, verdict.Finding?.Code));
    }

    [Fact]
    public async Task An_open_run_verifies_as_open_with_its_count()
    {
        var store = await WrittenAsync();
        await store.Log(_time).AppendAsync("run-4", [Entry("k1"), Entry("k2")], Token);

        var verdict = await store.Log(_time).VerifyAsync(Environment, "run-4", Token);

        Assert.Equal((AuditState.Open, 2, "AUD006"), (verdict.State, verdict.Records, verdict.Finding?.Code));
        Assert.Contains("open, 2 records", verdict.Finding?.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_run_without_records_is_unknown()
    {
        var verdict = await (await WrittenAsync()).Log(_time).VerifyAsync(Environment, "run-9", Token);

        Assert.Equal((AuditState.Broken, "AUD009"), (verdict.State, verdict.Finding?.Code));
    }

    [Fact]
    public async Task A_sealed_run_without_its_link_is_broken_where_the_records_know_of_it_and_a_warning_where_they_do_not()
    {
        var store = await WrittenAsync();
        store.Blobs.Tamper(BlobArea.Audit, "production/000003.json", null);

        var known = await store.Log(_time).VerifyAsync(Environment, "run-3", Token);
        var lost = await new AuditLog(store.Blobs, new InMemoryRecordStore(), _time).VerifyAsync(Environment, "run-3", Token);

        Assert.Equal((AuditState.Broken, "AUD005"), (known.State, known.Finding?.Code));
        Assert.Equal((AuditState.Intact, "AUD010"), (lost.State, lost.Finding?.Code));
    }

    [Fact]
    public async Task A_run_that_was_rewritten_together_with_its_link_is_found_by_the_link_behind_it_or_the_anchor()
    {
        foreach (var run in new[] { 2, 3 })
        {
            var store = await WrittenAsync();
            var forged = await WrittenAsync("eve");
            var link = AuditFormat.Read<AuditLink>(store.Blobs.Bytes(BlobArea.Audit, AuditNames.Of(Environment, run)))!;
            for (var number = 1; number <= Records; number++)
            {
                store.Blobs.Tamper(BlobArea.Audit, AuditNames.Of($"run-{run}", number), forged.Blobs.Bytes(BlobArea.Audit, AuditNames.Of($"run-{run}", number)));
            }

            var head = Digest.Of(forged.Blobs.Bytes(BlobArea.Audit, AuditNames.Of($"run-{run}", Records)));
            store.Blobs.Tamper(BlobArea.Audit, AuditNames.Of(Environment, run), AuditFormat.Write(link with { Head = head }));

            Assert.Equal(AuditNames.Of(Environment, run), FirstBad(await VerifyAsync(store)));
            Assert.Equal("AUD005", (await store.Log(_time).VerifyAsync(Environment, $"run-{run}", Token)).Finding?.Code);
        }
    }

    [Fact]
    public async Task Two_verifications_at_once_read_a_chain_that_grows()
    {
        var store = await WrittenAsync();
        var log = store.Log(_time);
        for (var i = 0; i < 20; i++)
        {
            await log.AppendAsync("run-5", [Entry($"k{i}")], Token);
            Assert.Equal((AuditState.Open, i + 1), await StateAsync());
        }

        async Task<(AuditState, int)> StateAsync()
        {
            var verdict = await log.VerifyAsync(Environment, "run-5", Token);
            return (verdict.State, verdict.Records);
        }
    }

    [Theory]
    [InlineData("a b sealed=3", AuditState.Intact, 3)]
    [InlineData("a b sealed=4", AuditState.Broken, 2)]
    [InlineData("a b sealed=", AuditState.Broken, 2)]
    [InlineData("a a sealed=3", AuditState.Broken, 1)]
    [InlineData("a sealed=2 b", AuditState.Broken, 2)]
    public async Task A_chain_that_fits_in_itself_and_tells_what_no_run_writes_is_broken(string told, AuditState state, int whole)
    {
        var blobs = new InMemoryBlobStore();
        Digest? previous = null;
        foreach (var (number, word) in told.Split(' ').Index())
        {
            var bytes = AuditFormat.Write(new AuditRecord
            {
                Format = AuditRecord.PresentFormat,
                Run = "production-1",
                Ordinal = number + 1,
                Key = word.Split('=')[0],
                Event = word.StartsWith(AuditEvents.Sealed, StringComparison.Ordinal) ? AuditEvents.Sealed : AuditEvents.Planned,
                At = _time.GetUtcNow(),
                Actor = "ada",
                Details = word.Split('=') is [_, { Length: > 0 } count] ? new Dictionary<string, string> { [AuditDetails.Records] = count } : null,
                Previous = previous,
            });
            await blobs.TryCreateAsync(BlobArea.Audit, AuditNames.Of("production-1", number + 1), (stream, token) => stream.WriteAsync(bytes, token).AsTask(), Token);
            previous = Digest.Of(bytes);
        }

        var verdict = await new AuditVerifier(new BlobAuditSource(blobs)).VerifyRunAsync("production-1", null, Token);

        Assert.Equal((state, whole), (verdict.State, verdict.Records));
    }

    private static string? FirstBad(AuditReport report) => report.Chain?.BadRecord ?? report.Runs.FirstOrDefault(run => run.State is AuditState.Broken)?.BadRecord;

    private async Task AssertNamedAsync(Stored store, string name, byte[]? bytes, string? named = null)
    {
        var copy = store.Copy();
        copy.Blobs.Tamper(BlobArea.Audit, name, bytes);
        Assert.Equal(named ?? name, FirstBad(await VerifyAsync(copy)));
    }

    private Task<AuditReport> VerifyAsync(Stored store) => store.Log(_time).VerifyEnvironmentAsync(Environment, Token);

    private static Task<List<string>> NamesAsync(Stored store) => store.Blobs.ListAsync(BlobArea.Audit, "", Token).ToListAsync(Token).AsTask();

    private async Task<Stored> WrittenAsync(string actor = "ada", int runs = Runs, int records = Records)
    {
        var stored = new Stored(new InMemoryBlobStore(), new InMemoryRecordStore());
        var log = stored.Log(_time);
        for (var run = 1; run <= runs; run++)
        {
            await log.AppendAsync($"run-{run}", [.. Enumerable.Range(1, records - 1).Select(key => Entry($"k{key}") with { Actor = actor })], Token);
            await log.SealAsync(Environment, $"run-{run}", "workflow", Token);
        }

        return stored;
    }

    private AuditEntry Entry(string key) => new(key, AuditEvents.Planned, _time.GetUtcNow(), "ada");

    private sealed record Stored(InMemoryBlobStore Blobs, InMemoryRecordStore Records)
    {
        public AuditLog Log(TimeProvider time) => new(Blobs, Records, time);

        public Stored Copy() => new(Blobs.Copy(), Records.Copy());
    }
}
