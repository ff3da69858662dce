using System.Security.Cryptography;
using FunctionsMigrator.Adapters;
using FunctionsMigrator.Adapters.AzureAccounts;
using FunctionsMigrator.Adapters.Checks;
using FunctionsMigrator.Adapters.Composition;
using FunctionsMigrator.Adapters.Git;
using FunctionsMigrator.Adapters.Heads;
using FunctionsMigrator.Adapters.Secrets;
using FunctionsMigrator.Adapters.Stores.Azure;
using FunctionsMigrator.Core.Access;
using FunctionsMigrator.Core.Decisions;
using FunctionsMigrator.Core.Findings;
using FunctionsMigrator.Core.Migration;
using FunctionsMigrator.Core.Model;
using FunctionsMigrator.Core.Notices;
using FunctionsMigrator.Core.Operations;
using FunctionsMigrator.Core.Runs;
using FunctionsMigrator.Core.Telemetry;
using FunctionsMigrator.Functions.Settings;

namespace FunctionsMigrator.Functions.Hosting;

/// <summary>Composes the app by hand from its settings.</summary>
/// <param name="options">The settings.</param>
/// <param name="time">The clock.</param>
/// <param name="variable">Reads an environment variable; null: the process's own.</param>
internal sealed class AppComposition(AppOptions options, TimeProvider time, Func<string, string?>? variable = null)
{
    /// <summary>Who is told what happens.</summary>
    public FmTelemetry Telemetry { get; init; } = FmTelemetry.Shared;

    /// <summary>Resolves the store's keys, opens the store and composes the rest over it; what keeps one of them from being there is a finding.</summary>
    public async Task<Outcome<AppParts>> MakeAsync(CancellationToken cancellation)
    {
        var folder = options.Repository.Contains("://", StringComparison.Ordinal) ? null : options.Repository;
        var mirrors = Path.Combine(Path.GetTempPath(), "fm-mirrors");
        var identities = new AzureIdentities(new AzureIdentityOptions
        {
            ManagedOnly = options.HasManagedIdentity,
            ClientId = options.ClientId,
            PlanClientId = options.PlanClientId,
            ApplyClientId = options.ApplyClientId,
        });
        var secrets = new SecretSources(folder ?? mirrors, variable, new KeyVaultSecretSource(identities, time));
        var own = options.Vault is null ? null : new SecretSourceDefinition { Source = KeyVaultSecretSource.SourceName, Vault = options.Vault.AbsoluteUri };
        var keys = await secrets.GetAsync(own, options.StoreKeysSecret, cancellation);
        if (!keys.TryGet(out var text))
        {
            return keys.As<AppParts>();
        }

        var settings = new AzureStoreSettings(options.StoreBlobs, options.StoreTables, options.StoreConnection, text, Prefix: options.StorePrefix) { Audit = options.StoreAudit, Identities = identities };
        var opened = await AzureStore.OpenAsync(settings, observer: null, cancellation);
        if (!opened.TryGet(out var store))
        {
            return opened.As<AppParts>();
        }

        var taken = await new StoreDriver(store.Records, time).TakeAsync(options.PublicAddress?.Authority ?? "an app on this machine", cancellation);
        return taken.Succeeded ? Outcome.Of(Compose(store, folder, mirrors, secrets, own, identities)) : taken.As<AppParts>();
    }

    private AppParts Compose(AzureStore store, string? folder, string mirrors, SecretSources secrets, SecretSourceDefinition? own, AzureIdentities identities)
    {
        var token = options.RepositoryTokenSecret is { } name ? new RepositoryToken(options.Repository, options.RepositoryUser, cancellation => secrets.GetAsync(own, name, cancellation)) : null;
        var git = new GitSourceOptions { Credentials = address => token?.For(address) };
        var parts = new MigratorParts(new MigratorPlaces(folder, mirrors), secrets, time, store.Spill, git, identities);
        var services = parts.Over(store, new AppRepository(parts.Git, options.Repository, token)) with
        {
            Telemetry = Telemetry,
            Heads = options.Host.AuditHeads is { } place ? HeadPlaces.Open(place, options.Repository, mirrors, git, identities) : null,
            Checks = CommitChecks.Of(options.Host.Checks, options.Host.Webhooks.RepositoryOf(options.Repository), (name, cancellation) => secrets.GetAsync(own, name, cancellation)),
            Signer = options.Host.SigningKeySecret is { } key ? new PemDecisionSigner(store.Blobs, cancellation => secrets.GetAsync(own, key, cancellation)) : null,
        };
        return new AppParts(
            services,
            new CommittedMetadata(services.Git, services.Metadata),
            new ApiKeys(store.Records, time, RandomNumberGenerator.GetBytes),
            StepCatalogue.Create(services).ToDictionary(step => step.Name, StringComparer.Ordinal),
            (name, cancellation) => secrets.GetAsync(own, name, cancellation))
        {
            Notices = Notices(services, (name, cancellation) => secrets.GetAsync(own, name, cancellation)),
        };
    }

    private NoticeDelivery Notices(MigratorServices services, Func<string, CancellationToken, Task<Outcome<string>>> secret) => new(
        services, AdapterCatalogue.Notifiers(options.Host.Notices, secret, time), new DeliveryOptions { PublicAddress = options.PublicAddress, Secret = secret });
}
