using System.Text.Json;
using System.Text.Json.Serialization;

namespace FunctionsMigrator.Core;

/// <summary>
/// Where one target is: <c>production/westeurope/orders-db</c>, or <c>production/westeurope/orders-db[acme]</c> with a tenant.
/// Names hold letters, digits, <c>.</c>, <c>_</c> and <c>-</c>.
/// </summary>
[JsonConverter(typeof(TargetAddressJsonConverter))]
public sealed record TargetAddress(string Environment, string Region, string Target, string? Tenant = null) : IComparable<TargetAddress>
{
    /// <summary>The unit of a wave that this target belongs to: the tenant where there is one, else the region.</summary>
    public string Unit => Tenant is null ? Region : $"{Region}[{Tenant}]";

    /// <summary>Reads what <see cref="ToString"/> writes.</summary>
    /// <exception cref="FormatException">The text has another shape.</exception>
    public static TargetAddress Parse(string text)
    {
        var parts = text.Split('/');
        if (parts.Length != 3 || parts.Any(string.IsNullOrEmpty))
        {
            throw new FormatException($"'{text}' is not a target address such as production/westeurope/orders-db.");
        }

        var open = parts[2].IndexOf('[', StringComparison.Ordinal);
        return open < 0
            ? new TargetAddress(parts[0], parts[1], parts[2])
            : new TargetAddress(parts[0], parts[1], parts[2][..open], parts[2][(open + 1)..].TrimEnd(']'));
    }

    /// <inheritdoc/>
    public int CompareTo(TargetAddress? other) => string.CompareOrdinal(ToString(), other?.ToString());

    /// <inheritdoc/>
    public override string ToString() =>
        Tenant is null ? $"{Environment}/{Region}/{Target}" : $"{Environment}/{Region}/{Target}[{Tenant}]";

    private sealed class TargetAddressJsonConverter : JsonConverter<TargetAddress>
    {
        public override TargetAddress Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
            Parse(reader.GetString() ?? "");

        public override void Write(Utf8JsonWriter writer, TargetAddress value, JsonSerializerOptions options) =>
            writer.WriteStringValue(value.ToString());

        public override TargetAddress ReadAsPropertyName(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
            Parse(reader.GetString() ?? "");

        public override void WriteAsPropertyName(Utf8JsonWriter writer, TargetAddress value, JsonSerializerOptions options) =>
            writer.WritePropertyName(value.ToString());
    }
}
