using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Azure.Data.Tables;
using FunctionsMigrator.Core;
using FunctionsMigrator.Core.Items;
using FunctionsMigrator.Core.Stores;

namespace FunctionsMigrator.Adapters.Targets.AzureTable;

/// <summary>
/// Settings and flags: <c>Name</c> is the key, <c>Value</c> the value. Texts, whole numbers, other numbers and booleans are properties of their own type; lists, objects,
/// null and flags are JSON text, and <c>ContentType</c> says so.
/// </summary>
internal sealed class ValueItems(TargetBinding binding, string partition, bool flags) : TableItems(binding, partition)
{
    private const string Name = "Name";
    private const string Value = "Value";
    private const string ContentType = "ContentType";
    private const string Json = "application/json";
    private const string Flag = "application/vnd.microsoft.appconfig.ff+json;charset=utf-8";

    // Whole numbers up to here are the same as doubles, which is what JSON has.
    private const double LargestWhole = 9007199254740992;

    public override IReadOnlySet<string> Own { get; } = new HashSet<string>(StringComparer.Ordinal) { Name, Value, ContentType };

    public override string RowOf(string key) => TableLayout.RowOf(key);

    protected override string KeyOf(TableEntity entity) => entity.TryGetValue(Name, out var name)
        ? name as string ?? throw Misfit(entity, $"has a {Name} of type {EdmOf(name)}; Edm.String was expected")
        : KeyEncoding.Servers.Decode(entity.RowKey) ?? throw Misfit(entity, $"has no {Name}, and its row key is no encoded key");

    protected override byte[] ContentOf(TableEntity entity)
    {
        entity.TryGetValue(Value, out var value);
        entity.TryGetValue(ContentType, out var type);
        if (value is string text && (flags || type is not null))
        {
            return JsonContent(entity, text);
        }

        if (value is string plain && !flags)
        {
            return CanonicalJson.Of(plain);
        }

        var content = value switch
        {
            _ when flags => throw Misfit(entity, $"has a {Value} of type {EdmOf(value)}; the JSON of a flag was expected, as Edm.String"),
            bool or long => CanonicalJson.Of(JsonSerializer.SerializeToElement(value)),
            double real when double.IsFinite(real) => CanonicalJson.Of(JsonSerializer.SerializeToElement(value)),
            _ => null,
        };

        // A number of another type means the same to us and not to its readers, and it would come back as ours.
        return content is not null && Typed(JsonElement.Parse(content)).Value.GetType() == value!.GetType()
            ? content
            : throw Misfit(entity, $"has a {Value} of type {EdmOf(value)}; expected Edm.String, Edm.Boolean, Edm.Int64 for whole numbers or Edm.Double for others");
    }

    protected override void Put(TableEntity entity, string key, ReadOnlySpan<byte> content)
    {
        var (value, type) = flags ? (Encoding.UTF8.GetString(content), Flag) : Typed(JsonElement.Parse(content));
        entity[Name] = key;
        entity[Value] = value;
        if (type is not null)
        {
            entity[ContentType] = type;
        }
    }

    private static (object Value, string? ContentType) Typed(JsonElement json) => json.ValueKind switch
    {
        JsonValueKind.String => (json.GetString()!, null),
        JsonValueKind.True or JsonValueKind.False => (json.GetBoolean(), null),
        JsonValueKind.Number when CanonicalJson.Problem(json) is null => (IsWhole(json.GetDouble()) ? (long)json.GetDouble() : (object)json.GetDouble(), null),
        _ => (json.GetRawText(), Json),
    };

    private static bool IsWhole(double number) => Math.Abs(number) <= LargestWhole && Math.Floor(number) == number;

    private byte[] JsonContent(TableEntity entity, string text)
    {
        JsonElement json;
        try
        {
            json = JsonElement.Parse(text, new JsonDocumentOptions { AllowDuplicateProperties = false });
        }
        catch (JsonException)
        {
            throw Misfit(entity, $"has a {Value} that is no JSON, though its {ContentType} says so");
        }

        // A number that no double holds has no canonical form; as it stands it equals nothing that git can want, and comes back exactly.
        return CanonicalJson.Problem(json) is null ? CanonicalJson.Of(json) : Compact(json);
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
