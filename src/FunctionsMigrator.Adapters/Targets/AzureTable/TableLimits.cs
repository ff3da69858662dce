using Azure.Data.Tables;

namespace FunctionsMigrator.Adapters.Targets.AzureTable;

/// <summary>What Azure Tables take. Checked here before anything is sent: not every emulator does, and a refusal in the middle of a batch would come too late.</summary>
internal static class TableLimits
{
    /// <summary>Operations of one transaction.</summary>
    public const int Operations = 100;

    /// <summary>Bytes of one transaction on the wire; the service takes 4 MiB.</summary>
    public const int TransactionBytes = 3_500_000;

    /// <summary>Characters of a text property: 64 KiB of UTF-16.</summary>
    public const int Text = 32_768;

    /// <summary>Bytes of a binary property.</summary>
    public const int Binary = 65_536;

    /// <summary>Bytes of an entity.</summary>
    public const int Entity = 1 << 20;

    /// <summary>Properties beside the two keys and the timestamp.</summary>
    public const int Properties = 252;

    /// <summary>Why the service would refuse an entity; null when it takes it.</summary>
    public static string? Problem(TableEntity entity)
    {
        var values = entity.Where(property => !TableLayout.IsSystem(property.Key)).ToList();
        foreach (var (name, value) in values)
        {
            switch (value)
            {
                case string { Length: > Text } text:
                    return $"property {name} would have {text.Length} characters; Azure Tables take {Text}";
                case byte[] { Length: > Binary } bytes:
                    return $"property {name} would have {bytes.Length} bytes; Azure Tables take {Binary}";
            }
        }

        var size = Size(entity);
        return values.Count > Properties ? $"the entity would have {values.Count} properties; Azure Tables take {Properties}"
            : size > Entity ? $"the entity would have {size} bytes; Azure Tables take {Entity}"
            : null;
    }

    /// <summary>Bytes of the entity by the service's own count.</summary>
    public static long Size(TableEntity entity) => 4L + (2L * (entity.PartitionKey.Length + entity.RowKey.Length)) + entity
        .Where(property => !TableLayout.IsSystem(property.Key))
        .Sum(property => 8L + (2L * property.Key.Length) + property.Value switch
        {
            string text => 4L + (2L * text.Length),
            byte[] bytes => 4L + bytes.Length,
            BinaryData data => 4L + data.ToMemory().Length,
            Guid => 16,
            bool => 1,
            int => 4,
            _ => 8,
        });

    /// <summary>At most this many bytes of a transaction: texts as JSON, where a character may take six.</summary>
    public static long WireSize(TableEntity entity) => 1000L + entity.Sum(property => 100L + (2L * property.Key.Length) + property.Value switch
    {
        string text => text.Sum(character => char.IsAsciiLetterOrDigit(character) ? 1L : 6L),
        byte[] bytes => bytes.Length * 4L / 3,
        BinaryData data => data.ToMemory().Length * 4L / 3,
        _ => 40,
    });
}
