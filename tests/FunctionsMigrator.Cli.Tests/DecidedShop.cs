using System.Text.Json;
using FunctionsMigrator.Adapters.Git;
using FunctionsMigrator.Cli.Hosting;
using FunctionsMigrator.Cli.Tests.Doubles;
using FunctionsMigrator.Core.Ports;
using FunctionsMigrator.Testing.Scenarios;

namespace FunctionsMigrator.Cli.Tests;

/// <summary>
/// A repository, store, engine and targets of this machine, and keys of its people: ada wrote everything; bo is release manager and dba, kim is dba, lee may set aside. After its base every
/// run needs a dba, and is held by a freeze that never ends.
/// </summary>
internal sealed class DecidedShop : IDisposable
{
    private readonly TemporaryDirectory _folder = new();
    private readonly Dictionary<string, string> _keys = new(StringComparer.Ordinal);

    /// <summary>A folder beside the repository.</summary>
    public string this[string path] => _folder.File(path);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    /// <summary>A repository whose environment holds its files and its rules, and the keys.</summary>
    public static async Task<DecidedShop> BeginAsync()
    {
        var shop = new DecidedShop();
        foreach (var (path, text) in SmallRepository.Files)
        {
            await shop.WriteAsync(path, text);
        }

        await shop.WriteAsync("environments/production.yaml", """
            kind: Environment
            name: production
            policy: production
            regions: [ { name: west } ]
            targets:
              db: { type: sqlite, path: "data/${region}/db.sqlite" }
              config: { type: files, path: "data/${region}/config" }
            """);
        await shop.WriteAsync("people.yaml", """
            kind: People
            name: people
            people:
              ada: { git: [ada@example.com], key: ada, roles: [release-manager] }
              bo: { git: [bo@example.com], key: bo, roles: [release-manager, dba] }
              kim: { git: [kim@example.com], key: kim, roles: [dba] }
              lee: { git: [lee@example.com], key: lee, roles: [commander] }
            """);
        Assert.True(GitRepositories.Create(shop._folder.File("shop"), "Begin", new GitIdentity("Ada", "ada@example.com"), DateTimeOffset.UtcNow).Succeeded);
        Assert.Equal(0, (await shop.FmAsync(null, "migrate", "--env", "production")).Exit);
        await shop.WriteAsync("policies/production.yaml", SmallRepository.Policy("""
            approvals: { low: [ { role: dba } ], medium: [ { role: dba } ], high: [ { role: dba } ] }
            freezes: [ { name: sale, from: 2020-01-01T00:00, to: 2099-01-01T00:00, zone: Europe/Berlin } ]
            override: { require: [ { role: commander } ], review: { role: release-manager, within: 72h } }
            breakGlass: { role: commander, review: { role: release-manager, within: 72h } }
            """));
        Commit(shop, "Ask people");
        Assert.Equal(0, (await shop.FmAsync(null, "migrate", "--env", "production")).Exit);
        foreach (var person in new[] { "ada", "bo", "kim", "lee" })
        {
            shop._keys[person] = (await shop.FmAsync(null, "login", "create", person, "--role", "approver", "--json")).Json().GetProperty("key").GetString()!;
        }

        return shop;
    }

    /// <summary>A run that waits for its dba; answers its id.</summary>
    public async Task<string> AskAsync()
    {
        await WriteAsync("metadata/checkout.yaml", SmallRepository.Settings("checkout/timeoutSeconds: 45", "checkout/retries: 3"));
        Commit(this, "Wait longer");
        var asked = await FmAsync(null, "migrate", "--env", "production", "--json");
        Assert.Equal((3, "AwaitingApproval"), (asked.Exit, asked.Json().GetProperty("run").GetProperty("state").GetString()));
        return asked.Json().GetProperty("run").GetProperty("id").GetString()!;
    }

    /// <summary>Calls <c>fm</c>: as the owner of the store, or with a person's key.</summary>
    public Task<FmResult> FmAsync(string? person, params string[] args) => new Fm
    {
        Surroundings = person is null ? new TestSurroundings(_folder.File("shop")) : new TestSurroundings(_folder.File("shop"), ("FM_API_KEY", _keys[person])),
        Hosts = new HostFactory(),
        RealTime = true,
    }.RunAsync(args);

    /// <summary>It goes well; answers the document.</summary>
    public async Task<JsonElement> DoneAsync(string? person, params string[] args)
    {
        var result = await FmAsync(person, [.. args, "--json"]);
        Assert.True(result.Exit == 0, $"{string.Join(' ', args)}: {result.Exit} {result.Out}{result.Error}");
        return result.Json();
    }

    /// <summary>It is refused with the exit code and the code, on standard error and in the document.</summary>
    public async Task RefusedAsync(int exit, string code, string? person, params string[] args)
    {
        var result = await FmAsync(person, [.. args, "--json"]);
        Assert.True(result.Exit == exit && result.Error.Contains($"error {code}:", StringComparison.Ordinal), $"{string.Join(' ', args)}: {result.Exit} {result.Error}");
        Assert.Equal(code, result.Json().GetProperty("findings")[0].GetProperty("code").GetString());
    }

    /// <inheritdoc/>
    public void Dispose() => _folder.Dispose();

    private async Task WriteAsync(string path, string text)
    {
        var file = _folder.File(["shop", .. path.Split('/')]);
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        await File.WriteAllTextAsync(file, text, Cancellation);
    }

    private static void Commit(DecidedShop shop, string message) =>
        Assert.True(GitRepositories.CommitAll(shop._folder.File("shop"), message, new GitIdentity("Ada", "ada@example.com"), DateTimeOffset.UtcNow).Succeeded);
}
