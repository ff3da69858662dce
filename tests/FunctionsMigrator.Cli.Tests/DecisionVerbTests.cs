using System.Globalization;
using System.Text.Json;
using FunctionsMigrator.Testing;
using FunctionsMigrator.Testing.Signing;

namespace FunctionsMigrator.Cli.Tests;

/// <summary>Who may decide, set aside, stand in and sign, as command lines over a store of this machine.</summary>
public sealed class DecisionVerbTests
{
    [Fact]
    public async Task What_holds_a_run_is_explained_set_aside_and_looked_at_by_somebody_else()
    {
        using var shop = await DecidedShop.BeginAsync();
        var run = await shop.AskAsync();

        var held = await shop.FmAsync(null, "policy", "explain", run, "--json");
        Assert.Equal((3, ""), (held.Exit, held.Error));
        Assert.Equal(["POL204", "POL202"], Texts(held.Json().GetProperty("reasons"), "code"));
        Assert.Equal(["bo", "kim"], held.Json().GetProperty("needed")[0].GetProperty("people").EnumerateArray().Select(name => name.GetString()!));
        Assert.Equal(JsonValueKind.False, held.Json().GetProperty("mayStart").ValueKind);
        Assert.Contains("freeze sale, next start not within two years, still needed: dba (bo or kim)", (await shop.FmAsync(null, "policy", "explain", run)).Out, StringComparison.Ordinal);
        var before = await shop.FmAsync(null, "policy", "explain", "--env", "production", "--at", "2019-06-01T00:00");
        Assert.Equal((0, true), (before.Exit, before.Out.Contains("may start now", StringComparison.Ordinal)));
        await shop.RefusedAsync(1, "RUN001", null, "policy", "explain", "nothing");
        await shop.RefusedAsync(64, "CLI001", null, "policy", "explain");
        await shop.RefusedAsync(64, "CLI001", null, "policy", "explain", run, "--env", "production");
        await shop.RefusedAsync(64, "CLI001", null, "policy", "explain", run, "--at", "soon");

        await shop.RefusedAsync(1, "ACC010", null, "override", run, "--freeze", "sale", "--reason", "INC1");
        await shop.RefusedAsync(3, "POL122", "bo", "override", run, "--freeze", "sale", "--reason", "INC1");
        await shop.RefusedAsync(3, "POL122", "lee", "override", run, "--freeze", "winter", "--reason", "INC1");
        await shop.RefusedAsync(64, "CLI001", "lee", "override", run, "--reason", "INC1");
        await shop.RefusedAsync(64, "CLI001", "lee", "override", run, "--freeze", "sale", "--window", "--reason", "INC1");
        await shop.RefusedAsync(64, "CLI001", "lee", "override", run, "--freeze", "sale");
        await shop.RefusedAsync(3, "POL123", "bo", "review", run, "--reason", "nothing was set aside yet");
        var aside = await shop.FmAsync("lee", "override", run, "--freeze", "sale", "--reason", "INC1", "--json");
        Assert.Equal(3, aside.Exit);
        Assert.Equal("override", aside.Json().GetProperty("commands")[0].GetProperty("kind").GetString());
        var explained = (await shop.FmAsync(null, "policy", "explain", run, "--json")).Json();
        Assert.Equal(["POL204"], Texts(explained.GetProperty("reasons"), "code"));
        Assert.Equal("freeze:sale", explained.GetProperty("setAside")[0].GetString());
        var ended = await shop.DoneAsync("lee", "override", run, "--break-glass", "--reason", "INC1: nobody can be reached", "--wait", "5m");
        Assert.Equal("Completed", ended.GetProperty("run").GetProperty("state").GetString());
        Assert.Equal(["freeze:sale", "approvals"], Texts(ended.GetProperty("run").GetProperty("overrides"), "what"));

        await shop.RefusedAsync(1, "ACC010", null, "review", run, "--reason", "right");
        await shop.RefusedAsync(3, "POL123", "lee", "review", run, "--reason", "right");
        await shop.RefusedAsync(3, "POL123", "kim", "review", run, "--reason", "right");
        await shop.RefusedAsync(64, "CLI001", "bo", "review", run);
        await shop.RefusedAsync(1, "RUN001", "bo", "review", "nothing", "--reason", "right");
        var reviewed = await shop.DoneAsync("bo", "review", run, "--reason", "right decision");
        Assert.Equal(["bo", "bo"], Texts(reviewed.GetProperty("run").GetProperty("overrides"), "reviewedBy"));
        await shop.RefusedAsync(3, "POL123", "bo", "review", run, "--reason", "again");

        var report = await shop.DoneAsync(null, "audit", "report", "--env", "production", "--from", "2020-01-01", "--to", "2099-12-31");
        Assert.True(report.GetProperty("intact").GetBoolean());
        var row = report.GetProperty("runs").EnumerateArray().Single(one => one.GetProperty("run").GetString() == run);
        Assert.Equal(["lee", "lee", "bo"], Texts(row.GetProperty("overrides"), "by"));
        Assert.Equal(["ada"], row.GetProperty("authors").EnumerateArray().Select(name => name.GetString()!));
        Assert.Contains("INC1: nobody can be reached", (await shop.FmAsync(null, "audit", "report", "--env", "production", "--from", "2020-01-01", "--to", "2099-12-31")).Out, StringComparison.Ordinal);
        Assert.True((await shop.DoneAsync(null, "audit", "verify")).GetProperty("intact").GetBoolean());
    }

    [Fact]
    public async Task Who_is_away_lets_somebody_else_approve_and_takes_it_back()
    {
        using var shop = await DecidedShop.BeginAsync();
        var run = await shop.AskAsync();
        var until = DateTimeOffset.UtcNow.AddDays(2).ToString("yyyy-MM-dd'T'HH:mm'Z'", CultureInfo.InvariantCulture);
        string[] holidays = ["--until", until, "--reason", "holidays"];

        await shop.RefusedAsync(1, "ACC010", null, ["delegate", "--to", "lee", .. holidays]);
        await shop.RefusedAsync(3, "POL125", "kim", ["delegate", "--to", "kim", .. holidays]);
        await shop.RefusedAsync(3, "POL125", "kim", ["delegate", "--to", "nobody", .. holidays]);
        await shop.RefusedAsync(3, "POL125", "kim", ["delegate", "--to", "lee", "--role", "release-manager", .. holidays]);
        await shop.RefusedAsync(3, "POL125", "kim", "delegate", "--to", "lee", "--until", "2020-01-01");
        await shop.RefusedAsync(64, "CLI001", "kim", "delegate", "--to", "lee");
        await shop.RefusedAsync(64, "CLI001", "kim", "delegate", "--to", "lee", "--until", "soon");
        await shop.RefusedAsync(64, "CLI001", "kim", "delegate", "--revoke", "all");
        await shop.RefusedAsync(64, "CLI001", "kim", ["delegate", "--revoke", "1", "--to", "lee", .. holidays]);
        await shop.RefusedAsync(64, "CLI001", "kim", "delegate", "--revoke", "1", "--to", "lee");
        await shop.RefusedAsync(64, "CLI001", "kim", "delegate", "--revoke", "1", "--role", "dba");
        await shop.RefusedAsync(3, "POL121", "lee", "approve", run, "--plan", await PlanAsync(shop, run));
        var made = await shop.DoneAsync("kim", ["delegate", "--to", "lee", "--role", "dba", .. holidays]);
        Assert.Equal((1, "kim", "lee", "dba", "holidays"), (made.GetProperty("number").GetInt32(), Text(made, "person"), Text(made, "to"), Text(made, "role"), Text(made, "reason")));
        Assert.NotEmpty(Text(made, "signature"));

        var approved = await shop.FmAsync("lee", "approve", run, "--plan", await PlanAsync(shop, run), "--json");
        Assert.Equal((3, "AwaitingWindow"), (approved.Exit, Text(approved.Json().GetProperty("run"), "state")));
        await shop.RefusedAsync(3, "POL125", "kim", "delegate", "--revoke", "9");
        await shop.RefusedAsync(3, "POL125", "bo", "delegate", "--revoke", "1");
        Assert.Contains("delegation 2: kim takes back 1", (await shop.FmAsync("kim", "delegate", "--revoke", "1")).Out, StringComparison.Ordinal);

        var records = (await shop.DoneAsync(null, "audit", "show", "delegations")).GetProperty("records");
        Assert.Equal(["delegated", "sealed", "delegated", "sealed"], Texts(records, "event"));
        Assert.Contains("delegations", Texts((await shop.DoneAsync(null, "audit", "verify")).GetProperty("reports"), "environment"));
    }

    [Fact]
    public async Task Signers_are_added_listed_revoked_and_told_by_the_audit()
    {
        using var shop = await DecidedShop.BeginAsync();
        using var keys = new TestFolder();
        using var git = new SigningGit(keys["work"]);
        var (ada, other) = (git.Key("ada"), git.Key("other"));
        keys.Write("no-key", "hello");
        Assert.Equal(0, (await shop.DoneAsync(null, "signers", "list")).GetProperty("version").GetInt32());
        Assert.Equal(0, (await shop.DoneAsync(null, "audit", "show", "_signers")).GetProperty("records").GetArrayLength());
        await shop.RefusedAsync(1, "AUD009", null, "audit", "verify", "--env", "_signers");

        await shop.RefusedAsync(1, "SIG030", null, "signers", "add", "ada", "--key", keys["missing"], "--principal", "ada@example.com");
        await shop.RefusedAsync(1, "SIG030", null, "signers", "add", "ada", "--key", keys["no-key"], "--principal", "ada@example.com");
        await shop.RefusedAsync(1, "SIG031", null, "signers", "add", "ada", "--key", ada + ".pub");
        await shop.RefusedAsync(1, "ACC010", "ada", "signers", "add", "ada", "--key", ada + ".pub", "--principal", "ada@example.com");
        await shop.RefusedAsync(64, "CLI001", null, "signers", "add", "ada");
        var added = await shop.DoneAsync(null, "signers", "add", "ada", "--key", ada + ".pub", "--principal", "ada@example.com", "--group", "app-keys");
        Assert.Equal((1, "ada"), (added.GetProperty("version").GetInt32(), Text(added.GetProperty("signers")[0], "name")));
        await shop.RefusedAsync(1, "SIG034", null, "signers", "add", "ada", "--key", other + ".pub", "--principal", "ada@example.com");
        var listed = await shop.FmAsync(null, "signers", "list");
        Assert.Contains("ada@example.com", listed.Out, StringComparison.Ordinal);
        Assert.Contains(added.GetProperty("signers")[0].GetProperty("fingerprints")[0].GetString()!, listed.Out, StringComparison.Ordinal);

        await shop.RefusedAsync(1, "SIG035", null, "signers", "revoke", "adda", "--reason", "stolen");
        await shop.RefusedAsync(1, "ACC010", "ada", "signers", "revoke", "ada", "--reason", "stolen");
        await shop.RefusedAsync(64, "CLI001", null, "signers", "revoke", "ada");
        await shop.RefusedAsync(64, "CLI001", null, "signers", "revoke", "ada", "--key", ada + ".pub", "--reason", "stolen");
        var revoked = await shop.DoneAsync(null, "signers", "revoke", "ada", "--reason", "laptop stolen");
        Assert.Equal((2, 0, "laptop stolen"), (revoked.GetProperty("version").GetInt32(), revoked.GetProperty("signers").GetArrayLength(), Text(revoked.GetProperty("revoked")[0], "reason")));
        await shop.RefusedAsync(1, "SIG036", null, "signers", "add", "ada", "--key", ada + ".pub", "--principal", "ada@example.com");
        Assert.Contains("laptop stolen", (await shop.FmAsync(null, "signers", "list")).Out, StringComparison.Ordinal);

        var shown = await shop.DoneAsync(null, "audit", "show", "_signers");
        Assert.Equal("_signers", Text(shown, "run"));
        Assert.Equal(["signer-added", "sealed", "signer-revoked", "sealed"], Texts(shown.GetProperty("records"), "event"));
        Assert.Contains("reason=laptop stolen", (await shop.FmAsync(null, "audit", "show", "_signers")).Out, StringComparison.Ordinal);
        var verified = (await shop.DoneAsync(null, "audit", "verify", "--env", "_signers")).GetProperty("reports");
        Assert.Equal((1, 2), (verified.GetArrayLength(), verified[0].GetProperty("runs").GetArrayLength()));
        Assert.Equal(["production", "_signers"], Texts((await shop.DoneAsync(null, "audit", "verify")).GetProperty("reports"), "environment"));
        var record = Directory.EnumerateFiles(Path.Combine(shop["shop"], ".fm", "blobs", "audit"), "*", SearchOption.AllDirectories).First(file => File.ReadAllText(file).Contains("laptop stolen", StringComparison.Ordinal));
        File.SetAttributes(record, FileAttributes.Normal);
        await File.WriteAllTextAsync(record, (await File.ReadAllTextAsync(record, TestContext.Current.CancellationToken)).Replace("laptop stolen", "laptop lost..", StringComparison.Ordinal), TestContext.Current.CancellationToken);
        var broken = await shop.FmAsync(null, "audit", "verify");
        Assert.Equal(1, broken.Exit);
        Assert.Contains("error AUD001", broken.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_auditors_ask_wrongly_is_refused_with_a_code_and_an_export_of_a_run_is_whole()
    {
        using var shop = await DecidedShop.BeginAsync();
        var run = await shop.AskAsync();
        var plan = await PlanAsync(shop, run);
        await shop.FmAsync("kim", "approve", run, "--plan", plan);
        await shop.DoneAsync("lee", "override", run, "--freeze", "sale", "--reason", "INC1", "--wait", "5m");

        await shop.RefusedAsync(64, "CLI001", null, "audit", "report", "--env", "production");
        await shop.RefusedAsync(64, "CLI001", null, "audit", "report", "--env", "production", "--from", "2026-01-01");
        await shop.RefusedAsync(1, "AUD020", null, "audit", "report", "--env", "production", "--quarter", "2026-Q9");
        await shop.RefusedAsync(1, "AUD020", null, "audit", "report", "--env", "production", "--quarter", "2026-Q3", "--zone", "Nowhere");
        await shop.RefusedAsync(1, "AUD020", null, "audit", "at", "yesterday", "--env", "production");
        await shop.RefusedAsync(64, "CLI001", null, "audit", "at", "2026-09-30");
        await shop.RefusedAsync(1, "RUN001", null, "audit", "item", "checkout/timeoutSeconds", "--env", "production", "--before", "nothing");
        var item = (await shop.DoneAsync(null, "audit", "item", "checkout/timeoutSeconds", "--env", "production")).GetProperty("changes")[0];
        Assert.Equal(("45", "30", run), (Text(item.GetProperty("after"), "text"), Text(item.GetProperty("before"), "text"), Text(item, "run")));
        Assert.Equal("kim", item.GetProperty("approvers")[0].GetString());

        await shop.RefusedAsync(64, "CLI001", null, "audit", "export", "--to", shop["evidence"]);
        await shop.RefusedAsync(1, "RUN001", null, "audit", "export", "nothing", "--to", shop["nothing"]);
        var exported = await shop.DoneAsync(null, "audit", "export", run, "--to", shop["evidence"], "--zip");
        Assert.Equal((shop["evidence"], shop["evidence"] + ".zip", run), (Text(exported, "folder"), Text(exported, "zip"), Text(exported.GetProperty("manifest"), "run")));
        await shop.RefusedAsync(1, "AUD013", null, "audit", "export", run, "--to", shop["evidence"]);
        var verified = await shop.DoneAsync(null, "audit", "verify", shop["evidence"] + ".zip", "--files", Text(exported, "evidence"));
        Assert.Equal((true, 2), (verified.GetProperty("intact").GetBoolean(), verified.GetProperty("evidence").GetProperty("signed").GetInt32()));
    }

    private static async Task<string> PlanAsync(DecidedShop shop, string run) => (await shop.DoneAsync(null, "status", run)).GetProperty("run").GetProperty("plan").GetProperty("digest").GetString()!;

    private static string Text(JsonElement element, string name) => element.GetProperty(name).GetString()!;

    private static IEnumerable<string> Texts(JsonElement elements, string name) => elements.EnumerateArray().Select(element => Text(element, name));
}
