using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using System.Text.Json;

namespace FunctionsMigrator.Core.Model;

/// <summary><c>migrator.yaml</c>: what this repository is.</summary>
[Description("The metadata repository: its branches and its store.")]
public sealed record RepositoryDocument : MetadataDocument
{
    /// <summary>Version of the file formats; 1.</summary>
    [Description("Version of the file formats. 1 is the only one so far.")]
    [AllowedValues(1)]
    public int Format { get; init; } = 1;

    /// <summary>Per branch the environments in order of promotion. A push runs the first one.</summary>
    [Description("Per branch the environments in order of promotion. A push runs the first one; the next follow by promotion.")]
    public IReadOnlyDictionary<string, IReadOnlyList<string>> Branches { get; init; } = new Dictionary<string, IReadOnlyList<string>>();

    /// <summary>Which pushes to these branches start a run by themselves.</summary>
    [Description("Which pushes to these branches start a run by themselves, by the paths that they change. Default: all of them.")]
    public PushRules Pushes { get; init; } = new();

    /// <summary>
    /// <c>local</c> (the folder <c>.fm</c> beside the repository; the default), <c>azure</c> (the account that the environment variable FM_STORE_ACCOUNT names), or an object with one
    /// member that says where a shared store is.
    /// </summary>
    [Description("Where runs, plans and audit are kept: 'local' is the folder .fm beside the repository, 'azure' the storage account that FM_STORE_ACCOUNT names; or an object that names a shared store.")]
    [ValueSchema("""
        { "anyOf": [
            { "type": "string", "enum": ["local", "azure"] },
            { "type": "object", "additionalProperties": false, "properties": {
                "azure": { "type": "object", "description": "A storage account that several machines share.", "additionalProperties": false, "properties": {
                    "account": { "type": "string", "description": "The account's name. Default: the environment variable FM_STORE_ACCOUNT." },
                    "blobs": { "type": "string", "description": "The account's blob endpoint, where it is not that of the public cloud." },
                    "tables": { "type": "string", "description": "The account's table endpoint, where it is not that of the public cloud." },
                    "audit": { "type": "string", "description": "The blob endpoint of another account, which keeps the audit under an immutability policy. Default: the same account." },
                    "connection": { "type": "object", "description": "For an emulator on this machine only: the secret that holds its connection string.", "properties": { "secret": { "type": "string" } }, "required": ["secret"], "additionalProperties": false },
                    "keys": { "type": "object", "description": "The secret that holds the store's keys: 64 bytes in base64. Default: fm-store-keys.", "properties": { "secret": { "type": "string" } }, "required": ["secret"], "additionalProperties": false },
                    "clientId": { "type": "string", "description": "Client id of a user-assigned managed identity." },
                    "prefix": { "type": "string", "pattern": "^[a-z][a-z0-9]{0,19}$", "description": "What containers and table begin with. Default: fm." },
                    "secrets": { "type": "object", "description": "Where these secrets come from, as in an environment. Default: env.", "properties": { "source": { "type": "string" }, "path": { "type": "string" }, "vault": { "type": "string" } }, "required": ["source"], "additionalProperties": false }
                } },
                "postgres": { "type": "object", "description": "A PostgreSQL database that several machines share.", "additionalProperties": false, "required": ["secret"], "properties": {
                    "secret": { "type": "string", "description": "The secret that holds the connection string." },
                    "keys": { "type": "string", "description": "The secret that seals the store's keys. Without it they lie in the database as they are." },
                    "secrets": { "type": "object", "description": "Where these secrets come from, as in an environment. Default: env.", "properties": { "source": { "type": "string" }, "path": { "type": "string" }, "vault": { "type": "string" } }, "required": ["source"], "additionalProperties": false }
                } }
            } }
        ] }
        """)]
    public JsonElement? Store { get; init; }

    /// <summary>How long the store keeps what is no proof.</summary>
    [Description("How long the store keeps what is no proof.")]
    public RetentionRules Retention { get; init; } = new();
}
