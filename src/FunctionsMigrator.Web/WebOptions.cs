using FunctionsMigrator.Core.Access;
using FunctionsMigrator.Core.Deliveries;
using FunctionsMigrator.Core.Findings;
using FunctionsMigrator.Core.Findings.Codes;
using FunctionsMigrator.Core.Model;
using FunctionsMigrator.Core.Operations;
using FunctionsMigrator.Core.Ports;

namespace FunctionsMigrator.Web;

/// <summary>What a host says about the API that it serves.</summary>
public sealed record WebOptions
{
    /// <summary>
    /// Who presents a key, or the findings that say why it opens nothing: <c>ApiKeys.VerifyAsync</c>. Findings that the problem table maps to 401 count as failed attempts.
    /// </summary>
    public required Func<string, CancellationToken, Task<Outcome<Caller>>> Authenticate { get; init; }

    /// <summary>Whom a key that opened a session stands for now, by name and id: <c>ApiKeys.RecallAsync</c>. Default: it stands for nobody, so no session lasts.</summary>
    public Func<string, string, CancellationToken, Task<Outcome<Caller>>> Recall { get; init; } =
        static (_, _, _) => Task.FromResult(AccessCodes.UnknownKey.Fail<Caller>("The server keeps no keys."));

    /// <summary>
    /// The opened store, whose records hold the keys that protect cookies and forms, wrapped by its own keys: every instance over one store reads what another one wrote.
    /// Default null: they live in this process's memory.
    /// </summary>
    public Func<CancellationToken, Task<Outcome<IStore>>>? Store { get; init; }

    /// <summary>Whom of Entra ID the server believes; null: nobody, API keys alone open it.</summary>
    public EntraOptions? Entra { get; init; }

    /// <summary>Resolves a secret of the host by its name. Default: there is none.</summary>
    public Func<string, CancellationToken, Task<Outcome<string>>> Secret { get; init; } =
        static (name, _) => Task.FromResult(TargetCodes.SecretMissing.Fail<string>($"There is no secret '{name}'."));

    /// <summary>People as the host read them from its repository last; null where it has none, or has not read them. For showing only: a run counts by the people of the last good run.</summary>
    public Func<CancellationToken, Task<PeopleDocument?>> People { get; init; } = static _ => Task.FromResult<PeopleDocument?>(null);

    /// <summary>Where people reach the server; null: as the request says. Where it is https, cookies are for https only, whatever reaches this process.</summary>
    public Uri? PublicAddress { get; init; }

    /// <summary>
    /// Host names that requests may name, without port; an IPv6 address in brackets. Default: the names of this machine's loopback. Everything else is refused, so that no
    /// page of another name reaches a server on loopback.
    /// </summary>
    public IReadOnlyList<string> AllowedHosts { get; init; } = ["localhost", "127.0.0.1", "[::1]"];

    /// <summary>Failed attempts to sign in that one remote address has in a window. Default 20.</summary>
    public int FailedAttempts { get; init; } = 20;

    /// <summary>Length of that window, and how long an address then waits at most. Default one minute.</summary>
    public TimeSpan FailedAttemptsWindow { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>Bytes of the largest request body. Default 1 MiB.</summary>
    public int LargestBody { get; init; } = 1 << 20;

    /// <summary>Whether store and engine can be used now; what <c>/health/ready</c> answers. Default: yes.</summary>
    public Func<CancellationToken, Task<bool>> IsReady { get; init; } = static _ => Task.FromResult(true);

    /// <summary>When the store was swept last, shown by <c>/health/ready</c>; null: never. Default: nobody knows.</summary>
    public Func<CancellationToken, Task<DateTimeOffset?>> LastSweep { get; init; } = static _ => Task.FromResult<DateTimeOffset?>(null);

    /// <summary>
    /// The loops over the store that stopped; what <c>/health/ready</c> calls degraded, by their names alone. Asked only where <see cref="IsReady"/> says yes. Default: none.
    /// </summary>
    public Func<CancellationToken, Task<IReadOnlyList<HostBeat>>> Stopped { get; init; } = static _ => Task.FromResult<IReadOnlyList<HostBeat>>([]);

    /// <summary>Whose deliveries are understood. Default: nobody's.</summary>
    public IReadOnlyList<IWebhookProvider> Webhooks { get; init; } = [];

    /// <summary>The secrets that prove the deliveries of a provider, or why there are none: <see cref="Core.Deliveries.WebhookSecrets.GetAsync"/>. Default: there are none.</summary>
    public Func<string, CancellationToken, Task<Outcome<IReadOnlyList<string>>>> WebhookSecrets { get; init; } =
        static (provider, _) => Task.FromResult(DeliveryCodes.NotSetUp.Fail<IReadOnlyList<string>>($"No secrets are named for deliveries of {provider}."));

    /// <summary>Bytes of the largest delivery, where its provider does not send less. Default 5 MiB.</summary>
    public int LargestDelivery { get; init; } = 5 << 20;
}
