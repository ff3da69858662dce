using System.ComponentModel;
using System.Text.Json;
using System.Text.Json.Serialization;
using FunctionsMigrator.Core.Model;

namespace FunctionsMigrator.Adapters.Targets.Http;

/// <summary>The keys of an <c>http</c> target.</summary>
public sealed record HttpTargetSettings
{
    /// <summary>What all paths begin with.</summary>
    [Description("The address that all paths begin with: http or https, without query. Redirects are not followed.")]
    public required string BaseUrl { get; init; }

    /// <summary>The resource that the service keeps for us.</summary>
    [Description("Path of one JSON resource that the service keeps for the product: owner, claim and the latest receipts. It must honour If-Match and If-None-Match.")]
    public required string Bookkeeping { get; init; }

    /// <summary>Headers of every request.</summary>
    [Description("Headers that go with every request. Secrets belong into 'authorization'.")]
    public IReadOnlyDictionary<string, string>? Headers { get; init; }

    /// <summary>The secret for the Authorization header.</summary>
    [Description("A secret: the whole value of the Authorization header, or a bearer token when it is one word.")]
    [ValueSchema(TargetSecret.Schema)]
    public JsonElement? Authorization { get; init; }

    /// <summary>How long one request may take. Default 10 s, from 1 s to 60 s.</summary>
    [Description("How long one request may take, from 1s to 60s. A writer that vanished is waited for three times as long.")]
    [JsonConverter(typeof(DurationJsonConverter))]
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Members that the service sets itself.</summary>
    [Description("JSON pointers of members that the service sets itself, such as /updatedAt. They are no part of what is compared, written or restored.")]
    public IReadOnlyList<string>? Ignore { get; init; }
}
