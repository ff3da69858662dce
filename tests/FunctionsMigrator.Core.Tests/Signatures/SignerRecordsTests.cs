using FunctionsMigrator.Core.Audit;
using FunctionsMigrator.Core.Findings;
using FunctionsMigrator.Core.Ports;
using FunctionsMigrator.Core.Signatures;
using FunctionsMigrator.Testing.Stores;
using Microsoft.Extensions.Time.Testing;

namespace FunctionsMigrator.Core.Tests.Signatures;

/// <summary>The record of who may sign: its versions, whoever writes at the same time, and whatever ends in the middle.</summary>
public sealed class SignerRecordsTests
{
    private static readonly FakeTimeProvider Time = new(new DateTimeOffset(2026, 11, 23, 9, 0, 0, TimeSpan.Zero));

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Of_two_who_write_at_once_each_stands_on_what_it_saw_and_nothing_is_lost()
    {
        var store = new InMemoryStore();
        await AddAsync(Of(store), "first");
        Task<Outcome<SignerSet>>? between = null;
        var seen = new List<int>();

        var slow = await Of(store).ChangeAsync(
            current =>
            {
                seen.Add(current.Version);
                between ??= AddAsync(Of(store), "fast");
                return With(current, "slow");
            },
            Token);

        Assert.Equal(2, (await between!).Value.Version);
        Assert.Equal([1, 2], seen);
        Assert.Equal(["first", "fast", "slow"], slow.Value.Signers.Select(signer => signer.Name));
        Assert.Equal(3, (await Of(store).ReadAsync(Token)).Version);
        await StandsAsync(store, 3);
    }

    [Fact]
    public async Task Many_who_write_at_once_make_a_version_each()
    {
        var store = new InMemoryStore();

        var all = await Task.WhenAll(Enumerable.Range(1, 8).Select(number => Task.Run(() => AddAsync(Of(store), $"s{number}"), Token)));

        Assert.Equal(Enumerable.Range(1, 8), all.Select(outcome => outcome.Value.Version).Order());
        Assert.Equal(8, (await Of(store).ReadAsync(Token)).Signers.Count);
        await StandsAsync(store, 8);
    }

    [Fact]
    public async Task What_is_refused_makes_no_version()
    {
        var store = new InMemoryStore();
        await AddAsync(Of(store), "ada");

        var refused = await Of(store).ChangeAsync(_ => Core.Findings.Codes.SignatureCodes.NameTaken.Fail<SignerSet>("taken"), Token);

        Assert.Equal("SIG034", refused.Findings[0].Code);
        await StandsAsync(store, 1);
    }

    [Fact]
    public async Task Wherever_a_process_ends_the_change_stands_with_its_audit_or_not_at_all_once_somebody_looks()
    {
        var writes = new DurableWriteRecorder();
        var whole = new InMemoryStore(observer: writes);
        await AddAsync(Of(whole), "ada");
        var before = writes.Done.Count;
        await AddAsync(Of(whole), "bo");
        var count = writes.Done.Count - before;
        Assert.True(count > 4, string.Join('\n', writes.Done));
        var stood = new List<int>();

        for (var nth = 1; nth <= count; nth++)
        {
            var start = new InMemoryStore();
            await AddAsync(Of(start), "ada");
            var store = start.Copy(new DurableWriteRecorder { DieAfter = nth });
            await Assert.ThrowsAsync<ProcessDiedException>(() => AddAsync(Of(store), "bo"));
            var after = store.Copy(new DurableWriteRecorder());
            var read = await Of(after).ReadAsync(Token);
            stood.Add(read.Version);
            await StandsAsync(after, read.Version);

            Assert.Equal(read.Version + 1, (await AddAsync(Of(after), "kim")).Value.Version);
            await StandsAsync(after, read.Version + 1);
        }

        Assert.Equal(stood.Order(), stood);
        Assert.Equal([1, 2], stood.Distinct());
    }

    [Fact]
    public async Task A_version_that_was_edited_out_of_the_audit_is_found()
    {
        var store = new InMemoryStore();
        await AddAsync(Of(store), "ada");
        await AddAsync(Of(store), "bo");
        var blobs = new InMemoryBlobStore();
        await foreach (var name in store.Blobs.ListAsync(BlobArea.Audit, "", Token).Where(name => !name.StartsWith("_signers-000001/", StringComparison.Ordinal)))
        {
            await blobs.TryCreateAsync(
                BlobArea.Audit,
                name,
                async (stream, token) =>
                {
                    await using var from = await store.Blobs.OpenAsync(BlobArea.Audit, name, token);
                    await from!.CopyToAsync(stream, token);
                },
                Token);
        }

        var report = await new AuditLog(blobs, store.Records, Time).VerifyEnvironmentAsync(SignerRecords.Chain, Token);

        Assert.False(report.Intact);
        Assert.Equal("_signers-000001", Assert.Single(report.Runs, run => run.State is AuditState.Broken).Chain);
    }

    private static SignerRecords Of(InMemoryStore store) => new(store.Blobs, store.Records, Time);

    private static Task<Outcome<SignerSet>> AddAsync(SignerRecords records, string name) => records.ChangeAsync(current => With(current, name), Token);

    private static Outcome<SignerSet> With(SignerSet current, string name) => Outcome.Of(current with
    {
        Signers = [.. current.Signers, new Signer(name, SignerKind.Ssh, "key of " + name, ["SHA256:" + name], [$"{name}@example.com"], [], Platform: false, "root", Time.GetUtcNow())],
        Change = new SignerChange(AuditEvents.SignerAdded, name, ["SHA256:" + name], "root", Time.GetUtcNow()),
    });

    // Every version has its record and its link, in their order.
    private static async Task StandsAsync(InMemoryStore store, int versions)
    {
        var log = new AuditLog(store.Blobs, store.Records, Time);
        var report = await log.VerifyEnvironmentAsync(SignerRecords.Chain, Token);
        Assert.True(report.Intact, string.Join('\n', report.Findings));
        Assert.All(report.Runs, run => Assert.Equal(AuditState.Intact, run.State));
        var records = await log.ReadLinkedAsync(SignerRecords.Chain, Token).Where(record => record.Event == AuditEvents.SignerAdded).ToListAsync(Token);
        Assert.Equal(Enumerable.Range(1, versions).Select(version => $"{version}"), records.Select(record => record.Details!["version"]));
    }
}
