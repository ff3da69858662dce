using System.Text.Json;
using FunctionsMigrator.Adapters.Targets.AppConfiguration;
using FunctionsMigrator.Core;
using FunctionsMigrator.Core.Findings;
using FunctionsMigrator.Core.Findings.Codes;
using FunctionsMigrator.Core.Items;
using FunctionsMigrator.Core.Model;
using FunctionsMigrator.Core.Targets;
using Microsoft.AspNetCore.Http;

namespace FunctionsMigrator.Adapters.Tests.Targets;

public sealed class AppConfigurationSettingsTargetTests : AppConfigurationTargetContract
{
    private const string Reference = "@Microsoft.KeyVault(SecretUri=https://shop.vault.azure.net/secrets/payment-key)";

    protected override ResourceSlice Slice { get; } = new("checkout", ResourceKind.Settings, "settings", 0);

    protected override string Key(string name) => "checkout/" + name;

    protected override byte[] Content(string name, string value) => Json(value);

    protected override Task ChangeBehindAsync(string name, string? value)
    {
        if (value is null)
        {
            Server.Remove(Key(name), Label);
        }
        else
        {
            Server.Put(Key(name), value, label: Label);
        }

        return Task.CompletedTask;
    }

    [Theory]
    [InlineData("\"EUR\"", "EUR", null)]
    [InlineData("\"\"", "", null)]
    [InlineData("30", "30", "application/json")]
    [InlineData("true", "true", "application/json")]
    [InlineData("null", "null", "application/json")]
    [InlineData("\"30\"", "30", null)]
    [InlineData("{\"a\":[1,null]}", "{\"a\":[1,null]}", "application/json")]
    [InlineData($"\"{Reference}\"", """{"uri":"https://shop.vault.azure.net/secrets/payment-key"}""", "application/vnd.microsoft.appconfig.keyvaultref+json;charset=utf-8")]
    public async Task A_value_stands_in_the_store_as_applications_read_it(string json, string value, string? contentType)
    {
        var (target, claim) = await ClaimedAsync();
        await using var open = target;
        var content = CanonicalJson.Of(JsonElement.Parse(json));

        await WriteAsync(target, claim, Of("checkout/x", null, content));

        var stored = Server.Find("checkout/x", Label)!;
        Assert.Equal((value, contentType), (stored.Value, stored.ContentType));
        Assert.Equal(content, (await target.ReadManyAsync(Slice, ["checkout/x"], Cancellation))[0]!.Content.Inline!.Value.ToArray());
    }

    [Fact]
    public async Task An_undo_restores_content_type_layout_and_tags_that_git_does_not_know()
    {
        var (target, claim) = await ClaimedAsync();
        await using var open = target;
        var tags = new Dictionary<string, string> { ["owner"] = "payments" };
        Server.Put("checkout/plain", "x", "text/plain", Label, tags);
        Server.Put("checkout/laid-out", "{ \"b\": 1.0,\n \"a\": 2 }", "application/json; charset=utf-8", Label, tags);
        Server.Put("checkout/usual", "x", null, Label, tags);
        var before = Values();
        ItemWrite[] forth = [Of("checkout/plain", Json("x"), Json("y")), Of("checkout/laid-out", CanonicalJson.Of(JsonElement.Parse("""{"a":2,"b":1}""")), null), Of("checkout/usual", Json("x"), null)];
        await WriteAsync(target, claim, forth);
        Assert.Equal("payments", Server.Find("checkout/plain", Label)!.Tags["owner"]);
        Assert.Null(Server.Find("checkout/usual", Label));

        await using var later = await OpenAsync();
        await WriteAsync(
            later, await ClaimAsync(later), Of("checkout/plain", Json("y"), Json("x")), Of("checkout/laid-out", null, CanonicalJson.Of(JsonElement.Parse("""{"a":2,"b":1}"""))), Of("checkout/usual", null, Json("x")));

        Assert.Equal(before, Values());

        List<string> Values() => [.. Server.Items.Where(item => item.Label == Label).Select(item => $"{item.Key}|{item.Value}|{item.ContentType}|{string.Join(',', item.Tags)}")];
    }

    [Fact]
    public async Task Locked_keys_are_named_and_nothing_of_their_batch_is_written()
    {
        var (target, claim) = await ClaimedAsync();
        await using var open = target;
        Server.Put("checkout/locked", "1", label: Label, locked: true);

        var finding = Failure(TargetCodes.Held, await target.WriteAsync(claim, Slice, [Write("a", null, "1"), Write("locked", "1", "2")], Cancellation));

        Assert.Contains("'checkout/locked'", finding.Message, StringComparison.Ordinal);
        Assert.Contains("az appconfig kv unlock --key \"checkout/locked\" --label \"production\"", finding.Remedy, StringComparison.Ordinal);
        Assert.Equal(["checkout/locked"], (await ItemsAsync(target)).Select(item => item.Key));
        Server.Put("checkout/locked", "1", label: Label);
        Assert.Equal([WriteStatus.Applied, WriteStatus.Applied], (await WriteAsync(target, claim, Write("a", null, "1"), Write("locked", "1", "2"))).Select(result => result.Status));
    }

    [Fact]
    public async Task A_key_that_is_locked_after_it_was_read_is_named()
    {
        var (target, claim) = await ClaimedAsync();
        await using var open = target;
        Server.Fail(409, applies: request => request.StartsWith("PUT /kv/checkout%2Fb", StringComparison.Ordinal));

        var finding = Failure(TargetCodes.Held, await target.WriteAsync(claim, Slice, [Write("b", null, "1")], Cancellation));

        Assert.Contains("'checkout/b'", finding.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", finding.Message, StringComparison.OrdinalIgnoreCase);
        await using var next = await OpenAsync(patience: TimeSpan.Zero);
        await ClaimAsync(next);
    }

    [Theory]
    [InlineData(429)]
    [InlineData(503)]
    public async Task A_request_that_is_turned_away_is_sent_again_after_the_time_it_was_told(int status)
    {
        var (target, claim) = await ClaimedAsync();
        await using var open = target;
        Server.Fail(status, retryAfterMilliseconds: 1, applies: IsWriteOfA);

        Assert.Equal([WriteStatus.Applied], (await WriteAsync(target, claim, Write("a", null, "1"))).Select(result => result.Status));

        Assert.Equal(2, Server.Requests.Count(IsWriteOfA));
    }

    [Fact]
    public async Task A_request_that_was_carried_out_and_turned_away_is_found_written()
    {
        var (target, claim) = await ClaimedAsync();
        await using var open = target;
        Server.Fail(503, retryAfterMilliseconds: 1, carried: true, applies: IsWriteOfA);

        Assert.Equal([WriteStatus.Recovered], (await WriteAsync(target, claim, Write("a", null, "1"))).Select(result => result.Status));
        Assert.Equal([WriteStatus.Applied], (await WriteAsync(target, claim, Write("a", "1", null))).Select(result => result.Status));
    }

    [Fact]
    public async Task A_quota_that_is_used_up_is_a_finding_with_the_time_to_wait_and_the_batch_goes_on_later()
    {
        var (target, claim) = await ClaimedAsync();
        await using var open = target;
        Server.Fail(429, retryAfterMilliseconds: 3_600_000, applies: request => request.StartsWith("PUT /kv/checkout%2Fb", StringComparison.Ordinal));
        ItemWrite[] batch = [Write("a", null, "1"), Write("b", null, "1")];

        var finding = Failure(HttpTargetCodes.TurnedAway, await target.WriteAsync(claim, Slice, batch, Cancellation));
        Assert.Contains("the next one in 3600 s", finding.Message, StringComparison.Ordinal);

        await using var next = await OpenAsync(patience: TimeSpan.Zero);
        var results = await WriteAsync(next, await ClaimAsync(next), batch);
        Assert.Equal([WriteStatus.Applied, WriteStatus.Applied], results.Select(result => result.Status));
        Assert.Equal(2, (await ItemsAsync(next)).Count);
    }

    [Fact]
    public async Task A_write_without_an_answer_keeps_its_lease_until_it_can_arrive_no_more()
    {
        var (target, claim) = await ClaimedAsync();
        await using var open = target;
        Server.Fail(502, applies: IsWriteOfA);

        Failure(TargetCodes.Unreachable, await target.WriteAsync(claim, Slice, [Write("a", null, "1")], Cancellation));

        Assert.Equal(1, Server.Requests.Count(IsWriteOfA));
        await using var impatient = await OpenAsync(patience: TimeSpan.Zero);
        Failure(TargetCodes.Busy, await impatient.ClaimAsync(new ClaimRequest(Store, Run), Cancellation));
    }

    [Fact]
    public async Task A_version_that_moved_between_read_and_write_is_told_and_the_rest_is_written()
    {
        var (target, claim) = await ClaimedAsync();
        await using var open = target;
        await WriteAsync(target, claim, Write("a", null, "1"), Write("b", null, "1"));
        var moved = false;
        Server.Instead = context =>
        {
            if (!moved && context.Request.Method == "PUT" && IsWriteOfA($"PUT {context.Features.Get<Microsoft.AspNetCore.Http.Features.IHttpRequestFeature>()!.RawTarget}"))
            {
                moved = true;
                Server.Put("checkout/a", "somebody else's", label: Label);
            }

            return Task.FromResult(false);
        };

        var results = await WriteAsync(target, claim, Write("a", "1", "2"), Write("b", "1", "2"));

        Assert.Equal([WriteStatus.Moved, WriteStatus.Applied], results.Select(result => result.Status));
        Assert.Equal("somebody else's", Server.Find("checkout/a", Label)!.Value);
    }

    [Fact]
    public async Task A_read_sees_the_write_before_it_where_the_store_answers_others_from_a_cache()
    {
        var (target, claim) = await ClaimedAsync();
        await using var open = target;
        Server.StaleReads = true;

        await WriteAsync(target, claim, Write("a", null, "1"));
        await WriteAsync(target, claim, Write("a", "1", "2"));

        Assert.Equal("2", Assert.Single(await ItemsAsync(target)).Content.Trim('"'));
    }

    [Fact]
    public async Task Keys_with_the_characters_of_filters_are_told_from_the_filters()
    {
        var (target, claim) = await ClaimedAsync();
        await using var open = target;
        string[] names = ["x*", "x", "xy", "x,y", "y", @"x\y", @"x\,y", "a/b?c#d&e=f+g", "[[1]]"];

        await WriteAsync(target, claim, [.. names.Select(name => Write(name, null, $"of {name}"))]);

        foreach (var name in names)
        {
            Assert.Equal($"of {name}", Server.Find(Key(name), Label)!.Value);
        }

        Assert.Equal(names.Select(Key), (await target.ReadManyAsync(Slice, [.. names.Select(Key)], Cancellation)).Select(item => item?.Key));
    }

    [Theory]
    [InlineData("50%", "TGT011", "'%'")]
    [InlineData(".", "TGT011", "does not take")]
    [InlineData("..", "TGT011", "does not take")]
    [InlineData("a\nb", "TGT011", "control character")]
    [InlineData(".appconfig.featureflag/x", "TGT011", "FeatureFlags")]
    public async Task A_key_that_the_store_does_not_take_is_told_with_the_plan_and_never_written(string key, string code, string words)
    {
        var (target, claim) = await ClaimedAsync();
        await using var open = target;
        var write = Of(key, null, Json("1"));

        var finding = target.Check(Slice, new DesiredItem(key, write.Post!.Value, write.Content!, new Place("a.yaml", 1, 1)))!;

        Assert.Equal(code, finding.Code);
        Assert.Contains(words, finding.Message, StringComparison.Ordinal);
        Assert.Contains((await target.WriteAsync(claim, Slice, [write], Cancellation)).Findings, found => found.Code == code);
        Assert.Empty(await ItemsAsync(target));
    }

    [Fact]
    public async Task A_key_value_beyond_the_limit_is_told_with_the_plan_and_one_at_the_limit_is_written()
    {
        var (target, claim) = await ClaimedAsync();
        await using var open = target;
        var room = 10_000 - "checkout/a".Length - Label!.Length;
        var (fits, beyond) = (Json(new string('x', room)), Json(new string('x', room - 1) + "é"));

        Assert.Null(target.Check(Slice, Desired(fits)));
        var finding = target.Check(Slice, Desired(beyond))!;

        Assert.Equal(TargetCodes.Refused.Code, finding.Code);
        Assert.Contains("10001 bytes", finding.Message, StringComparison.Ordinal);
        Failure(TargetCodes.Refused, await target.WriteAsync(claim, Slice, [Of("checkout/a", null, beyond)], Cancellation));
        await WriteAsync(target, claim, Of("checkout/a", null, fits));

        static DesiredItem Desired(byte[] content) => new("checkout/a", Digest.Of(content), ItemContent.Of(content), new Place("a.yaml", 1, 1));
    }

    [Fact]
    public async Task A_secret_reference_in_another_form_is_told_with_the_plan()
    {
        await using var target = await OpenAsync();
        var content = Json("@Microsoft.KeyVault(VaultName=shop;SecretName=key)");

        var finding = target.Check(Slice, new DesiredItem("checkout/a", Digest.Of(content), ItemContent.Of(content), new Place("a.yaml", 1, 1)))!;

        Assert.Equal(TargetCodes.Refused.Code, finding.Code);
        Assert.Contains("secretFormat", finding.Remedy, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("{", "application/json", "is no JSON")]
    [InlineData("{}", "application/vnd.microsoft.appconfig.keyvaultref+json;charset=utf-8", "without a 'uri'")]
    [InlineData(Reference, null, "looks like a Key Vault reference")]
    public async Task A_key_value_that_is_not_what_its_content_type_says_is_named(string value, string? contentType, string words)
    {
        Server.Put("checkout/odd", value, contentType, Label);
        await using var target = await OpenAsync(TargetAccess.Plan);

        var thrown = await Assert.ThrowsAsync<TargetException>(() => ItemsAsync(target));

        Assert.Equal(TargetCodes.Malformed.Code, thrown.Finding.Code);
        Assert.Contains("'checkout/odd'", thrown.Finding.Message, StringComparison.Ordinal);
        Assert.Contains(words, thrown.Finding.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_answers_and_is_no_store_is_told()
    {
        await using var target = await OpenAsync(TargetAccess.Plan);
        Server.Instead = context =>
        {
            context.Response.ContentType = "text/html";
            return context.Response.WriteAsync("<html>sign in</html>").ContinueWith(_ => true, TaskScheduler.Default);
        };

        Assert.Equal(TargetCodes.OtherService.Code, (await Assert.ThrowsAsync<TargetException>(() => ItemsAsync(target))).Finding.Code);

        Server.Instead = context =>
        {
            context.Response.Redirect("https://elsewhere.example.com/");
            return Task.FromResult(true);
        };
        Assert.Equal(TargetCodes.OtherService.Code, (await Assert.ThrowsAsync<TargetException>(() => ItemsAsync(target))).Finding.Code);
    }

    [Fact]
    public async Task A_next_page_at_another_host_is_not_followed()
    {
        await using var target = await OpenAsync(TargetAccess.Plan);
        Server.Instead = async context =>
        {
            context.Response.ContentType = "application/vnd.microsoft.appconfig.kvset+json";
            await context.Response.WriteAsync("""{"items":[],"@nextLink":"https://elsewhere.example.com/kv"}""");
            return true;
        };

        Assert.Equal(TargetCodes.OtherService.Code, (await Assert.ThrowsAsync<TargetException>(() => ItemsAsync(target))).Finding.Code);
    }

    [Fact]
    public async Task Receipts_of_long_runs_stay_few_and_those_nobody_names_are_deleted()
    {
        var (target, claim) = await ClaimedAsync();
        await using var open = target;
        for (var i = 0; i < 4; i++)
        {
            await WriteAsync(target, claim, [.. Enumerable.Range(0, 250).Select(n => Write($"{i}-{n}", null, "1"))]);
        }

        Assert.All(Server.Items.Where(item => item.Label == AppConfigurationPlace.OwnLabel), item => Assert.True(item.Value!.Length < 9_000, $"{item.Key} has {item.Value.Length} characters."));
        Assert.InRange(Server.Items.Count(item => item.Key.StartsWith("fm/receipts/", StringComparison.Ordinal)), 1, 7);
    }

    [Fact]
    public async Task A_thousand_settings_are_read_by_pages_and_written_with_few_requests()
    {
        Server.PageSize = 100;
        var (target, claim) = await ClaimedAsync();
        await using var open = target;
        var before = Server.Requests.Count;
        for (var i = 0; i < 2; i++)
        {
            await WriteAsync(target, claim, [.. Enumerable.Range(0, 500).Select(n => Write($"{i}-{n}", null, "1"))]);
        }

        Assert.InRange(Server.Requests.Count - before, 1_000, 1_300);
        before = Server.Requests.Count;
        Assert.Equal(1_000, (await ItemsAsync(target)).Count);
        Assert.Equal(10, Server.Requests.Count - before);
    }

    [Theory]
    [InlineData("{}", "endpoint")]
    [InlineData("""{ "endpoint": "http://shop.azconfig.io" }""", "https")]
    [InlineData("""{ "endpoint": "https://shop.azconfig.io/kv?x=1" }""", "https")]
    [InlineData("""{ "endpoint": "https://shop.azconfig.io", "connection": { "secret": "store" } }""", "either")]
    [InlineData("""{ "connection": "Endpoint=https://shop.azconfig.io;Id=a;Secret=AAAA" }""", "written into the file")]
    [InlineData("""{ "endpoint": "https://shop.azconfig.io", "label": "functions-migrator" }""", "keeps for itself")]
    [InlineData("""{ "endpoint": "https://shop.azconfig.io", "label": "fm_scratch_x" }""", "keeps for itself")]
    [InlineData("""{ "endpoint": "https://shop.azconfig.io", "timeout": "2m" }""", "timeout")]
    [InlineData("""{ "endpoint": "https://shop.azconfig.io", "lable": "x" }""", "knows endpoint")]
    public void A_definition_that_does_not_fit_is_told_without_connecting(string settings, string words)
    {
        var binding = LocalPlaceFixture.Bind(AppConfigurationTargetType.TypeName, JsonElement.Parse(settings));

        var finding = Assert.Single(Type().Check(binding));

        Assert.Equal(TargetCodes.BadDefinition.Code, finding.Code);
        Assert.Contains(words, finding.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("AAAA", finding.Message + finding.Remedy, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("shop.azconfig.io", "https://appconfig.azure.com")]
    [InlineData("shop.azconfig.azure.us", "https://appconfig.azure.us")]
    [InlineData("shop.azconfig.azure.cn", "https://appconfig.azure.cn")]
    public void A_token_is_asked_for_by_the_cloud_of_the_store(string host, string audience) => Assert.Equal(audience, KeyValueService.Audience(host));

    private static bool IsWriteOfA(string request) => request.StartsWith("PUT /kv/checkout%2Fa?", StringComparison.Ordinal);

    private static byte[] Json(string text) => CanonicalJson.Of(JsonSerializer.SerializeToElement(text));

    private ItemWrite Of(string key, byte[]? from, byte[]? to) =>
        new(NextChange(), key, from is null ? null : Digest.Of(from), to is null ? null : Digest.Of(to), to is null ? null : ItemContent.Of(to), false);
}
