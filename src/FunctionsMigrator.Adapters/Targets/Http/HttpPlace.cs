using System.Text.Json;
using System.Text.Json.Nodes;
using FunctionsMigrator.Adapters.Metadata;
using FunctionsMigrator.Core;
using FunctionsMigrator.Core.Findings;
using FunctionsMigrator.Core.Findings.Codes;
using FunctionsMigrator.Core.Items;
using FunctionsMigrator.Core.Targets;

namespace FunctionsMigrator.Adapters.Targets.Http;

/// <summary>A definition, read and checked: where the service is and how it is spoken to.</summary>
internal sealed class HttpPlace
{
    private static readonly string[] OwnHeaders = ["Authorization", "Host", "If-Match", "If-None-Match", "Accept", "Accept-Encoding", "Connection", "Transfer-Encoding", "Cookie"];
    private readonly string _base;

    private HttpPlace(HttpTargetSettings settings, Uri baseUrl, TargetAddress address)
    {
        Settings = settings;
        Address = address;
        _base = baseUrl.GetLeftPart(UriPartial.Path).TrimEnd('/');
    }

    public HttpTargetSettings Settings { get; }

    public TargetAddress Address { get; }

    /// <summary>Members that are cut from what the service answers.</summary>
    public IReadOnlyList<string> Ignore => Settings.Ignore ?? [];

    /// <summary>The definition, or everything that is wrong with its text.</summary>
    public static Outcome<HttpPlace> Read(TargetBinding binding)
    {
        var findings = new List<Finding>();
        void Add(string message, string? remedy = null) =>
            findings.Add(TargetCodes.BadDefinition.Finding(message, target: binding.Address.ToString(), remedy: remedy));

        HttpTargetSettings settings;
        try
        {
            var members = new JsonObject([.. binding.Settings.Select(pair => KeyValuePair.Create(pair.Key, JsonNode.Parse(pair.Value.GetRawText())))]);
            settings = members.Deserialize<HttpTargetSettings>(MetadataJson.Options)!;
        }
        catch (JsonException malformed)
        {
            // The reader's own words may quote a value; the path is enough.
            Add($"Type {HttpTargetType.TypeName} cannot read its keys{(malformed.Path is { Length: > 1 } path ? $" at '{path}'" : "")}: baseUrl and bookkeeping are texts that must be there.");
            return Outcome.Fail<HttpPlace>(findings);
        }

        if (!Uri.TryCreate(settings.BaseUrl, UriKind.Absolute, out var url) || url.Scheme is not ("http" or "https") || url.Query.Length + url.Fragment.Length + url.UserInfo.Length > 0)
        {
            Add("'baseUrl' is no http or https address without query, fragment and user.", "Write it like https://gateway.example.com/admin.");
        }
        else if (url.Scheme == "http" && settings.Authorization is not null && !url.IsLoopback)
        {
            Add("'authorization' would go over the network unencrypted.", "Use an https address.");
        }

        if (TargetSecret.Check(binding, binding.Settings, "authorization") is { } unusable)
        {
            findings.Add(unusable);
        }

        if (PathProblem(settings.Bookkeeping) is { } problem)
        {
            Add($"'bookkeeping' {problem}.", "Name a path of the service, such as /functions-migrator.");
        }

        if (settings.Timeout < TimeSpan.FromSeconds(1) || settings.Timeout > TimeSpan.FromSeconds(60))
        {
            Add("'timeout' is not between 1s and 60s.");
        }

        foreach (var (name, value) in settings.Headers ?? new Dictionary<string, string>())
        {
            if (OwnHeaders.Contains(name, StringComparer.OrdinalIgnoreCase) || name.StartsWith("Content-", StringComparison.OrdinalIgnoreCase))
            {
                Add($"The header '{name}' is not set by 'headers'.", "Secrets belong into 'authorization'; the other headers are the product's own.");
            }
            else if (name.Length == 0 || !name.All(IsTokenCharacter) || value.Any(char.IsControl))
            {
                Add($"The header '{name}' is no header of HTTP.");
            }
        }

        foreach (var pointer in (settings.Ignore ?? []).Where(pointer => pointer.Length < 2 || pointer[0] != '/'))
        {
            Add($"'ignore' holds '{pointer}', which is no JSON pointer of a member.", "Write it like /updatedAt or /meta/etag.");
        }

        if (binding.Scratch is not null)
        {
            Add($"Type {HttpTargetType.TypeName} rehearses on a double in memory and knows no 'scratch'.", "Remove 'scratch' from the target.");
        }

        return findings.Count > 0 ? Outcome.Fail<HttpPlace>(findings) : Outcome.Of(new HttpPlace(settings, url!, binding.Address));
    }

    /// <summary>The address of an item.</summary>
    /// <exception cref="TargetException">TGT011: the key is no path of the service, or the one of the bookkeeping.</exception>
    public Uri UriOf(string key) => Problem(key) is { } problem ? throw new TargetException(problem) : At(key);

    /// <summary>TGT011 for a key that is no path of the service, or the one of the bookkeeping.</summary>
    public Finding? Problem(string key) => (PathProblem(key) ?? (key == Settings.Bookkeeping ? "is where the bookkeeping is" : null)) is { } problem
        ? TargetCodes.BadKey.Finding($"The path '{key}' {problem}.", target: Address.ToString(), remedy: "Give the resource another path in git.")
        : null;

    /// <summary>The address of the bookkeeping.</summary>
    public Uri Bookkeeping() => At(Settings.Bookkeeping);

    // Every character that is not plain is escaped here, once; what the platform would make shorter or prettier stays as it is.
    private Uri At(string path) => new(
        _base + string.Join('/', path.Split('/').Select(Uri.EscapeDataString)),
        new UriCreationOptions { DangerousDisablePathAndQueryCanonicalization = true });

    private static string? PathProblem(string path)
    {
        var parts = path.Split('/');
        return path.Length == 0 || path[0] != '/' ? "does not begin with '/'"
            : parts.Any(part => part is "." or "..") ? "holds '.' or '..'"
            : path == "/" || parts.Skip(1).SkipLast(1).Contains("") ? "has an empty part"
            : path.Any(char.IsControl) ? "holds a control character"
            : null;
    }

    private static bool IsTokenCharacter(char character) => char.IsAsciiLetterOrDigit(character) || "!#$%&'*+-.^_`|~".Contains(character, StringComparison.Ordinal);
}
