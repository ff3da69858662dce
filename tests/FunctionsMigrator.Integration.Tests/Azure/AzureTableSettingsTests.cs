using System.Text.Json;
using Azure.Data.Tables;
using Azure.Data.Tables.Sas;
using FunctionsMigrator.Cli.Demo.Servers;
using FunctionsMigrator.Core;
using FunctionsMigrator.Core.Findings;
using FunctionsMigrator.Core.Findings.Codes;
using FunctionsMigrator.Core.Items;
using FunctionsMigrator.Core.Model;
using FunctionsMigrator.Core.Stores;
using FunctionsMigrator.Core.Targets;
using FunctionsMigrator.Testing.Targets;

namespace FunctionsMigrator.Integration.Tests.Azure;

public sealed class AzureTableSettingsTests(TestServers servers) : AzureTableTargetContract(servers)
{
    protected override IReadOnlyList<string> Names => [.. base.Names, "checkout/timeout", "a#b", "a?b", "a\\b", "a\tb", "~", "~~", "..", new string('x', 500)];

    protected override ResourceSlice Slice { get; } = new("checkout", ResourceKind.Settings, "settings", 0);

    protected override string Key(string name) => name;

    protected override byte[] Content(string name, string value) => CanonicalJson.Of(JsonSerializer.SerializeToElement(value));

    protected override async Task ChangeBehindAsync(string name, string? value)
    {
        var row = KeyEncoding.Servers.EncodeKey(name);
        if (value is null)
        {
            await Table.DeleteEntityAsync("settings", row, cancellationToken: Cancellation);
        }
        else
        {
            await PutAsync(new TableEntity("settings", row) { ["Name"] = name, ["Value"] = value });
        }
    }

    /// <summary>Somebody else changes the item between our look at it and our write: his value stays, and the write answers that the item moved.</summary>
    [Theory]
    [InlineData("2")]
    [InlineData(null)]
    public async Task A_change_between_look_and_write_is_not_overwritten(string? to)
    {
        var (first, _) = await ClaimedAsync();
        await using var openFirst = first;
        await ChangeBehindAsync("a", "1");
        var gate = new WriteGate("target write");
        await using var writer = await OpenAsync(observer: gate);
        var claim = await ClaimAsync(writer);
        var writing = Task.Run(() => WriteAsync(writer, claim, Write("a", "1", to)));
        await gate.Reached.WaitAsync(Cancellation);

        await ChangeBehindAsync("a", "foreign");
        gate.Open();

        Assert.Equal(WriteStatus.Moved, (await writing)[0].Status);
        Assert.Equal(Digest.Of(Content("a", "foreign")), (await writer.ReadManyAsync(Slice, [Key("a")], Cancellation))[0]?.Checksum);
    }

    /// <summary>An application reads settings of their own types by their plain names.</summary>
    [Theory]
    [InlineData("30", 30L, null)]
    [InlineData("-9007199254740992", -9007199254740992L, null)]
    [InlineData("0.5", 0.5, null)]
    [InlineData("1e300", 1e300, null)]
    [InlineData("true", true, null)]
    [InlineData("\"EUR\"", "EUR", null)]
    [InlineData("null", "null", "application/json")]
    [InlineData("[1,\"a\"]", "[1,\"a\"]", "application/json")]
    [InlineData("{\"a\":{\"b\":1}}", "{\"a\":{\"b\":1}}", "application/json")]
    public async Task Values_are_properties_of_their_own_type(string json, object expected, string? contentType)
    {
        var (target, claim) = await ClaimedAsync();
        await using var open = target;
        var content = CanonicalJson.Of(JsonElement.Parse(json));

        await WriteAsync(target, claim, new ItemWrite(NextChange(), "checkout/timeout", null, Digest.Of(content), ItemContent.Of(content), false));

        TableEntity entity = await Table.GetEntityAsync<TableEntity>("settings", "checkout~2Ftimeout", cancellationToken: Cancellation);
        Assert.Equal(("checkout/timeout", expected), ((string)entity["Name"], entity["Value"]));
        Assert.Equal(contentType, entity.GetString("ContentType"));
        Assert.Equal([("checkout/timeout", CanonicalJson.TextOf(JsonElement.Parse(json)))], await ItemsAsync(target));
    }

    /// <summary>What this type would not write as it is, is a finding that names the entity, before anything is written.</summary>
    [Fact]
    public async Task A_value_of_another_type_is_a_finding()
    {
        var (target, claim) = await ClaimedAsync();
        await using var open = target;
        foreach (var value in new object[] { 30, 30.0, Guid.NewGuid(), DateTimeOffset.UnixEpoch, new byte[] { 1 }, double.NaN })
        {
            await PutAsync(new TableEntity("settings", "a") { ["Name"] = "a", ["Value"] = value });

            var finding = (await Assert.ThrowsAsync<TargetException>(() => ItemsAsync(target))).Finding;
            Assert.Equal(TargetCodes.Malformed.Code, finding.Code);
            Assert.Contains("'a' of partition 'settings' has a Value of type Edm.", finding.Message, StringComparison.Ordinal);
            Failure(TargetCodes.Malformed, await target.WriteAsync(claim, Slice, [Write("b", null, "1"), Write("a", null, "1")], Cancellation));
        }

        await PutAsync(new TableEntity("settings", "b") { ["Name"] = "a", ["Value"] = "x" });
        await Assert.ThrowsAsync<TargetException>(() => ItemsAsync(target));
        await Table.DeleteEntityAsync("settings", "b", cancellationToken: Cancellation);
        await PutAsync(new TableEntity("settings", "a") { ["Value"] = "{", ["ContentType"] = "application/json" });
        await Assert.ThrowsAsync<TargetException>(() => ItemsAsync(target));
    }

    /// <summary>Properties that nobody manages are kept by an update, and come back with an entity that was deleted and restored.</summary>
    [Fact]
    public async Task Properties_that_nobody_manages_are_kept_and_restored()
    {
        var (target, claim) = await ClaimedAsync();
        await using var open = target;
        await PutAsync(new TableEntity("settings", "a") { ["Name"] = "a", ["Value"] = "1", ["Owner"] = "ada", ["Hits"] = 7, ["Seen"] = DateTimeOffset.UnixEpoch });
        var before = await FingerprintAsync(target);

        await WriteAsync(target, claim, Write("a", "1", "2"));
        Assert.Equal("ada", (await Table.GetEntityAsync<TableEntity>("settings", "a", cancellationToken: Cancellation)).Value.GetString("Owner"));
        await WriteAsync(target, claim, Write("a", "2", "1"));
        await WriteAsync(target, claim, Write("a", "1", null));
        Assert.NotEqual(before, await FingerprintAsync(target));
        var heir = await ClaimAsync(target);
        await WriteAsync(target, heir, Write("a", null, "1"));

        Assert.Equal(before, await FingerprintAsync(target));
        await Table.UpdateEntityAsync(new TableEntity("settings", "a") { ["Hits"] = 8 }, global::Azure.ETag.All, cancellationToken: Cancellation);
        Assert.NotEqual(before, await FingerprintAsync(target));
    }

    /// <summary>Limits of the service that an emulator does not have are findings of ours, of the plan and before anything is written.</summary>
    [Fact]
    public async Task What_Azure_would_refuse_is_refused_before_anything_is_written()
    {
        var (target, claim) = await ClaimedAsync();
        await using var open = target;
        var large = Write("b", null, new string('x', 32_769));
        var item = new DesiredItem(large.Key, large.Post!.Value, large.Content!, new Place("metadata/a.yaml", 3));

        Assert.Equal(TargetCodes.Refused.Code, target.Check(Slice, item)!.Code);
        Assert.Null(target.Check(Slice, item with { Content = ItemContent.Of(Content("b", new string('x', 32_768))) }));
        var finding = Failure(TargetCodes.Refused, await target.WriteAsync(claim, Slice, [Write("a", null, "1"), large], Cancellation));

        Assert.Contains("32769 characters; Azure Tables take 32768", finding.Message, StringComparison.Ordinal);
        Assert.Empty(await ItemsAsync(target));
    }

    /// <summary>Batches larger than one transaction are written in several, each within the service's limits.</summary>
    [Fact]
    public async Task Large_values_are_written_in_transactions_that_the_service_takes()
    {
        var (target, claim) = await ClaimedAsync();
        await using var open = target;

        var results = await WriteAsync(target, claim, [.. Enumerable.Range(0, 60).Select(i => Write($"large-{i}", null, new string('ß', 20_000)))]);

        Assert.All(results, result => Assert.Equal(WriteStatus.Applied, result.Status));
        Assert.Equal(60, (await ItemsAsync(target)).Count);
    }

    /// <summary>Each address that is no account has its own finding, before anything is written, and a redirect is not followed.</summary>
    [Fact]
    public async Task What_is_wrong_with_an_address_is_said()
    {
        foreach (var (binding, code, words) in Wrong())
        {
            var opened = await Type().OpenAsync(binding, TargetAccess.Apply, Cancellation);
            var findings = opened.TryGet(out var target) ? (await target.ClaimAsync(new ClaimRequest(Store, Run), Cancellation)).Findings : opened.Findings;
            var finding = Assert.Single(findings);
            Assert.Equal(code.Code, finding.Code);
            Assert.Contains(words, finding.Message, StringComparison.Ordinal);
            Assert.DoesNotContain(AzuriteServer.Key, finding.Message, StringComparison.Ordinal);
        }

        Assert.Equal(1, Servers[0].Requests);
        Assert.False(Exists());
    }

    /// <summary>Credentials that may read and not write plan, and are refused with the role to give before anything is written.</summary>
    [Fact]
    public async Task Credentials_that_may_only_read_are_refused_before_anything_is_written()
    {
        var (target, claim) = await ClaimedAsync();
        await using var open = target;
        await WriteAsync(target, claim, Write("a", null, "1"));
        var sas = Table.GenerateSasUri(TableSasPermissions.Read, DateTimeOffset.UtcNow.AddHours(1)).Query;
        Secrets["reader"] = $"TableEndpoint={Service.Uri};SharedAccessSignature={sas}";
        await using var reader = Value(await Type().OpenAsync(Bind(Binding.Settings["table"].GetString()!, "reader"), TargetAccess.Apply, Cancellation));

        Assert.Single(await ItemsAsync(reader));
        var finding = Failure(TargetCodes.AccessRefused, await reader.ClaimAsync(new ClaimRequest(Store, Run), Cancellation));

        Assert.Contains("Storage Table Data Contributor", finding.Remedy, StringComparison.Ordinal);
        Assert.Equal(claim.Number, Value(await target.ReadMarkerAsync(Cancellation))!.Claim);
    }

    /// <summary>What a definition must not say is said without connecting.</summary>
    [Theory]
    [InlineData("""{ "table": "settings" }""", "either 'endpoint'")]
    [InlineData("""{ "endpoint": "https://a.table.core.windows.net" }""", "needs 'table'")]
    [InlineData("""{ "endpoint": "https://a.table.core.windows.net", "table": "a-b" }""", "3 to 63")]
    [InlineData("""{ "endpoint": "http://a.table.core.windows.net", "table": "settings" }""", "https alone")]
    [InlineData("""{ "endpoint": "https://a.table.core.windows.net?sv=1&sig=x", "table": "settings" }""", "without a query")]
    [InlineData("""{ "connection": "AccountName=a;AccountKey=b", "table": "settings" }""", "secret: NAME")]
    [InlineData("""{ "endpoint": "https://a.table.core.windows.net", "table": "settings", "tabel": 1 }""", "no key 'tabel'")]
    [InlineData("""{ "endpoint": "https://a.table.core.windows.net", "table": "settings", "tables": { "t": { "key": ["a"], "columns": { "a": "money", "b-c": "text", "RowKey": "text" } } } }""", "'money'", "'tables.t.columns.b-c'", "keep for themselves")]
    public void A_definition_is_checked_by_its_text(string settings, params string[] expected)
    {
        var binding = Binding with { Settings = JsonElement.Parse(settings).EnumerateObject().ToDictionary(member => member.Name, member => member.Value) };

        var findings = Type().Check(binding);

        Assert.All(findings, finding => Assert.Equal(TargetCodes.BadDefinition.Code, finding.Code));
        Assert.All(expected, words => Assert.Contains(findings, finding => finding.Message.Contains(words, StringComparison.Ordinal)));
    }

    /// <summary>A connection string is taken for an emulator on this machine alone.</summary>
    [Fact]
    public async Task A_connection_string_of_an_account_in_Azure_is_refused()
    {
        Secrets["account"] = $"DefaultEndpointsProtocol=https;AccountName=shop;AccountKey={AzuriteServer.Key};EndpointSuffix=core.windows.net";

        var finding = Failure(TargetCodes.BadDefinition, await Type().OpenAsync(Bind("settings", "account"), TargetAccess.Plan, Cancellation));

        Assert.Contains("shop.table.core.windows.net", finding.Message, StringComparison.Ordinal);
        Assert.DoesNotContain(AzuriteServer.Key, finding.Message, StringComparison.Ordinal);
    }

    /// <summary>Receipts of the last two runs are kept, those before are forgotten with the next claim.</summary>
    [Fact]
    public async Task Receipts_of_the_last_two_runs_are_kept()
    {
        await using var target = await OpenAsync();
        foreach (var run in new[] { "run-1", "run-2", "run-2-b", "run-3" })
        {
            await WriteAsync(target, await ClaimAsync(target, run), Write($"by-{run}", null, "1"));
        }

        var kept = await Table.QueryAsync<TableEntity>(TableClient.CreateQueryFilter($"PartitionKey eq 'settings' and RowKey lt '-'"), cancellationToken: Cancellation)
            .Where(entity => entity.RowKey.StartsWith("!receipt", StringComparison.Ordinal)).Select(entity => entity.RowKey.Split('|')[1]).ToListAsync(Cancellation);

        Assert.Equal(["run-2-b", "run-3"], kept.Order());
    }

    /// <summary>Batches that are written at once do not wait for each other's claim; once it was raised, none of them stands.</summary>
    [Fact]
    public async Task Batches_written_at_once_all_stand_and_none_does_once_the_claim_was_raised()
    {
        var (target, claim) = await ClaimedAsync();
        await using var open = target;

        var both = await Task.WhenAll(Enumerable.Range(0, target.WritesAtOnce).Select(batch => WriteAsync(target, claim, Batch(batch, null, "1"))));

        Assert.True(target.WritesAtOnce > 1);
        Assert.All(both.SelectMany(results => results), result => Assert.Equal(WriteStatus.Applied, result.Status));
        Assert.Equal(300 * target.WritesAtOnce, (await ItemsAsync(target)).Count);

        await using var heir = await OpenAsync();
        await ClaimAsync(heir, "run-2");
        var late = await Task.WhenAll(Enumerable.Range(0, target.WritesAtOnce).Select(batch => target.WriteAsync(claim, Slice, Batch(batch, "1", "2"), Cancellation)));

        Assert.All(late, outcome => Assert.Equal(TargetCodes.ClaimLost.Code, Assert.Single(outcome.Findings).Code));
        Assert.All(await ItemsAsync(heir), item => Assert.Equal("\"1\"", item.Content));

        ItemWrite[] Batch(int batch, string? from, string to) => [.. Enumerable.Range(0, 300).Select(i => Write($"b{batch}-{i}", from, to))];
    }

    /// <summary>What a writer's transactions touch stands for the highest claim alone.</summary>
    [Fact]
    public async Task A_partition_knows_one_holder()
    {
        await using var target = await OpenAsync();
        foreach (var run in new[] { "run-1", "run-2", "run-3" })
        {
            await WriteAsync(target, await ClaimAsync(target, run), Write($"by-{run}", null, "1"));
        }

        var holders = await Table.QueryAsync<TableEntity>(TableClient.CreateQueryFilter($"PartitionKey eq 'settings' and RowKey lt '-'"), cancellationToken: Cancellation)
            .Where(entity => entity.RowKey.StartsWith("!holder", StringComparison.Ordinal)).Select(entity => entity.RowKey).ToListAsync(Cancellation);

        Assert.Equal($"!holder|{3:D19}", Assert.Single(holders));
    }

    /// <summary>Wherever git says that the collection may be cut, the same items come in the same order; asked for ahead, batch after batch, too.</summary>
    [Fact]
    public async Task Items_read_in_parts_or_ahead_are_those_that_are_there()
    {
        var (target, claim) = await ClaimedAsync();
        await using var open = target;
        var names = Enumerable.Range(0, 1_300).Select(i => $"a/{i % 7}/{(char)('A' + (i % 50))}/{i:D4}").ToList();
        foreach (var chunk in names.Chunk(490))
        {
            await WriteAsync(target, claim, [.. chunk.Select(name => Write(name, null, name))]);
        }

        var whole = await ReadAllAsync(target, Slice);
        string[][] parts = [[names[3]], [names[900], names[20], names[20]], ["", "a/3", "zzz"], [.. names]];
        foreach (var cut in parts)
        {
            Assert.Equal(whole, await ReadAllAsync(target, Slice with { Parts = cut }));
        }

        // Every third asked for is not there; the last batches lie far apart, and one comes out of order.
        var asked = names.Concat(names.Where((_, i) => i % 2 == 0).Select(name => name + "!")).Order(Utf8Order.Instance).Chunk(200)
            .Append(["a/0/A/0000", "a/3", "a/5", "b", "c", "zz"]).Append([.. names.Take(30)]).ToList();
        var ahead = target.ReadAhead(Slice);
        foreach (var keys in asked)
        {
            Assert.Equal((await target.ReadManyAsync(Slice, keys, Cancellation)).Select(item => (item?.Key, item?.Checksum)), (await ahead(keys, Cancellation)).Select(item => (item?.Key, item?.Checksum)));
        }
    }
}
