using System.Globalization;
using System.Text.Json;
using FunctionsMigrator.Cli.CommandLine;
using FunctionsMigrator.Cli.Hosting;
using FunctionsMigrator.Core.Notices;
using FunctionsMigrator.Core.Operations;
using FunctionsMigrator.Core.Runs;
using FunctionsMigrator.Integration.Tests.Smtp;
using FunctionsMigrator.Testing;
using FunctionsMigrator.Testing.Notices;
using FunctionsMigrator.Testing.Scenarios;
using FunctionsMigrator.Testing.Signing;
using FunctionsMigrator.Testing.Webhooks;
using FunctionsMigrator.Web.Client;

namespace FunctionsMigrator.Integration.Tests.Story;

/// <summary>
/// A team and its <c>fm serve</c>: a bare repository that everybody pushes to, the clone of ada, who signs what she commits with the real git and ssh-keygen, and the clone that is
/// served, with mail and cards. Only ada and lee are release managers; bo and kim are dbas. What is told of the store is asked over HTTP, or of <c>fm</c> as a person calls it.
/// </summary>
internal sealed class StoryWorld : IAsyncDisposable
{
    private const string Secret = "the secret that GitHub and the host share";
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(4);

    private readonly TestFolder _folder = new();
    private readonly CancellationTokenSource _stop = new();
    private readonly HttpClient _http = new(HttpMigrator.CreateHandler());
    private readonly Dictionary<string, string> _keys = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> _settings;
    private readonly StoryTerminal _terminal = new();
    private readonly SigningGit _ada;
    private readonly string _key;
    private Task<int> _serving = Task.FromResult(0);

    private StoryWorld(DateTimeOffset now, CardReceiver hook, SmtpSink sink)
    {
        Clock = new StoryClock(now);
        Hook = hook;
        Sink = sink;
        _settings = new(StringComparer.Ordinal)
        {
            ["FM_SMTP_HOST"] = "127.0.0.1",
            ["FM_SMTP_PORT"] = sink.Port.ToString(CultureInfo.InvariantCulture),
            ["FM_SMTP_FROM"] = "fm@example.com",
            ["FM_SMTP_SECURITY"] = "none",
            ["FM_TEAMS_HOSTS"] = hook.Host,
            ["FM_SECRET_OPS_HOOK"] = hook.Hook,
            ["FM_WEBHOOK_GITHUB_SECRETS"] = "github-hook",
            ["FM_SECRET_GITHUB_HOOK"] = Secret,
            ["FM_PROVIDER_REPOSITORY"] = "https://github.com/example/shop.git",
        };
        _ada = new SigningGit(_folder["ada"]);
        _key = _ada.Key("ada");
    }

    public StoryClock Clock { get; }

    public CardReceiver Hook { get; }

    public SmtpSink Sink { get; }

    /// <summary>Where <c>fm serve</c> answers.</summary>
    public Uri Address { get; private set; } = null!;

    /// <summary>The operations over HTTP, as somebody who may look.</summary>
    public IMigrator Migrator { get; private set; } = null!;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private string Served => _folder["served"];

    /// <summary>
    /// Begins with a first run that an admin lets trust its commit, and a second one of a signed commit that brings the policy, so that the policy decides whatever comes then.
    /// </summary>
    public static async Task<StoryWorld> BeginAsync(DateTimeOffset now, CardReceiver hook, SmtpSink sink, string policy)
    {
        var world = new StoryWorld(now, hook, sink);
        await world.BeginAsync(policy);
        return world;
    }

    /// <summary>The key of a person.</summary>
    public string KeyOf(string person) => _keys[person];

    /// <summary>Commits a setting, signed by ada, pushes it, and has the served clone pull it; answers the commit.</summary>
    public string Push(string message, int timeout) => Push(message, _key, ("metadata/checkout.yaml", SmallRepository.Settings($"checkout/timeoutSeconds: {timeout}", "checkout/retries: 3")));

    /// <summary>What GitHub posts of a push; answers the status.</summary>
    public async Task<int> DeliverAsync(string before, string after, string id, string secret = Secret)
    {
        var delivery = RecordedDelivery.Read("github", "push").Replace(RecordedDelivery.Before, before).Replace(RecordedDelivery.After, after)
            .With([new KeyValuePair<string, string>("X-GitHub-Delivery", id)]).Sign("github", secret, Clock.GetUtcNow());
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(Address, "/webhooks/github")) { Content = new ByteArrayContent(delivery.Body) };
        foreach (var (name, value) in delivery.Headers)
        {
            Assert.True(request.Headers.TryAddWithoutValidation(name, value) || request.Content.Headers.TryAddWithoutValidation(name, value));
        }

        using var answer = await _http.SendAsync(request, Cancellation);
        return (int)answer.StatusCode;
    }

    /// <summary>The run of a commit as soon as it is in the state.</summary>
    public async Task<RunDetails> RunOfAsync(string commit, RunState state)
    {
        var id = await SoonAsync(
            async () => await Migrator.ListAsync(new RunFilter("production", Limit: 10), Cancellation).Where(run => run.Commit == commit).Select(run => run.Id).FirstOrDefaultAsync(Cancellation),
            () => $"There is no run of {commit}.");
        return await UntilAsync(id, details => details.Run.State == state);
    }

    /// <summary>The run as soon as something holds of it.</summary>
    public async Task<RunDetails> UntilAsync(string run, Func<RunDetails, bool> holds)
    {
        RunDetails? last = null;
        return await SoonAsync(
            async () =>
            {
                last = (await Migrator.GetAsync(run, Cancellation)).Value;
                return holds(last) ? last : null;
            },
            () => $"Run {run} stays {last?.Run.State}: {last?.Run.Reason}; {string.Join("; ", last?.Notices.Select(notice => $"{notice.Kind} {notice.Receiver} {notice.State} {notice.Failure}") ?? [])}");
    }

    /// <summary>Waits for something to be there.</summary>
    public async Task<T> SoonAsync<T>(Func<Task<T?>> look, Func<string> otherwise)
        where T : class
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        patience.CancelAfter(Patience);
        while (true)
        {
            if (await look() is { } found)
            {
                return found;
            }

            Assert.False(_serving.IsCompleted, $"fm serve has ended. {_terminal.Errors}");
            try
            {
                await Clock.BeatAsync(patience.Token);
            }
            catch (OperationCanceledException) when (!Cancellation.IsCancellationRequested)
            {
                Assert.Fail($"{otherwise()} {_terminal.Errors}");
            }
        }
    }

    /// <summary>
    /// Puts the clock forward to a moment, once nothing is under way that would then have taken all that time and be given up for it: runs wait or have ended, and what is to be sent
    /// was tried.
    /// </summary>
    public async Task PutForwardAsync(DateTimeOffset moment)
    {
        var open = "";
        await SoonAsync(
            async () =>
            {
                open = string.Join("; ", await UnderWayAsync());
                return open.Length == 0 ? open : null;
            },
            () => $"Still under way: {open}.");
        if (moment > Clock.GetUtcNow())
        {
            Clock.PutForward(moment - Clock.GetUtcNow());
        }
    }

    /// <summary>Calls <c>fm</c> in the served clone: as its owner, or with somebody's key.</summary>
    public async Task<StoryCall> FmAsync(string? person, params string[] args)
    {
        var terminal = new StoryTerminal();
        var exit = await FmCommandLine.RunAsync(args, new Session(terminal, Around(person), new HostFactory(), Clock), Cancellation);
        return new StoryCall(exit, terminal.Printed, terminal.Errors);
    }

    /// <summary>The same, where it must go well and print a document.</summary>
    public async Task<JsonElement> FmDocumentAsync(params string[] args)
    {
        var call = await FmAsync(null, [.. args, "--json"]);
        Assert.True(call.Exit == 0, $"{string.Join(' ', args)}: {call.Out}{call.Errors}");
        return call.Document;
    }

    /// <summary>Ctrl-C for the server; answers its exit code.</summary>
    public async Task<int> StopAsync()
    {
        await _stop.CancelAsync();
        return await _serving;
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        await Clock.DisposeAsync();
        _http.Dispose();
        _stop.Dispose();
        _ada.Dispose();
        Microsoft.Data.Sqlite.SqliteConnection.ClearAllPools();
        _folder.Dispose();
    }

    private async Task BeginAsync(string policy)
    {
        var bare = _folder["origin.git"];
        _ada.Git("init", "--quiet", "--bare", "--initial-branch=main", bare);
        _ada.Git("remote", "add", "origin", bare);
        foreach (var (path, text) in SmallRepository.Files)
        {
            _folder.Write("ada/" + path, text);
        }

        _folder.Write("ada/policies/production.yaml", SmallRepository.Policy("commits: { signed: required }")).Write("ada/people.yaml", """
            kind: People
            name: people
            people:
              ada: { git: [ada@example.com], key: ada, roles: [release-manager] }
              lee: { git: [lee@example.com], key: lee, roles: [release-manager] }
              bo: { git: [bo@example.com], key: bo, roles: [dba] }
              kim: { git: [kim@example.com], key: kim, roles: [dba] }
            """);
        _ada.Commit("Begin", null, Clock.GetUtcNow());
        _ada.Git("push", "--quiet", "--set-upstream", "origin", "main");
        _ada.Git("clone", "--quiet", bare, Served);
        await FmDocumentAsync("signers", "add", "ada", "--key", _key + ".pub", "--principal", "ada@example.com");
        foreach (var (person, role) in new[] { ("ada", "approver"), ("lee", "approver"), ("bo", "approver"), ("kim", "approver"), ("screen", "reader") })
        {
            _keys[person] = (await FmDocumentAsync("login", "create", person, "--role", role)).GetProperty("key").GetString()!;
        }

        await FmDocumentAsync("migrate", "--env", "production", "--trust-from", "HEAD", "--wait", "5m");
        Push("Ask people, and tell them", _key, ("policies/production.yaml", SmallRepository.Policy(policy)));
        await FmDocumentAsync("migrate", "--env", "production", "--wait", "5m");
        _serving = FmCommandLine.RunAsync(["serve", "--listen", "http://127.0.0.1:0", "--json"], new Session(_terminal, Around(null), new HostFactory(), Clock), _stop.Token);
        await Task.WhenAny(_terminal.First, _serving);
        Assert.False(_serving.IsCompleted, $"fm serve has ended. {_terminal.Printed}{_terminal.Errors}");
        using var document = JsonDocument.Parse(await _terminal.First);
        Address = new Uri(document.RootElement.GetProperty("url").GetString()!);
        Migrator = new HttpMigrator(_http, Address, KeyOf("screen"));
    }

    // A notice that is being sent has its next try when that is given up: five minutes after it was begun.
    private async Task<IReadOnlyList<string>> UnderWayAsync()
    {
        var open = new List<string>();
        await foreach (var run in Migrator.ListAsync(new RunFilter("production", Limit: 10), Cancellation))
        {
            if (!run.State.IsFinal() && run.State is not (RunState.AwaitingApproval or RunState.AwaitingWindow))
            {
                open.Add($"{run.Id} {run.State}");
            }

            open.AddRange((await Migrator.GetAsync(run.Id, Cancellation)).Value.Notices
                .Where(notice => notice.State is NoticeState.Waiting && (notice.Failure is null || notice.NextTry - notice.At == TimeSpan.FromMinutes(5)))
                .Select(notice => $"{notice.Kind} of {run.Id} to {notice.Receiver}"));
        }

        return open;
    }

    private string Push(string message, string key, (string Path, string Text) file)
    {
        _folder.Write("ada/" + file.Path, file.Text);
        var commit = _ada.Commit(message, key, Clock.GetUtcNow());
        _ada.Git("push", "--quiet");
        _ada.Git("-C", Served, "pull", "--quiet", "--ff-only");
        return commit;
    }

    private Surroundings Around(string? person) => new(Served, person is null ? _settings : new Dictionary<string, string>(_settings) { ["FM_API_KEY"] = KeyOf(person) });

    private sealed class Surroundings(string directory, IReadOnlyDictionary<string, string> variables) : ISurroundings
    {
        public string Directory => directory;

        public string User => "owner";

        public IEnumerable<KeyValuePair<string, string?>> Variables => variables.Select(pair => new KeyValuePair<string, string?>(pair.Key, pair.Value));

        public string? Variable(string name) => variables.GetValueOrDefault(name);
    }
}

/// <summary>What a call of <c>fm</c> printed, and how it ended.</summary>
/// <param name="Exit">Its exit code.</param>
/// <param name="Out">Standard output.</param>
/// <param name="Errors">Standard error.</param>
internal sealed record StoryCall(int Exit, string Out, string Errors)
{
    /// <summary>The document on standard output.</summary>
    public JsonElement Document
    {
        get
        {
            using var document = JsonDocument.Parse(Out);
            return document.RootElement.Clone();
        }
    }
}
