using System.Net;
using System.Text.RegularExpressions;

namespace FunctionsMigrator.Cli.Demo;

/// <summary>The browser of one person of the story: it follows links, keeps cookies, runs no script, and sends the forms that pages show.</summary>
internal sealed partial class DemoBrowser : IDisposable
{
    private readonly HttpClient _http = new(new SocketsHttpHandler { CookieContainer = new CookieContainer(), UseProxy = false });

    /// <summary>The page at an address, wherever it leads.</summary>
    public async Task<DemoPage> OpenAsync(Uri address, CancellationToken cancellation) => await ReadAsync(await _http.GetAsync(address, cancellation), cancellation);

    /// <summary>Sends a form of a page with what a person typed into it.</summary>
    public async Task<DemoPage> SendAsync(DemoPage page, DemoForm form, IReadOnlyDictionary<string, string> typed, CancellationToken cancellation)
    {
        using var content = new FormUrlEncodedContent(form.Hidden.Concat(typed));
        return await ReadAsync(await _http.PostAsync(new Uri(page.Address, form.Action), content, cancellation), cancellation);
    }

    /// <inheritdoc/>
    public void Dispose() => _http.Dispose();

    private static async Task<DemoPage> ReadAsync(HttpResponseMessage answer, CancellationToken cancellation)
    {
        using (answer)
        {
            var html = await answer.Content.ReadAsStringAsync(cancellation);
            var forms = Form().Matches(html).Select(match => new DemoForm(
                WebUtility.HtmlDecode(match.Groups["action"].Value),
                Hidden().Matches(match.Groups["inside"].Value).ToDictionary(field => field.Groups["name"].Value, field => WebUtility.HtmlDecode(field.Groups["value"].Value), StringComparer.Ordinal)));
            return new DemoPage(answer.RequestMessage!.RequestUri!, answer.IsSuccessStatusCode, [.. forms]);
        }
    }

    [GeneratedRegex("<form method=\"post\" action=\"(?<action>[^\"]*)\">(?<inside>.*?)</form>", RegexOptions.Singleline | RegexOptions.ExplicitCapture)]
    private static partial Regex Form();

    [GeneratedRegex("<input type=\"hidden\" name=\"(?<name>[^\"]+)\" value=\"(?<value>[^\"]*)\"", RegexOptions.ExplicitCapture)]
    private static partial Regex Hidden();
}

/// <summary>A page as a browser holds it.</summary>
/// <param name="Address">Where it was found in the end.</param>
/// <param name="IsGood">Whether the server meant it.</param>
/// <param name="Forms">Its forms that send something.</param>
internal sealed record DemoPage(Uri Address, bool IsGood, IReadOnlyList<DemoForm> Forms);

/// <summary>A form of a page.</summary>
/// <param name="Action">Where it is sent.</param>
/// <param name="Hidden">What the server put into it.</param>
internal sealed record DemoForm(string Action, IReadOnlyDictionary<string, string> Hidden);
