using System.Globalization;
using System.Runtime.CompilerServices;
using FunctionsMigrator.Core.Analyses;
using FunctionsMigrator.Core.Audit;
using FunctionsMigrator.Core.Drift;
using FunctionsMigrator.Core.Findings;
using FunctionsMigrator.Core.Operations;
using FunctionsMigrator.Core.Planning;
using FunctionsMigrator.Core.Policy;
using FunctionsMigrator.Core.Ports;
using FunctionsMigrator.Core.Runs;
using FunctionsMigrator.Core.Signatures;
using FunctionsMigrator.Web.Endpoints;

namespace FunctionsMigrator.Web.Client;

/// <summary>
/// The operations of a remote server over its HTTP API. Answers what the server's own operations answered, with the same findings; what goes wrong on the way is a
/// finding <c>WEB001</c> to <c>WEB006</c>. Who asks is said by the key, so every <see cref="Caller"/> given here is ignored. A stream that fails, at its start or later,
/// throws <see cref="StoreException"/> with the finding, as the stream of an unreachable local store does.
/// </summary>
/// <param name="http">Sends; make its handler with <see cref="CreateHandler"/>. Its timeout bounds the wait for the start of each answer. Not disposed here.</param>
/// <param name="server">Address of the server, perhaps with a path before <c>/api</c>. Over http only where it is this machine.</param>
/// <param name="key">The API key; null sends none.</param>
public sealed class HttpMigrator(HttpClient http, Uri server, string? key) : IMigrator
{
    private readonly Exchange _exchange = new(http, server, key);

    /// <summary>A handler that follows no redirect, keeps no cookies, and notices a server's moved address.</summary>
    public static SocketsHttpHandler CreateHandler() => new()
    {
        AllowAutoRedirect = false,
        UseCookies = false,
        ConnectTimeout = TimeSpan.FromSeconds(15),
        PooledConnectionLifetime = TimeSpan.FromMinutes(5),
    };

    /// <inheritdoc/>
    public Task<Outcome<StartedRun>> StartAsync(StartRequest request, Caller caller, CancellationToken cancellation) =>
        _exchange.PostAsync<StartedRun>("api/runs", request, cancellation);

    /// <inheritdoc/>
    public Task<Outcome<StartedRun>> PromoteAsync(PromoteRequest request, Caller caller, CancellationToken cancellation) =>
        _exchange.PostAsync<StartedRun>("api/promotions", request, cancellation);

    /// <inheritdoc/>
    public Task<Outcome<StartedRun>> RollBackAsync(RollbackRequest request, Caller caller, CancellationToken cancellation) =>
        _exchange.PostAsync<StartedRun>($"api/runs/{Text(request.Run)}/rollback", new RollbackBody(request.Reason, request.AcceptDataLoss, request.Targets), cancellation);

    /// <inheritdoc/>
    public Task<Outcome<RollbackPreview>> PreviewRollBackAsync(RollbackRequest request, Caller caller, CancellationToken cancellation) =>
        _exchange.PostAsync<RollbackPreview>($"api/runs/{Text(request.Run)}/rollback/plan", new RollbackBody(request.Reason, request.AcceptDataLoss, request.Targets), cancellation);

    /// <inheritdoc/>
    public Task<Outcome<StartedRun>> RetryAsync(string run, Caller caller, CancellationToken cancellation) =>
        _exchange.PostAsync<StartedRun>($"api/runs/{Text(run)}/retry", null, cancellation);

    /// <inheritdoc/>
    public Task<Outcome<RunCommand>> CommandAsync(string run, CommandRequest request, Caller caller, CancellationToken cancellation) =>
        _exchange.PostAsync<RunCommand>($"api/runs/{Text(run)}/commands", request, cancellation);

    /// <inheritdoc/>
    public Task<Outcome<Delegation>> DelegateAsync(DelegateRequest request, Caller caller, CancellationToken cancellation) =>
        _exchange.PostAsync<Delegation>("api/delegations", request, cancellation);

    /// <inheritdoc/>
    public async IAsyncEnumerable<Delegation> ListDelegationsAsync([EnumeratorCancellation] CancellationToken cancellation)
    {
        foreach (var delegation in (await ListedAsync<DelegationList>("api/delegations", cancellation)).Delegations)
        {
            yield return delegation;
        }
    }

    /// <inheritdoc/>
    public Task<Outcome<PolicyExplanation>> ExplainAsync(ExplainRequest request, CancellationToken cancellation)
    {
        var at = request.At is { } instant ? $"at={Text(instant.UtcDateTime.ToString("O", CultureInfo.InvariantCulture))}" : "";
        return _exchange.GetAsync<PolicyExplanation>(
            request.Run is { } run ? $"api/runs/{Text(run)}/explanation?{at}" : $"api/policy/explain?environment={Text(request.Environment ?? "")}&{at}", cancellation);
    }

    /// <inheritdoc/>
    public Task<Outcome<RunDetails>> GetAsync(string run, CancellationToken cancellation) => _exchange.GetAsync<RunDetails>($"api/runs/{Text(run)}", cancellation);

    /// <inheritdoc/>
    public async IAsyncEnumerable<RunRecord> ListAsync(RunFilter filter, [EnumeratorCancellation] CancellationToken cancellation)
    {
        var environment = filter.Environment is { } name ? $"&environment={Text(name)}" : "";
        var after = filter.After is { } place ? $"&after={Text(place)}" : "";
        var path = string.Create(CultureInfo.InvariantCulture, $"api/runs?limit={filter.Limit}&open={(filter.OpenOnly ? "true" : "false")}{environment}{after}");
        foreach (var run in (await ListedAsync<RunList>(path, cancellation)).Runs)
        {
            yield return run;
        }
    }

    /// <inheritdoc/>
    public Task<Outcome<PlanIndex>> GetPlanAsync(string run, CancellationToken cancellation) => _exchange.GetAsync<PlanIndex>($"api/runs/{Text(run)}/plan", cancellation);

    /// <inheritdoc/>
    public IAsyncEnumerable<Change> ReadPlanAsync(TargetPlan plan, CancellationToken cancellation) => plan.Lines is null
        ? AsyncEnumerable.Empty<Change>()
        : _exchange.StreamAsync<Change>($"api/plan-lines?blob={Text(plan.Lines)}", cancellation);

    /// <inheritdoc/>
    public IAsyncEnumerable<Finding> ReadFindingsAsync(string blob, CancellationToken cancellation) =>
        _exchange.StreamAsync<Finding>($"api/findings?blob={Text(blob)}", cancellation);

    /// <inheritdoc/>
    public IAsyncEnumerable<AuditRecord> ReadAuditAsync(string run, CancellationToken cancellation) =>
        _exchange.StreamAsync<AuditRecord>($"api/runs/{Text(run)}/audit", cancellation);

    /// <inheritdoc/>
    public IAsyncEnumerable<Measurement> ReadMeasurementsAsync(string run, CancellationToken cancellation) =>
        _exchange.StreamAsync<Measurement>($"api/runs/{Text(run)}/measurements", cancellation);

    /// <inheritdoc/>
    public async IAsyncEnumerable<DriftRecord> ListDriftAsync([EnumeratorCancellation] CancellationToken cancellation)
    {
        foreach (var record in (await ListedAsync<DriftList>("api/drift", cancellation)).Environments)
        {
            yield return record;
        }
    }

    /// <inheritdoc/>
    public async IAsyncEnumerable<DriftedItem> ListDriftedItemsAsync(DriftFilter filter, [EnumeratorCancellation] CancellationToken cancellation)
    {
        var environment = filter.Environment is { } name ? $"&environment={Text(name)}" : "";
        foreach (var item in (await ListedAsync<DriftedItemList>($"api/drift/items?all={(filter.All ? "true" : "false")}{environment}", cancellation)).Items)
        {
            yield return item;
        }
    }

    /// <inheritdoc/>
    public async Task<Outcome<IReadOnlyList<DriftRecord>>> ScanDriftAsync(string? environment, Caller caller, CancellationToken cancellation) =>
        (await _exchange.PostAsync<DriftList>("api/drift/scan", new ScanDriftBody(environment), cancellation)).Then(list => list.Environments);

    /// <inheritdoc/>
    public Task<Outcome<StartedRun>> HealDriftAsync(HealRequest request, Caller caller, CancellationToken cancellation) =>
        _exchange.PostAsync<StartedRun>($"api/drift/{Text(request.Environment)}/heal", new HealDriftBody(request.Target, request.Items, request.Reason), cancellation);

    /// <inheritdoc/>
    public async Task<Outcome<IReadOnlyList<DriftedItem>>> KeepDriftAsync(KeepRequest request, Caller caller, CancellationToken cancellation) => (await _exchange.PostAsync<DriftedItemList>(
        $"api/drift/{Text(request.Environment)}/keep", new KeepDriftBody(request.Items, request.Reason, request.Until, request.Target), cancellation)).Then(list => list.Items);

    /// <inheritdoc/>
    public Task<Outcome<RunQueue>> GetQueueAsync(string environment, CancellationToken cancellation) =>
        _exchange.GetAsync<RunQueue>($"api/environments/{Text(environment)}/queue", cancellation);

    /// <inheritdoc/>
    public async IAsyncEnumerable<StoppedLoop> ListStoppedLoopsAsync([EnumeratorCancellation] CancellationToken cancellation)
    {
        foreach (var loop in (await ListedAsync<StoppedLoopList>("api/hosts/stopped", cancellation)).Stopped)
        {
            yield return loop;
        }
    }

    /// <inheritdoc/>
    public async IAsyncEnumerable<LockView> ListLocksAsync([EnumeratorCancellation] CancellationToken cancellation)
    {
        foreach (var held in (await ListedAsync<LockList>("api/locks", cancellation)).Locks)
        {
            yield return held;
        }
    }

    /// <inheritdoc/>
    public Task<Outcome<LockView>> BreakLockAsync(string environment, string reason, Caller caller, CancellationToken cancellation) =>
        _exchange.PostAsync<LockView>($"api/locks/{Text(environment)}/break", new BreakLockBody(reason), cancellation);

    /// <inheritdoc/>
    public Task<Outcome<SignerSet>> GetSignersAsync(CancellationToken cancellation) => _exchange.GetAsync<SignerSet>("api/signers", cancellation);

    /// <inheritdoc/>
    public Task<Outcome<SignerSet>> AddSignerAsync(AddSigner request, Caller caller, CancellationToken cancellation) =>
        _exchange.PostAsync<SignerSet>("api/signers", request, cancellation);

    /// <inheritdoc/>
    public Task<Outcome<SignerSet>> RevokeSignerAsync(RevokeSigner request, Caller caller, CancellationToken cancellation) =>
        _exchange.PostAsync<SignerSet>("api/signers/revocations", request, cancellation);

    private static string Text(string value) => Uri.EscapeDataString(value);

    private async Task<T> ListedAsync<T>(string path, CancellationToken cancellation)
    {
        var answer = await _exchange.GetAsync<T>(path, cancellation);
        return answer.TryGet(out var list) ? list : throw new StoreException(answer.Findings[0]);
    }
}
