using System.Text;
using System.Text.Json;
using FunctionsMigrator.Adapters.Stores;
using FunctionsMigrator.Adapters.Stores.Azure;
using FunctionsMigrator.Adapters.Stores.Local;
using FunctionsMigrator.Core.Audit;
using FunctionsMigrator.Core.Findings;
using FunctionsMigrator.Core.Findings.Codes;
using FunctionsMigrator.Core.Ports;
using FunctionsMigrator.Core.Runs;
using FunctionsMigrator.Core.Stores;
using FunctionsMigrator.Testing;
using FunctionsMigrator.Testing.Stores;
using FunctionsMigrator.Testing.Targets;

namespace FunctionsMigrator.Integration.Tests.Azure;

/// <summary>A local store is copied into one in Azurite.</summary>
public sealed class StoreCopyTests(TestServers servers) : IAsyncLifetime
{
    private const string Run = "production-20261123-093015-1a2b3c4";
    private readonly TestFolder _folder = new();
    private LocalStore? _source;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private LocalStore Source => _source!;

    public async ValueTask InitializeAsync() => _source = (await LocalStore.OpenAsync(_folder["store"], new LocalStoreOptions(), Cancellation)).Value;

    public async ValueTask DisposeAsync()
    {
        await Source.DisposeAsync();
        _folder.Dispose();
    }

    [Fact]
    public async Task A_copy_holds_every_blob_every_record_and_an_audit_that_verifies()
    {
        await FillAsync(RunState.Completed);
        await using var copy = await DestinationAsync();

        var report = Value(await new StoreCopy(Source, copy, TimeProvider.System).RunAsync(null, Cancellation));

        Assert.Equal((Source.Id, copy.Id, 1), (report.From, report.To, report.Runs));
        Assert.Equal((6, 4), (report.Blobs, report.Records));
        Assert.NotEqual(Source.Id, copy.Id);
        Assert.Equal("snapshot", await TextAsync(copy, BlobArea.Snapshots, $"{Run}/a b"));
        Assert.Equal(RunState.Completed, (await copy.Records.GetAsync("runs", Run, Cancellation))!.Read<RunRecord>().State);
        Assert.NotNull(await copy.Records.GetAsync("odd/ü", new string('x', 400), Cancellation));
        Assert.True((await new AuditLog(copy.Blobs, copy.Records, TimeProvider.System).VerifyEnvironmentAsync("production", Cancellation)).Intact);

        var again = Value(await new StoreCopy(Source, copy, TimeProvider.System).RunAsync(null, Cancellation));
        Assert.Equal(report with { Written = 0 }, again);
    }

    /// <summary>Any kind into any other: a database that is made for the copy takes over the keys of its source.</summary>
    [Fact]
    public async Task A_copy_into_PostgreSQL_and_back_holds_the_same()
    {
        await FillAsync(RunState.Completed);
        await using var database = await servers.NewDatabaseAsync();
        var opener = new StoreOpener(new NamedSecrets { ["fm-store"] = database.ConnectionString }, TimeProvider.System, newKeys: Source.Keys);
        await using var shared = Value(await opener.OpenAsync(JsonElement.Parse("""{ "postgres": { "secret": "fm-store" } }"""), _folder["unused"], Cancellation));
        await using var back = Value(await opener.OpenAsync(null, _folder["back"], Cancellation));

        var there = Value(await new StoreCopy(Source, shared, TimeProvider.System).RunAsync(null, Cancellation));
        var again = Value(await new StoreCopy(shared, back, TimeProvider.System).RunAsync(null, Cancellation));

        Assert.Equal((6, 4, 1), (there.Blobs, there.Records, there.Runs));
        Assert.Equal((there.Blobs, there.Records, there.Runs), (again.Blobs, again.Records, again.Runs));
    }

    [Theory]
    [InlineData("blob create bundles", false)]
    [InlineData("blob create audit", true)]
    [InlineData("record create runs", false)]
    [InlineData("record create odd", true)]
    public async Task A_copy_that_was_killed_is_gone_on_with(string at, bool after)
    {
        await FillAsync(RunState.Completed);
        var settings = await SettingsAsync();
        await using (var dying = Value(await AzureStore.OpenAsync(settings, new CrashPoint(at, after), Cancellation)))
        {
            await Assert.ThrowsAsync<ProcessDiedException>(() => new StoreCopy(Source, dying, TimeProvider.System).RunAsync(null, Cancellation));
        }

        await using var copy = Value(await AzureStore.OpenAsync(settings, null, Cancellation));
        var report = Value(await new StoreCopy(Source, copy, TimeProvider.System).RunAsync(null, Cancellation));

        Assert.InRange(report.Written, 1, report.Blobs + report.Records);
    }

    [Fact]
    public async Task A_destination_that_is_not_empty_is_refused_and_left_as_it_is()
    {
        await FillAsync(RunState.Completed);
        await using var copy = await DestinationAsync();
        await copy.Records.TryCreateAsync("p", "k", 1, Cancellation);

        Refused(StoreCodes.NotCopied, "holds records of 'p'", await new StoreCopy(Source, copy, TimeProvider.System).RunAsync(null, Cancellation));

        await using var other = await DestinationAsync();
        await other.Blobs.TryCreateJsonAsync(BlobArea.Plans, "there", 1, Cancellation);
        Refused(StoreCodes.NotCopied, "holds the blob there", await new StoreCopy(Source, other, TimeProvider.System).RunAsync(null, Cancellation));
        Assert.Null(await copy.Records.GetAsync("runs", Run, Cancellation));
    }

    [Fact]
    public async Task A_store_with_an_open_run_is_not_copied()
    {
        await FillAsync(RunState.Baking);
        await using var copy = await DestinationAsync();

        Refused(StoreCodes.NotCopied, Run, await new StoreCopy(Source, copy, TimeProvider.System).RunAsync(null, Cancellation));
    }

    [Fact]
    public async Task Other_keys_than_those_of_the_source_are_refused()
    {
        await FillAsync(RunState.Completed);
        await using var copy = await AzureStores.OpenAsync(servers);

        Refused(StoreCodes.WrongKeys, "other keys", await new StoreCopy(Source, copy, TimeProvider.System).RunAsync(null, Cancellation));
    }

    /// <summary>A blob that differs in the copy is named; nothing is said to be copied.</summary>
    [Fact]
    public async Task A_copy_that_is_not_the_source_is_told()
    {
        await FillAsync(RunState.Completed);
        await using var copy = await DestinationAsync();
        await copy.Records.TryCreateAsync("store-copy", "from", new { source = Source.Id, at = DateTimeOffset.UnixEpoch }, Cancellation);
        await copy.Blobs.TryCreateAsync(BlobArea.Bundles, "bundle", (stream, token) => stream.WriteAsync("other"u8.ToArray(), token).AsTask(), Cancellation);

        Refused(StoreCodes.NotCopied, "bundle", await new StoreCopy(Source, copy, TimeProvider.System).RunAsync(null, Cancellation));
    }

    private static T Value<T>(Outcome<T> outcome)
    {
        Assert.True(outcome.Succeeded, string.Join(Environment.NewLine, outcome.Findings));
        return outcome.Value;
    }

    private static void Refused<T>(FailureCode code, string words, Outcome<T> outcome)
    {
        var finding = Assert.Single(outcome.Findings);
        Assert.Equal(code.Code, finding.Code);
        Assert.Contains(words, finding.Message, StringComparison.Ordinal);
    }

    private static async Task<string> TextAsync(AzureStore store, BlobArea area, string name)
    {
        await using var content = await store.Blobs.OpenAsync(area, name, Cancellation);
        using var reader = new StreamReader(content!);
        return await reader.ReadToEndAsync(Cancellation);
    }

    private static RunRecord Sample(RunState state) => new()
    {
        Id = Run,
        Environment = "production",
        Commit = new string('1', 40),
        Repository = ".",
        Version = 1,
        State = state,
        StartedBy = "ada",
        StartedAt = DateTimeOffset.UnixEpoch,
        UpdatedAt = DateTimeOffset.UnixEpoch,
    };

    private async Task<AzureStoreSettings> SettingsAsync() =>
        await AzureStores.SettingsAsync(servers) with { Keys = Convert.ToBase64String([.. Source.Keys.Sensitive.Span, .. Source.Keys.Snapshots.Span]) };

    private async Task<AzureStore> DestinationAsync() => Value(await AzureStore.OpenAsync(await SettingsAsync(), null, Cancellation));

    private async Task FillAsync(RunState state)
    {
        foreach (var (area, name, text) in new[] { (BlobArea.Bundles, "bundle", "bundle"), (BlobArea.Plans, "lines/1", ""), (BlobArea.Snapshots, $"{Run}/a b", "snapshot") })
        {
            await Source.Blobs.TryCreateAsync(area, name, (stream, token) => stream.WriteAsync(Encoding.UTF8.GetBytes(text), token).AsTask(), Cancellation);
        }

        await Source.Records.TryCreateAsync("runs", Run, Sample(state), Cancellation);
        await Source.Records.TryCreateAsync("odd/ü", new string('x', 400), "value", Cancellation);
        var audit = new AuditLog(Source.Blobs, Source.Records, TimeProvider.System);
        Value(await audit.AppendAsync(Run, [new AuditEntry(AuditEvents.Received, "received", DateTimeOffset.UnixEpoch, "ada")], Cancellation));
        Value(await audit.SealAsync("production", Run, "ada", Cancellation));
    }
}
