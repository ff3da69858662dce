using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using FunctionsMigrator.Core;
using FunctionsMigrator.Core.Findings;
using FunctionsMigrator.Core.Findings.Codes;
using FunctionsMigrator.Core.Items;
using FunctionsMigrator.Core.Model;
using FunctionsMigrator.Core.Targets;

namespace FunctionsMigrator.Adapters.Targets.AppConfiguration;

/// <summary>How the items of one collection are key-values.</summary>
internal abstract class KeyValueItems(TargetBinding binding, string? label)
{
    /// <summary>What the keys of feature flags begin with.</summary>
    public const string FlagPrefix = ".appconfig.featureflag/";

    /// <summary>Bytes of a key-value with everything that belongs to it.</summary>
    private const int MostBytes = 10_000;

    /// <summary>The filter of the keys.</summary>
    public abstract string Filter { get; }

    /// <summary>The items of a slice.</summary>
    public static KeyValueItems Of(ResourceSlice slice, TargetBinding binding, string? label) => slice.Kind switch
    {
        ResourceKind.Settings => new SettingKeyValues(binding, label),
        ResourceKind.FeatureFlags => new FlagKeyValues(binding, label),
        _ => throw new ArgumentException($"A store holds no {slice.Kind}.", nameof(slice)),
    };

    /// <summary>The key of an item's key-value.</summary>
    public abstract string NameOf(string key);

    /// <summary>The item's key; null when a key-value is none of this collection.</summary>
    public abstract string? KeyOf(string name);

    /// <summary>The item that a key-value is.</summary>
    /// <exception cref="TargetException">TGT010: it does not hold what its content type says.</exception>
    public LiveItem Read(KeyValue keyValue)
    {
        var content = ContentOf(keyValue);
        return new LiveItem(KeyOf(keyValue.Key)!, Digest.Of(content), ItemContent.Of(content)) { Modified = keyValue.LastModified == default ? null : keyValue.LastModified };
    }

    /// <summary>The key-value as it is written for an item, without tags.</summary>
    public KeyValue Write(string key, ReadOnlyMemory<byte> content)
    {
        var (value, type) = FormOf(JsonElement.Parse(content.Span));
        return new KeyValue(NameOf(key), value, type, KeyValue.NoTags);
    }

    /// <summary>The key-value as it would be written for the item that it is.</summary>
    public KeyValue Usual(KeyValue keyValue) => Write(KeyOf(keyValue.Key)!, ContentOf(keyValue));

    /// <summary>Why a store cannot hold an item; null when it can.</summary>
    public Finding? Check(string key, ReadOnlyMemory<byte> content) =>
        KeyProblem(key) is { } bad ? TargetCodes.BadKey.Finding($"The key '{key}' {bad}.", target: binding.Address.ToString(), remedy: "Rename the item in git.")
        : ContentProblem(key, content) is { } problem ? TargetCodes.Refused.Finding($"{key}: {problem.Text}.", target: binding.Address.ToString(), remedy: problem.Remedy)
        : null;

    /// <summary>Why a key-value cannot be written as it is; null when it can.</summary>
    public Finding? CheckSize(KeyValue keyValue) => SizeProblem(keyValue) is { } problem
        ? TargetCodes.Refused.Finding($"{keyValue.Key}: {problem}.", target: binding.Address.ToString(), remedy: "Make the value or its tags smaller; nothing was written.")
        : null;

    /// <summary>The canonical bytes of the item.</summary>
    protected abstract byte[] ContentOf(KeyValue keyValue);

    /// <summary>Value and content type of a canonical content.</summary>
    protected abstract (string? Value, string? ContentType) FormOf(JsonElement content);

    /// <summary>What keeps a text from being a key.</summary>
    protected virtual string? KeyProblem(string key) =>
        key.Length == 0 ? "is empty"
        : key is "." or ".." ? "is a name that App Configuration does not take"
        : key.Contains('%', StringComparison.Ordinal) ? "holds '%', which App Configuration does not take"
        : key.Any(char.IsControl) ? "holds a control character"
        : null;

    /// <summary>What keeps a content from being a value, beside its size.</summary>
    protected virtual (string Text, string Remedy)? Unfit(JsonElement content) => null;

    /// <summary>A key-value that is not as its content type says.</summary>
    protected TargetException Misfit(KeyValue keyValue, string problem) => new(TargetCodes.Malformed.Finding(
        $"The key-value '{keyValue.Key}' {problem}.",
        target: binding.Address.ToString(),
        remedy: "Correct or delete the key-value in the store, then run the same command again; nothing was written."));

    /// <summary>JSON as canonical bytes.</summary>
    protected static byte[] Canonical(JsonElement json)
    {
        // A number that no double holds has no canonical form; as it stands it equals nothing that git can want, and comes back exactly.
        if (CanonicalJson.Problem(json) is null)
        {
            return CanonicalJson.Of(json);
        }

        using var stream = new MemoryStream();
        using (var writer = new Utf8JsonWriter(stream, new JsonWriterOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping }))
        {
            json.WriteTo(writer);
        }

        return stream.ToArray();
    }

    /// <summary>The media type of a content type.</summary>
    protected static string MediaOf(string? contentType) => (contentType ?? "").Split(';')[0].Trim().ToLowerInvariant();

    /// <summary>The value as JSON.</summary>
    protected JsonElement Json(KeyValue keyValue)
    {
        try
        {
            return JsonElement.Parse(keyValue.Value ?? "null", new JsonDocumentOptions { AllowDuplicateProperties = false });
        }
        catch (JsonException)
        {
            throw Misfit(keyValue, "is no JSON, though its content type says so");
        }
    }

    private (string Text, string Remedy)? ContentProblem(string key, ReadOnlyMemory<byte> content) =>
        Unfit(JsonElement.Parse(content.Span)) ?? (SizeProblem(Write(key, content)) is { } size ? (size, "Make the value smaller or split it in git; nothing was written.") : null);

    private string? SizeProblem(KeyValue keyValue)
    {
        var bytes = Bytes(keyValue.Key) + Bytes(label) + Bytes(keyValue.Value) + Bytes(keyValue.ContentType) + keyValue.Tags.Sum(tag => Bytes(tag.Key) + Bytes(tag.Value));
        return bytes > MostBytes ? $"key, label, value, content type and tags would have {bytes} bytes; App Configuration takes {MostBytes}" : null;
    }

    private static int Bytes(string? text) => text is null ? 0 : Encoding.UTF8.GetByteCount(text);
}
