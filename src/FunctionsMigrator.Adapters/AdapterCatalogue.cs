using FunctionsMigrator.Adapters.Analyses;
using FunctionsMigrator.Adapters.AzureAccounts;
using FunctionsMigrator.Adapters.Notifiers.Email;
using FunctionsMigrator.Adapters.Notifiers.Teams;
using FunctionsMigrator.Adapters.Notifiers.Webhook;
using FunctionsMigrator.Adapters.Targets.AppConfiguration;
using FunctionsMigrator.Adapters.Targets.AzureBlob;
using FunctionsMigrator.Adapters.Targets.AzureTable;
using FunctionsMigrator.Adapters.Targets.Files;
using FunctionsMigrator.Adapters.Targets.Http;
using FunctionsMigrator.Adapters.Targets.Postgres;
using FunctionsMigrator.Adapters.Targets.Sqlite;
using FunctionsMigrator.Adapters.Targets.SqlServer;
using FunctionsMigrator.Adapters.Webhooks;
using FunctionsMigrator.Core.Analyses;
using FunctionsMigrator.Core.Deliveries;
using FunctionsMigrator.Core.Findings;
using FunctionsMigrator.Core.Notices;
using FunctionsMigrator.Core.Ports;
using FunctionsMigrator.Core.Targets;

namespace FunctionsMigrator.Adapters;

/// <summary>Everything that configuration can name, listed by hand: what does not stand here does not exist.</summary>
public static class AdapterCatalogue
{
    /// <summary>Whose deliveries are understood, in the order in which messages list them.</summary>
    public static IReadOnlyList<IWebhookProvider> WebhookProviders { get; } =
        [new GitHubWebhook(), new GitLabWebhook(), new BitbucketWebhook(), new BitbucketServerWebhook(), new AzureDevOpsWebhook(), new GenericWebhook()];

    /// <summary>The types of targets, in the order in which messages list them.</summary>
    /// <param name="baseFolder">Root of the metadata repository; targets on this machine are relative to it.</param>
    /// <param name="time">The clock of receipts and history rows.</param>
    /// <param name="secrets">Resolves the secrets that definitions name, each time a target is opened.</param>
    /// <param name="observer">Is told of every durable write; null in the product.</param>
    /// <param name="waiting">The clock on which other processes are waited for; null: real time, as in the product.</param>
    /// <param name="identities">Who the host is to Azure; null: what the surroundings provide.</param>
    public static IReadOnlyList<ITargetType> TargetTypes(
        string baseFolder, TimeProvider time, ISecretSource secrets, IDurableWriteObserver? observer = null, TimeProvider? waiting = null, AzureIdentities? identities = null) =>
    [
        new FilesTargetType(baseFolder, time, observer),
        new SqliteTargetType(baseFolder, time, observer),
        new AzureTableTargetType(time, secrets, observer, identities),
        new AzureBlobTargetType(time, secrets, observer, waiting, identities),
        new AppConfigurationTargetType(secrets, time, observer, waiting: waiting, identities: identities),
        new HttpTargetType(secrets, time, observer, waiting: waiting),
        new PostgresTargetType(secrets, time, observer, identities: identities),
        new SqlServerTargetType(secrets, time, observer, identities: identities),
    ];

    /// <summary>The types of analyses that ask a service, in the order in which messages list them.</summary>
    /// <param name="secrets">Resolves the secrets that analyses name, for each measurement anew.</param>
    /// <param name="identities">Who the host is to Azure; null: what the surroundings provide.</param>
    public static IReadOnlyList<INumberSource> NumberSources(ISecretSource secrets, AzureIdentities? identities = null) =>
    [
        new HttpNumberSource(secrets),
        new PrometheusNumberSource(secrets),
        new AzureMonitorNumberSource(identities ?? AzureIdentities.OfSurroundings),
    ];

    /// <summary>The channels that a host's settings allow: Teams and webhooks always, e-mail where a server is set.</summary>
    /// <param name="options">The settings.</param>
    /// <param name="secret">Resolves a secret of the host by name.</param>
    /// <param name="time">The clock.</param>
    public static IReadOnlyList<INotifier> Notifiers(NoticeOptions options, Func<string, CancellationToken, Task<Outcome<string>>> secret, TimeProvider time) =>
    [
        new TeamsNotifier(options.TeamsHosts, time),
        new WebhookNotifier(options.WebhookHosts, secret, time),
        .. options.Smtp is { } smtp ? [new EmailNotifier(smtp, secret, time)] : Array.Empty<INotifier>(),
    ];
}
