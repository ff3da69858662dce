using System.Text;
using FunctionsMigrator.Core.Deliveries;

namespace FunctionsMigrator.Testing.Webhooks;

/// <summary>A delivery as a provider shapes it: header lines, an empty line and the body. Nobody signed it yet.</summary>
/// <param name="Headers">Its headers.</param>
/// <param name="Body">Its raw body.</param>
public sealed record RecordedDelivery(IReadOnlyDictionary<string, string> Headers, byte[] Body)
{
    /// <summary>What stood on the branch before the recorded pushes.</summary>
    public const string Before = "7fa77a1c0d9ebb7e4a8e6d9c50d9eca0c3f0b1a2";

    /// <summary>What stands there after them.</summary>
    public const string After = "59b20b8d5c6ff8d09518454d4dd8b7b30f095ab5";

    private static string Folder => Path.Combine(SourceFolders.Repository, "tests/FunctionsMigrator.Testing/Webhooks/Deliveries");

    /// <summary>Reads a recording.</summary>
    public static RecordedDelivery Read(string provider, string name)
    {
        var text = File.ReadAllText(Path.Combine(Folder, provider, name + ".http")).ReplaceLineEndings("\n");
        var end = text.IndexOf("\n\n", StringComparison.Ordinal);
        var headers = text[..end].Split('\n').Select(line => line.Split(": ", 2)).ToDictionary(parts => parts[0], parts => parts[1], StringComparer.OrdinalIgnoreCase);
        return new RecordedDelivery(headers, Encoding.UTF8.GetBytes(text[(end + 2)..]));
    }

    /// <summary>The delivery with a text of its body replaced by another one.</summary>
    public RecordedDelivery Replace(string text, string by) => this with { Body = Encoding.UTF8.GetBytes(Encoding.UTF8.GetString(Body).Replace(text, by, StringComparison.Ordinal)) };

    /// <summary>The delivery with further headers.</summary>
    public RecordedDelivery With(IEnumerable<KeyValuePair<string, string>> headers)
    {
        var all = new Dictionary<string, string>(Headers, StringComparer.OrdinalIgnoreCase);
        foreach (var (name, value) in headers)
        {
            all[name] = value;
        }

        return this with { Headers = all };
    }

    /// <summary>As a provider is handed it.</summary>
    public WebhookRequest Request => new(Body, Headers);
}
