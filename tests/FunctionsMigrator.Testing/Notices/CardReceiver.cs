using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace FunctionsMigrator.Testing.Notices;

/// <summary>A workflow of Teams on loopback: keeps what is posted, and answers what a test says.</summary>
public sealed class CardReceiver : IAsyncDisposable
{
    /// <summary>The key in its address, as a workflow has one.</summary>
    public const string Signature = "s3cr3t-signature-of-the-hook";

    private readonly WebApplication _app;
    private readonly List<string> _cards = [];
    private readonly Lock _lock = new();
    private readonly CancellationTokenSource _stop = new();
    private TaskCompletionSource _reached = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private CardReceiver()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(System.Net.IPAddress.Loopback, 0));
        _app = builder.Build();
        _app.Run(AnswerAsync);
    }

    /// <summary>What it answers: a status and headers. Null: nothing, ever.</summary>
    public Func<HttpResponse, int?> Answer { get; set; } = _ => StatusCodes.Status202Accepted;

    /// <summary>Its host and port, as the setting allows it.</summary>
    public string Host => new Uri(_app.Urls.Single()).Authority;

    /// <summary>Its address with its key.</summary>
    public string Hook => $"{_app.Urls.Single().TrimEnd('/')}/workflows/1/triggers/manual/paths/invoke?sig={Signature}";

    /// <summary>What was posted and accepted.</summary>
    public IReadOnlyList<string> Cards
    {
        get
        {
            lock (_lock)
            {
                return [.. _cards];
            }
        }
    }

    /// <summary>The headers of what was accepted last.</summary>
    public IReadOnlyDictionary<string, string> Headers { get; private set; } = new Dictionary<string, string>();

    /// <summary>Starts it.</summary>
    public static async Task<CardReceiver> StartAsync()
    {
        var receiver = new CardReceiver();
        await receiver._app.StartAsync();
        return receiver;
    }

    /// <summary>Ends when a request has arrived since the last call.</summary>
    public async Task ReachedAsync(CancellationToken cancellation)
    {
        await _reached.Task.WaitAsync(cancellation);
        _reached = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
    }

    /// <summary>Stops listening.</summary>
    public async Task StopAsync()
    {
        await _stop.CancelAsync();
        await _app.StopAsync();
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _app.DisposeAsync();
        _stop.Dispose();
    }

    private async Task AnswerAsync(HttpContext context)
    {
        using var reader = new StreamReader(context.Request.Body, Encoding.UTF8);
        var card = await reader.ReadToEndAsync(context.RequestAborted);
        _reached.TrySetResult();
        if (Answer(context.Response) is not { } status)
        {
            using var either = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted, _stop.Token);
            await Task.Delay(Timeout.Infinite, either.Token).ContinueWith(_ => { }, TaskScheduler.Default);
            return;
        }

        if (status is >= 200 and < 300)
        {
            lock (_lock)
            {
                _cards.Add(card);
                Headers = context.Request.Headers.ToDictionary(header => header.Key, header => header.Value.ToString(), StringComparer.OrdinalIgnoreCase);
            }
        }

        context.Response.StatusCode = status;
    }
}
