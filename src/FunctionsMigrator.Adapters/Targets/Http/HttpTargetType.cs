using FunctionsMigrator.Adapters.Targets.Timed;
using FunctionsMigrator.Core.Findings;
using FunctionsMigrator.Core.Findings.Codes;
using FunctionsMigrator.Core.Items;
using FunctionsMigrator.Core.Model;
using FunctionsMigrator.Core.Ports;
using FunctionsMigrator.Core.Targets;

namespace FunctionsMigrator.Adapters.Targets.Http;

/// <summary>
/// JSON resources of an HTTP service, read with GET and written with PUT and DELETE on the condition of their ETag. One resource of the service, <c>bookkeeping</c>, holds owner,
/// claim and receipts.
/// </summary>
public sealed class HttpTargetType : ITargetType
{
    /// <summary>The name that environments use.</summary>
    public const string TypeName = "http";

    private readonly ISecretSource _secrets;
    private readonly TimedOptions _options;

    /// <param name="secrets">Resolves <c>authorization</c>.</param>
    /// <param name="time">The clock of receipts.</param>
    /// <param name="observer">
    /// Is told of every durable write: <c>target claim ADDRESS</c>, <c>target lease ADDRESS</c>, <c>target write ADDRESS http PATH</c>, <c>target receipts ADDRESS</c>.
    /// </param>
    /// <param name="patience">How long a claimant waits for a writer that goes on writing. Default: six times the target's timeout.</param>
    /// <param name="waiting">The clock on which others are waited for. Default: real time.</param>
    public HttpTargetType(ISecretSource secrets, TimeProvider time, IDurableWriteObserver? observer = null, TimeSpan? patience = null, TimeProvider? waiting = null)
    {
        _secrets = secrets;
        _options = new TimedOptions(time, observer ?? DurableWriteObserver.None, patience, waiting ?? TimeProvider.System);
    }

    /// <inheritdoc/>
    public string Name => TypeName;

    /// <inheritdoc/>
    public IReadOnlySet<ResourceKind> Kinds { get; } = new HashSet<ResourceKind> { ResourceKind.HttpResources };

    /// <inheritdoc/>
    public TargetGuard Guard => TargetGuard.Timed;

    /// <inheritdoc/>
    public Type SettingsType => typeof(HttpTargetSettings);

    /// <inheritdoc/>
    public IReadOnlyList<Finding> Check(TargetBinding binding) => HttpPlace.Read(binding).Findings;

    /// <inheritdoc/>
    public async Task<Outcome<ITarget>> OpenAsync(TargetBinding binding, TargetAccess access, CancellationToken cancellation)
    {
        var opened = await OpenLiveAsync(binding, access, cancellation);
        return opened.TryGet(out var target) ? Outcome.Of<ITarget>(target) : opened.As<ITarget>();
    }

    /// <inheritdoc/>
    public async Task<Outcome<ITarget>> CreateScratchAsync(TargetBinding live, ScratchRequest request, CancellationToken cancellation)
    {
        var opened = await OpenLiveAsync(live, TargetAccess.Plan, cancellation);
        return opened.TryGet(out var target)
            ? Outcome.Of<ITarget>(new HttpDouble(target, _options.Time), [PlanCodes.NotRehearsed.Finding(
                "The plan was rehearsed on a double in memory: whether the service takes and keeps these bodies was not proved.", target: live.Address.ToString())])
            : opened.As<ITarget>();
    }

    /// <inheritdoc/>
    public Task DropScratchAsync(TargetBinding live, string run, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        return Task.CompletedTask;
    }

    private async Task<Outcome<HttpTarget>> OpenLiveAsync(TargetBinding binding, TargetAccess access, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        var read = HttpPlace.Read(binding);
        if (!read.TryGet(out var place))
        {
            return read.As<HttpTarget>();
        }

        var authorization = await AuthorizationAsync(binding, cancellation);
        return authorization.Succeeded
            ? Outcome.Of(new HttpTarget(binding, place, new HttpService(place, authorization.Value, _options.Waiting), access, _options))
            : authorization.As<HttpTarget>();
    }

    private async Task<Outcome<string?>> AuthorizationAsync(TargetBinding binding, CancellationToken cancellation)
    {
        var secret = await TargetSecret.ResolveAsync(_secrets, binding, binding.Settings, "authorization", cancellation);
        return !secret.TryGet(out var value) || value is null ? secret
            : value.Length == 0 || value.Any(char.IsControl) ? TargetCodes.SecretMissing.Fail<string?>(
                "The secret of 'authorization' is no value of a header.", target: binding.Address.ToString(), remedy: "Store one line: a token, or the whole value of the Authorization header.")
            : Outcome.Of<string?>(value.Contains(' ', StringComparison.Ordinal) ? value : $"Bearer {value}");
    }
}
