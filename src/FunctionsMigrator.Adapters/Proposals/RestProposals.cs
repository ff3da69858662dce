using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using FunctionsMigrator.Core.Findings;
using FunctionsMigrator.Core.Findings.Codes;

namespace FunctionsMigrator.Adapters.Proposals;

/// <summary>
/// What the providers' interfaces have in common. Follows no redirect, since the token goes with every request, reads at most 4 MiB of an answer and waits at most thirty seconds for it.
/// </summary>
public abstract class RestProposals : IProposals
{
    private const int MostBytes = 4 << 20;
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(30);
    private static readonly JsonSerializerOptions Plain = new();

    private readonly HttpClient _client =
        new(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false }) { Timeout = Timeout.InfiniteTimeSpan, MaxResponseContentBufferSize = MostBytes };

    private readonly Uri _root;
    private readonly TimeProvider _time;

    /// <param name="root">Where the interface is; no other host is ever asked.</param>
    /// <param name="time">The clock by which answers are waited for.</param>
    /// <param name="authorize">Puts the token into the headers of every request.</param>
    private protected RestProposals(Uri root, TimeProvider time, Action<HttpRequestHeaders> authorize)
    {
        (_root, _time) = (root, time);
        _client.DefaultRequestHeaders.UserAgent.Add(new ProductInfoHeaderValue("FunctionsMigrator", "1"));
        authorize(_client.DefaultRequestHeaders);
    }

    /// <inheritdoc/>
    public async Task<Outcome<OpenedProposal>> OpenAsync(Proposal proposal, CancellationToken cancellation)
    {
        var target = await TargetAsync(cancellation);
        if (!target.TryGet(out var into))
        {
            return target.As<OpenedProposal>();
        }

        var open = await FindAsync(proposal.Branch, cancellation);
        if (!open.TryGet(out var already))
        {
            return open.As<OpenedProposal>();
        }

        if (already is not null)
        {
            return Outcome.Of(new OpenedProposal(already, Already: true));
        }

        var made = await CommitAsync(proposal, cancellation);
        if (!made.Succeeded)
        {
            return made.As<OpenedProposal>();
        }

        var opened = await RequestAsync(proposal, into, $"open the pull request of branch {proposal.Branch}, which stands,", cancellation);
        if (opened.TryGet(out var address))
        {
            return Outcome.Of(new OpenedProposal(address));
        }

        // An answer that was lost is no request that was not opened: one of the branch that was made just now is ours.
        var second = await FindAsync(proposal.Branch, cancellation);
        return second.TryGet(out var stands) && stands is not null ? Outcome.Of(new OpenedProposal(stands)) : opened.As<OpenedProposal>();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _client.Dispose();
        GC.SuppressFinalize(this);
    }

    /// <summary>The branch that changes go to.</summary>
    private protected abstract Task<Outcome<string>> TargetAsync(CancellationToken cancellation);

    /// <summary>The open request of a branch; null: there is none.</summary>
    private protected abstract Task<Outcome<Uri?>> FindAsync(string branch, CancellationToken cancellation);

    /// <summary>Makes the branch with the commit. A branch of that name that stands is a failure.</summary>
    private protected abstract Task<Outcome<bool>> CommitAsync(Proposal proposal, CancellationToken cancellation);

    /// <summary>Opens the request.</summary>
    private protected abstract Task<Outcome<Uri>> RequestAsync(Proposal proposal, string into, string step, CancellationToken cancellation);

    /// <summary>Asks for JSON.</summary>
    private protected Task<Outcome<T>> GetAsync<T>(string step, string path, Func<JsonElement, T> read, CancellationToken cancellation) =>
        AskAsync(step, HttpMethod.Get, path, null, read, cancellation);

    /// <summary>Sends JSON, with the names of members as they are.</summary>
    private protected Task<Outcome<T>> PostAsync<T>(string step, string path, object body, Func<JsonElement, T> read, CancellationToken cancellation) =>
        PostAsync(step, path, JsonContent.Create(body, options: Plain), read, cancellation);

    /// <summary>Sends what is given, and disposes of it.</summary>
    private protected async Task<Outcome<T>> PostAsync<T>(string step, string path, HttpContent body, Func<JsonElement, T> read, CancellationToken cancellation)
    {
        using (body)
        {
            return await AskAsync(step, HttpMethod.Post, path, body, read, cancellation);
        }
    }

    /// <summary>A failure that an answer told otherwise than by its status.</summary>
    private protected Outcome<T> Fail<T>(FailureCode code, string step, string why) => code.Fail<T>($"{_root.Host} did not {step}: {why}.");

    /// <summary>A text that must be there.</summary>
    private protected static string Text(JsonElement json, string name) => json.GetProperty(name).GetString() ?? throw new FormatException($"'{name}' is null.");

    /// <summary>An address that people can open.</summary>
    private protected static Uri Address(string text) =>
        Uri.TryCreate(text, UriKind.Absolute, out var uri) && uri.Scheme is "https" or "http" ? uri : throw new FormatException("This is no address.");

    private async Task<Outcome<T>> AskAsync<T>(string step, HttpMethod method, string path, HttpContent? body, Func<JsonElement, T> read, CancellationToken cancellation)
    {
        using var limit = new CancellationTokenSource(Longest, _time);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(cancellation, limit.Token);
        try
        {
            using var request = new HttpRequestMessage(method, new Uri(_root, path)) { Content = body };
            using var answer = await _client.SendAsync(request, both.Token);
            if (!answer.IsSuccessStatusCode || answer.StatusCode is HttpStatusCode.NonAuthoritativeInformation)
            {
                return Refused<T>(step, answer);
            }

            var bytes = await answer.Content.ReadAsByteArrayAsync(both.Token);
            using var json = bytes.Length == 0 ? null : JsonDocument.Parse(bytes);
            return Outcome.Of(read(json?.RootElement ?? default));
        }
        catch (Exception exception) when (exception is JsonException or FormatException or InvalidOperationException or KeyNotFoundException)
        {
            return Fail<T>(DriftCodes.NotProposed, step, "its answer is not what this interface answers");
        }
        catch (HttpRequestException failed)
        {
            return Fail<T>(DriftCodes.NotProposed, step, failed.HttpRequestError is HttpRequestError.ConfigurationLimitExceeded ? "its answer is larger than 4 MiB" : "it cannot be reached");
        }
        catch (OperationCanceledException) when (limit.IsCancellationRequested && !cancellation.IsCancellationRequested)
        {
            return Fail<T>(DriftCodes.NotProposed, step, $"it did not answer within {Longest.TotalSeconds:0} seconds");
        }
    }

    // What an answer says in words is not repeated: it may hold what was sent.
    private Outcome<T> Refused<T>(string step, HttpResponseMessage answer)
    {
        var number = ((int)answer.StatusCode).ToString(CultureInfo.InvariantCulture);
        var (code, why) = answer.StatusCode switch
        {
            HttpStatusCode.TooManyRequests => (DriftCodes.ProposalThrottled, $"it is asked too often ({number}){Again(answer)}"),
            HttpStatusCode.Forbidden when IsThrottled(answer) => (DriftCodes.ProposalThrottled, $"it is asked too often ({number}){Again(answer)}"),

            // Azure DevOps answers a token that it does not know with its page for signing in.
            HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden or HttpStatusCode.NonAuthoritativeInformation => (DriftCodes.ProposalToken, $"it does not take the token ({number})"),
            HttpStatusCode.NotFound => (DriftCodes.ProposalUnknown, $"it knows no such repository or commit, or hides it from this token ({number})"),
            HttpStatusCode.Conflict => (DriftCodes.ProposalConflict, $"something else stands there already ({number})"),
            HttpStatusCode.BadRequest or HttpStatusCode.UnprocessableEntity => (DriftCodes.ProposalRefused, $"it refuses it ({number}): most often there is such a branch or pull request already"),
            >= HttpStatusCode.MultipleChoices and < HttpStatusCode.BadRequest => (DriftCodes.NotProposed, $"it redirects ({number}), and no token is sent elsewhere"),
            _ => (DriftCodes.NotProposed, $"it answered {number}"),
        };
        return Fail<T>(code, step, why);
    }

    // GitHub says both limits with 403, too.
    private static bool IsThrottled(HttpResponseMessage answer) =>
        answer.Headers.RetryAfter is not null || (answer.Headers.TryGetValues("X-RateLimit-Remaining", out var left) && left.Contains("0"));

    private static string Again(HttpResponseMessage answer) => answer.Headers.RetryAfter?.Delta is { } wait ? string.Create(CultureInfo.InvariantCulture, $"; again in {wait.TotalSeconds:0} s") : "";
}
