using System.Collections;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace FunctionsMigrator.Core.Model;

/// <summary>The folders that scripts are in: one, or several that are read as one.</summary>
[JsonConverter(typeof(Converter))]
public sealed class ScriptLocations(IReadOnlyList<string> folders) : IReadOnlyList<string>
{
    /// <inheritdoc/>
    public int Count => folders.Count;

    /// <inheritdoc/>
    public string this[int index] => folders[index];

    /// <summary>One folder.</summary>
    public static implicit operator ScriptLocations(string folder) => new([folder]);

    /// <inheritdoc/>
    public IEnumerator<string> GetEnumerator() => folders.GetEnumerator();

    /// <inheritdoc/>
    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    /// <inheritdoc/>
    public override string ToString() => string.Join(", ", folders);

    private sealed class Converter : JsonConverter<ScriptLocations>
    {
        public override ScriptLocations Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => reader.TokenType == JsonTokenType.StartArray
            ? new ScriptLocations(JsonSerializer.Deserialize<List<string>>(ref reader, options)!)
            : new ScriptLocations([reader.GetString()!]);

        public override void Write(Utf8JsonWriter writer, ScriptLocations value, JsonSerializerOptions options)
        {
            if (value.Count == 1)
            {
                writer.WriteStringValue(value[0]);
                return;
            }

            JsonSerializer.Serialize(writer, value.ToList(), options);
        }
    }
}
