using System.Text.Encodings.Web;
using System.Text.Json;
using FunctionsMigrator.Core;
using FunctionsMigrator.Core.Findings.Codes;
using FunctionsMigrator.Core.Items;
using FunctionsMigrator.Core.Targets;

namespace FunctionsMigrator.Adapters.Targets.JsonFiles;

/// <summary>
/// The items of one JSON file, sorted by key. What the file holds beside them is kept as it is. Writing it again changes layout and order, never a value:
/// numbers keep their digits.
/// </summary>
internal abstract class JsonItems
{
    private static readonly JsonDocumentOptions Strict = new() { AllowDuplicateProperties = false };

    private static readonly JsonWriterOptions Indented = new()
    {
        Indented = true,
        NewLine = "\n",
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    protected SortedDictionary<string, JsonElement> Values { get; } = new(Utf8Order.Instance);

    /// <summary>Largest size of such a file. It is read and replaced as a whole.</summary>
    public const int LargestFile = 64 << 20;

    /// <summary>The name of the file of settings.</summary>
    public const string SettingsFile = "settings.json";

    /// <summary>The name of the file of flags.</summary>
    public const string FlagsFile = "feature-management.json";

    /// <summary>The items of a file; without a file there are none.</summary>
    /// <param name="name">Which of the two files it is.</param>
    /// <param name="bytes">The file; null when there is none.</param>
    /// <param name="where">Path or address, for messages.</param>
    /// <param name="address">The target, for messages.</param>
    /// <exception cref="TargetException">TGT010: the file has another form.</exception>
    public static JsonItems Of(string name, byte[]? bytes, string where, TargetAddress address)
    {
        JsonItems items = name == FlagsFile ? new FlagItems() : new SettingItems();
        if (bytes is null)
        {
            return items;
        }

        try
        {
            var text = bytes.AsSpan();
            var root = JsonElement.Parse(text.StartsWith("\uFEFF"u8) ? text[3..] : text, Strict);
            items.Load(root.ValueKind == JsonValueKind.Object ? root : throw new JsonException("An object was expected."));
            items.RequireWritable();
            return items;
        }
        catch (Exception exception) when (exception is JsonException or FormatException or InvalidOperationException or ArgumentException)
        {
            throw new TargetException(TargetCodes.Malformed.Finding($"{where}: {exception.Message}", target: address.ToString()), exception);
        }
    }

    /// <summary>Makes one write of a batch.</summary>
    /// <exception cref="ArgumentException">The content is not the canonical form of the post-checksum.</exception>
    public async Task ApplyAsync(ItemWrite write, CancellationToken cancellation)
    {
        if (write.Content is null)
        {
            Remove(write.Key);
            return;
        }

        Put(write.Key, await write.Content.ReadAsync(cancellation));
        if (Find(write.Key)?.Checksum != write.Post)
        {
            throw new ArgumentException($"The content of change {write.ChangeId} is not the canonical form of its post-checksum.", nameof(write));
        }
    }

    /// <summary>All items in order.</summary>
    public IEnumerable<LiveItem> All() => Values.Select(item => Item(item.Key, item.Value));

    /// <summary>One item; null when there is none.</summary>
    public LiveItem? Find(string key) => Values.TryGetValue(key, out var value) ? Item(key, value) : null;

    /// <summary>Adds or replaces an item.</summary>
    /// <exception cref="ArgumentException">The content is no content of such an item.</exception>
    public void Put(string key, ReadOnlyMemory<byte> content) => Values[key] = Accept(key, JsonElement.Parse(content.Span));

    /// <summary>Removes an item.</summary>
    public void Remove(string key) => Values.Remove(key);

    /// <summary>The file as it is written.</summary>
    public byte[] ToBytes()
    {
        using var stream = new MemoryStream();
        using (var writer = new Utf8JsonWriter(stream, Indented))
        {
            Write(writer);
        }

        stream.WriteByte((byte)'\n');
        return stream.ToArray();
    }

    /// <summary>Takes the items out of the file's object.</summary>
    /// <exception cref="JsonException">The file has another form.</exception>
    protected abstract void Load(JsonElement root);

    protected abstract JsonElement Accept(string key, JsonElement value);

    protected abstract void Write(Utf8JsonWriter writer);

    // What could be read but not written again (half of a surrogate pair) is found before anything is changed.
    private void RequireWritable()
    {
        foreach (var value in Values.Values.Where(value => CanonicalJson.Problem(value) is not null))
        {
            _ = Compact(value);
        }
    }

    private static LiveItem Item(string key, JsonElement value)
    {
        // A number that no double holds has no canonical form. As it stands it equals nothing that git can want, and comes back exactly when it is restored.
        var bytes = CanonicalJson.Problem(value) is null ? CanonicalJson.Of(value) : Compact(value);
        return new LiveItem(key, Digest.Of(bytes), ItemContent.Of(bytes));
    }

    private static byte[] Compact(JsonElement value)
    {
        using var stream = new MemoryStream();
        using (var writer = new Utf8JsonWriter(stream, new JsonWriterOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping }))
        {
            value.WriteTo(writer);
        }

        return stream.ToArray();
    }
}
