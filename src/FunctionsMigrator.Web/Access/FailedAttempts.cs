using System.Net;
using System.Net.Sockets;

namespace FunctionsMigrator.Web.Access;

/// <summary>
/// Counts failed attempts to sign in by remote address (IPv6 by its /64) in windows that begin with the first one. Memory is bounded: when very many addresses fail at once,
/// the further ones share one count.
/// </summary>
internal sealed class FailedAttempts(TimeProvider time, int limit, TimeSpan window)
{
    private const int MostAddresses = 10_000;
    private const string Others = "others";
    private readonly Lock _lock = new();
    private readonly Dictionary<string, (int Count, DateTimeOffset Until)> _counts = new(StringComparer.Ordinal);

    /// <summary>How long the address has to wait; null when it may try.</summary>
    public TimeSpan? Wait(IPAddress? address)
    {
        var now = time.GetUtcNow();
        lock (_lock)
        {
            return _counts.TryGetValue(Known(address), out var failed) && failed.Count >= limit && failed.Until > now ? failed.Until - now : null;
        }
    }

    /// <summary>Counts one.</summary>
    public void Add(IPAddress? address)
    {
        var now = time.GetUtcNow();
        lock (_lock)
        {
            if (_counts.Count >= MostAddresses && !_counts.ContainsKey(Name(address)))
            {
                foreach (var (past, _) in _counts.Where(pair => pair.Value.Until <= now).ToList())
                {
                    _counts.Remove(past);
                }
            }

            var name = _counts.Count >= MostAddresses ? Known(address) : Name(address);
            var failed = _counts.GetValueOrDefault(name);
            _counts[name] = failed.Until > now ? (failed.Count + 1, failed.Until) : (1, now + window);
        }
    }

    private string Known(IPAddress? address) => _counts.ContainsKey(Name(address)) || _counts.Count < MostAddresses ? Name(address) : Others;

    private static string Name(IPAddress? address)
    {
        if (address is null)
        {
            return Others;
        }

        var plain = address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;
        return plain.AddressFamily is AddressFamily.InterNetworkV6 ? Convert.ToHexStringLower(plain.GetAddressBytes().AsSpan(0, 8)) : plain.ToString();
    }
}
