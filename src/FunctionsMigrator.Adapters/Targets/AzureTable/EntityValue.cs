using System.Globalization;

namespace FunctionsMigrator.Adapters.Targets.AzureTable;

/// <summary>Hashes a property's value with its type.</summary>
internal static class EntityValue
{
    public static void Add(FingerprintHash hash, object? value)
    {
        switch (value)
        {
            case null or string:
                hash.Add(value as string);
                break;
            case byte[] bytes:
                hash.Add('b', bytes);
                break;
            case BinaryData data:
                hash.Add('b', data.ToMemory().Span);
                break;
            case DateTimeOffset time:
                hash.Add($"time {time.UtcTicks.ToString(CultureInfo.InvariantCulture)}");
                break;
            default:
                hash.Add(value.GetType().Name);
                hash.Add(Convert.ToString(value, CultureInfo.InvariantCulture));
                break;
        }
    }
}
