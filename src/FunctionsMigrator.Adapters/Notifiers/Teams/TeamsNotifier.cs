using System.Net;
using System.Net.Http.Headers;
using FunctionsMigrator.Core.Findings.Codes;
using FunctionsMigrator.Core.Notices;

namespace FunctionsMigrator.Adapters.Notifiers.Teams;

/// <summary>Posts cards to workflows of Microsoft Teams ("When a Teams webhook request is received"). No redirect is followed and no answer is read beyond its head.</summary>
public sealed class TeamsNotifier : INotifier, IDisposable
{
    // Teams takes four a second from one sender.
    private static readonly TimeSpan Gap = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(15);

    private readonly HttpClient _http;
    private readonly IReadOnlyList<string> _hosts;
    private readonly TimeProvider _time;
    private readonly SemaphoreSlim _turn = new(1, 1);
    private DateTimeOffset _next = DateTimeOffset.MinValue;

    /// <param name="hosts">Hosts beside those of Power Automate.</param>
    /// <param name="time">The clock.</param>
    public TeamsNotifier(IReadOnlyList<string> hosts, TimeProvider time)
    {
        (_hosts, _time) = (hosts, time);
        _http = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false, PooledConnectionLifetime = TimeSpan.FromMinutes(5) }) { Timeout = Timeout.InfiniteTimeSpan };
    }

    /// <inheritdoc/>
    public string Channel => "teams";

    /// <inheritdoc/>
    public int? PerMinute => null;

    /// <inheritdoc/>
    public async Task<NoticeAnswer> SendAsync(NoticeContent content, string address, CancellationToken cancellation)
    {
        if (!TeamsHook.Read(address, _hosts).TryGet(out var hook))
        {
            return NoticeAnswer.Never(TeamsHook.Read(address, _hosts).Findings[0]);
        }

        await TurnAsync(cancellation);
        using var patience = new CancellationTokenSource(Patience, _time);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(cancellation, patience.Token);
        try
        {
            using var body = new ByteArrayContent(TeamsCard.Render(content)) { Headers = { ContentType = new MediaTypeHeaderValue("application/json") { CharSet = "utf-8" } } };
            using var request = new HttpRequestMessage(HttpMethod.Post, hook) { Content = body };
            using var response = await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, both.Token);
            return Read(response);
        }
        catch (HttpRequestException failure)
        {
            // Its words name the address.
            return NoticeAnswer.Later(NoticeCodes.Unreachable.Finding($"The workflow of Teams cannot be reached: {failure.HttpRequestError}."), ofChannel: true);
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            return NoticeAnswer.Later(NoticeCodes.Unreachable.Finding($"The workflow of Teams did not answer within {Patience.TotalSeconds:0} seconds."), ofChannel: true);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _http.Dispose();
        _turn.Dispose();
    }

    private async Task TurnAsync(CancellationToken cancellation)
    {
        TimeSpan wait;
        await _turn.WaitAsync(cancellation);
        try
        {
            var now = _time.GetUtcNow();
            var mine = _next > now ? _next : now;
            (wait, _next) = (mine - now, mine + Gap);
        }
        finally
        {
            _turn.Release();
        }

        if (wait > TimeSpan.Zero)
        {
            await Task.Delay(wait, _time, cancellation);
        }
    }

    private NoticeAnswer Read(HttpResponseMessage response)
    {
        var status = (int)response.StatusCode;
        return response.StatusCode switch
        {
            _ when response.IsSuccessStatusCode => NoticeAnswer.Sent,
            HttpStatusCode.TooManyRequests => NoticeAnswer.Later(NoticeCodes.Busy.Finding("The workflow of Teams takes no more now (429)."), After(response), ofChannel: true),
            HttpStatusCode.RequestTimeout or >= HttpStatusCode.InternalServerError =>
                NoticeAnswer.Later(NoticeCodes.Unreachable.Finding($"The workflow of Teams answered {status}."), After(response), ofChannel: true),
            _ => NoticeAnswer.Never(NoticeCodes.Refused.Finding($"The workflow of Teams answered {status}.")),
        };
    }

    private TimeSpan? After(HttpResponseMessage response) => response.Headers.RetryAfter switch
    {
        { Delta: { } delta } => delta,
        { Date: { } date } when date > _time.GetUtcNow() => date - _time.GetUtcNow(),
        _ => null,
    };
}
