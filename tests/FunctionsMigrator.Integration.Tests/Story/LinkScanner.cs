using System.Net;
using System.Text.RegularExpressions;

namespace FunctionsMigrator.Integration.Tests.Story;

/// <summary>What looks at mail before people do: asks for every address that stands in it, and for every address that stands in what it is given.</summary>
internal static partial class LinkScanner
{
    private static readonly HttpMethod[] Safe = [HttpMethod.Get, HttpMethod.Head, HttpMethod.Options];

    /// <summary>Follows everything that lies on the server; answers which addresses it asked for.</summary>
    public static async Task<IReadOnlySet<string>> FollowAsync(Uri server, IEnumerable<string> texts, CancellationToken cancellation)
    {
        using var http = new HttpClient(new SocketsHttpHandler { UseCookies = true, CookieContainer = new CookieContainer() });
        var (asked, open) = (new HashSet<string>(StringComparer.Ordinal), new Queue<Uri>(texts.SelectMany(text => Addresses(server, text))));
        while (open.TryDequeue(out var next))
        {
            if (!asked.Add(next.GetLeftPart(UriPartial.Query)))
            {
                continue;
            }

            foreach (var method in Safe)
            {
                using var request = new HttpRequestMessage(method, next);
                using var answer = await http.SendAsync(request, cancellation);
                foreach (var found in Addresses(answer.RequestMessage!.RequestUri!, await answer.Content.ReadAsStringAsync(cancellation)))
                {
                    open.Enqueue(found);
                }
            }
        }

        return asked;

        IEnumerable<Uri> Addresses(Uri place, string text) => Address().Matches(WebUtility.HtmlDecode(text)).Select(match => match.Groups["to"].Success ? match.Groups["to"].Value : match.Value)
            .Select(found => Uri.TryCreate(place, found, out var address) ? address : null).OfType<Uri>().Where(address => address.Authority == server.Authority && address.Scheme == server.Scheme);
    }

    [GeneratedRegex("""(?:href|src|action|formaction)\s*=\s*"(?<to>[^"]*)"|https?://[^\s"'<>\\]+""")]
    private static partial Regex Address();
}
