using System.Text.Json;
using FunctionsMigrator.Adapters.Stores.Azure;
using FunctionsMigrator.Adapters.Stores.Local;
using FunctionsMigrator.Adapters.Stores.Postgres;
using FunctionsMigrator.Core;
using FunctionsMigrator.Core.Findings;
using FunctionsMigrator.Core.Findings.Codes;
using FunctionsMigrator.Core.Items.Sources;
using FunctionsMigrator.Core.Model;
using FunctionsMigrator.Core.Ports;

namespace FunctionsMigrator.Adapters.Stores;

/// <summary>Opens the store that a definition names: the one place where the words of <c>store:</c> in <c>migrator.yaml</c> become a store.</summary>
/// <param name="secrets">Resolves the secrets that a definition names.</param>
/// <param name="time">The clock of local stores.</param>
/// <param name="variable">Reads an environment variable; null: the process's own.</param>
/// <param name="observer">Is told of every durable write; null in the product.</param>
/// <param name="newKeys">The keys of a store that is made now, where its kind makes them itself: those of the store that is copied into it; null: random ones.</param>
public sealed class StoreOpener(ISecretSource secrets, TimeProvider time, Func<string, string?>? variable = null, IDurableWriteObserver? observer = null, StoreKeys? newKeys = null)
{
    private const string Local = "local";
    private const string Azure = "azure";
    private const string Postgres = "postgres";
    private const string AccountVariable = "FM_STORE_ACCOUNT";
    private const string DefaultKeys = "fm-store-keys";

    /// <summary>Whether the definition names the folder beside the repository.</summary>
    public static bool IsLocal(JsonElement? definition) =>
        definition is not { } store || store.ValueKind is JsonValueKind.Undefined or JsonValueKind.Null || (store.ValueKind == JsonValueKind.String && store.GetString() == Local);

    /// <summary>Opens the store; makes it where there is none.</summary>
    /// <param name="definition"><c>store:</c> of the repository; null is <c>local</c>.</param>
    /// <param name="localFolder">The folder of a local store.</param>
    /// <param name="cancellation">Cancels the opening.</param>
    public async Task<Outcome<IStore>> OpenAsync(JsonElement? definition, string localFolder, CancellationToken cancellation)
    {
        if (IsLocal(definition))
        {
            return As(await LocalStore.OpenAsync(localFolder, new LocalStoreOptions(Time: time, Observer: observer, NewKeys: newKeys), cancellation));
        }

        var store = definition!.Value;
        if (store.ValueKind == JsonValueKind.String && store.GetString() == Azure)
        {
            return await OpenAzureAsync([], cancellation);
        }

        var members = store.ValueKind == JsonValueKind.Object ? store.EnumerateObject().ToArray() : [];
        return members is [{ Value.ValueKind: JsonValueKind.Object } named]
            ? await OpenAsync(store, named.Name, named.Value.EnumerateObject().ToDictionary(member => member.Name, member => member.Value, StringComparer.Ordinal), cancellation)
            : Unknown(store);
    }

    private static Outcome<IStore> Unknown(JsonElement store) => StoreCodes.BadDefinition.Fail<IStore>(
        $"'store: {store.GetRawText()}' names no store that this version knows; there are '{Local}', '{Azure}', {{ {Azure}: ... }} and {{ {Postgres}: {{ secret: NAME }} }}.");

    private Task<Outcome<IStore>> OpenAsync(JsonElement store, string name, Dictionary<string, JsonElement> members, CancellationToken cancellation) => name switch
    {
        Azure => OpenAzureAsync(members, cancellation),
        Postgres => OpenPostgresAsync(members, cancellation),
        _ => Task.FromResult(Unknown(store)),
    };

    private async Task<Outcome<IStore>> OpenPostgresAsync(Dictionary<string, JsonElement> members, CancellationToken cancellation)
    {
        if (Text(members, "secret") is not { } connection)
        {
            return StoreCodes.BadDefinition.Fail<IStore>("'store: postgres' needs 'secret', the name of the secret that holds the connection string.");
        }

        var source = SourceOf(members);
        return source.TryGet(out var from)
            ? As(await new PostgresStoreOpener(secrets, from).OpenAsync(connection, Text(members, "keys"), observer, spill: null, cancellation, newKeys))
            : source.As<IStore>();
    }

    private static Outcome<SecretSourceDefinition?> SourceOf(Dictionary<string, JsonElement> members)
    {
        try
        {
            return Outcome.Of(members.TryGetValue("secrets", out var written) ? written.Deserialize<SecretSourceDefinition>(FmJson.Line) : null);
        }
        catch (JsonException exception)
        {
            return StoreCodes.BadDefinition.Fail<SecretSourceDefinition?>($"'secrets' of 'store' does not have its form: {exception.Message}");
        }
    }

    private async Task<Outcome<IStore>> OpenAzureAsync(Dictionary<string, JsonElement> members, CancellationToken cancellation)
    {
        var read = SourceOf(members);
        if (!read.TryGet(out var source))
        {
            return read.As<IStore>();
        }

        var keys = await secrets.GetAsync(source, members.TryGetValue("keys", out var named) ? SecretReference.NameIn(named) ?? DefaultKeys : DefaultKeys, cancellation);
        if (!keys.Succeeded)
        {
            return keys.As<IStore>();
        }

        string? connection = null;
        if (members.TryGetValue("connection", out var reference))
        {
            if (SecretReference.NameIn(reference) is not { } name)
            {
                return StoreCodes.BadDefinition.Fail<IStore>("'store: azure: connection' must be a reference, { secret: NAME }.");
            }

            var secret = await secrets.GetAsync(source, name, cancellation);
            if (!secret.Succeeded)
            {
                return secret.As<IStore>();
            }

            connection = secret.Value;
        }

        var account = Text(members, "account") ?? (variable ?? Environment.GetEnvironmentVariable)(AccountVariable);
        var blobs = Endpoint(Text(members, "blobs") ?? (account is null ? null : $"https://{account}.blob.core.windows.net"));
        var tables = Endpoint(Text(members, "tables") ?? (account is null ? null : $"https://{account}.table.core.windows.net"));
        var audit = Endpoint(Text(members, "audit"));
        if (members.ContainsKey("audit") && audit is null)
        {
            return StoreCodes.BadDefinition.Fail<IStore>("'store: azure: audit' is no https address of the blobs of an account.");
        }

        return connection is null && (blobs is null || tables is null)
            ? StoreCodes.BadDefinition.Fail<IStore>($"'store: azure' needs an account: 'account', 'blobs' and 'tables' (https), or the environment variable {AccountVariable}.")
            : As(await AzureStore.OpenAsync(new AzureStoreSettings(blobs, tables, connection, keys.Value, Text(members, "clientId"), Text(members, "prefix") ?? "fm") { Audit = audit }, observer, cancellation));
    }

    private static string? Text(Dictionary<string, JsonElement> members, string key) =>
        members.TryGetValue(key, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    private static Uri? Endpoint(string? text) =>
        Uri.TryCreate(text, UriKind.Absolute, out var uri) && uri.Scheme == "https" && uri.Query.Length == 0 && uri.UserInfo.Length == 0 ? uri : null;

    private static Outcome<IStore> As<T>(Outcome<T> opened)
        where T : IStore => opened.TryGet(out var store) ? Outcome.Of<IStore>(store, opened.Findings) : opened.As<IStore>();
}
