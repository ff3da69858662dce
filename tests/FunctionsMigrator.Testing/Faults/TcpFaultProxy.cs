using System.Net;
using System.Net.Sockets;

namespace FunctionsMigrator.Testing.Faults;

/// <summary>What happens to one thing that a client sends.</summary>
public enum TcpFault
{
    /// <summary>It does not arrive; the connection breaks.</summary>
    Cut,

    /// <summary>It arrives and is answered; the connection breaks before the answer comes back.</summary>
    DropAnswer,
}

/// <summary>
/// Stands between a client and a server on loopback, passes bytes as they are, and lets the nth thing that any client sends meet a fault. One thing is what one read of the
/// client's side yields. No clock, no chance.
/// </summary>
public sealed class TcpFaultProxy : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _end = new();
    private readonly int _upstream;
    private readonly Task _accepting;
    private int _sent;
    private int _nth = int.MaxValue;
    private TcpFault _fault;

    private TcpFaultProxy(int upstream)
    {
        _upstream = upstream;
        _listener.Start();
        _accepting = AcceptAsync();
    }

    /// <summary>Where it listens.</summary>
    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    /// <summary>How many things clients sent since <see cref="Arm"/>.</summary>
    public int Sent => Volatile.Read(ref _sent);

    /// <summary>Starts in front of a port of loopback.</summary>
    public static TcpFaultProxy Start(int upstream) => new(upstream);

    /// <summary>Counts from now on; the one of this number, from 0, meets the fault.</summary>
    public void Arm(int nth, TcpFault fault)
    {
        (_nth, _fault) = (nth, fault);
        Volatile.Write(ref _sent, 0);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        _listener.Stop();
        await _accepting;
        _end.Dispose();
    }

    private async Task AcceptAsync()
    {
        var connections = new List<Task>();
        try
        {
            while (true)
            {
                connections.Add(PassAsync(await _listener.AcceptTcpClientAsync(_end.Token)));
            }
        }
        catch (OperationCanceledException)
        {
            await Task.WhenAll(connections);
        }
    }

    private async Task PassAsync(TcpClient client)
    {
        using var near = client;
        using var far = new TcpClient();
        var deaf = new TaskCompletionSource();
        try
        {
            await far.ConnectAsync(IPAddress.Loopback, _upstream, _end.Token);
            var (there, back) = (ThereAsync(near.GetStream(), far.GetStream(), deaf), BackAsync(far.GetStream(), near.GetStream(), deaf));
            await Task.WhenAny(there, back);
        }
        catch (Exception exception) when (exception is IOException or SocketException or OperationCanceledException)
        {
            // A broken connection is what this is for.
        }
    }

    private async Task ThereAsync(NetworkStream from, NetworkStream to, TaskCompletionSource deaf)
    {
        var buffer = new byte[64 << 10];
        for (int read; (read = await ReadAsync(from, buffer)) > 0;)
        {
            if (Interlocked.Increment(ref _sent) - 1 == _nth)
            {
                if (_fault is TcpFault.Cut)
                {
                    return;
                }

                deaf.SetResult();
            }

            await to.WriteAsync(buffer.AsMemory(0, read), _end.Token);
        }
    }

    private async Task BackAsync(NetworkStream from, NetworkStream to, TaskCompletionSource deaf)
    {
        var buffer = new byte[64 << 10];
        for (int read; (read = await ReadAsync(from, buffer)) > 0;)
        {
            if (deaf.Task.IsCompleted)
            {
                return;
            }

            await to.WriteAsync(buffer.AsMemory(0, read), _end.Token);
        }
    }

    private async Task<int> ReadAsync(NetworkStream stream, byte[] buffer)
    {
        try
        {
            return await stream.ReadAsync(buffer, _end.Token);
        }
        catch (Exception exception) when (exception is IOException or SocketException or OperationCanceledException)
        {
            return 0;
        }
    }
}
