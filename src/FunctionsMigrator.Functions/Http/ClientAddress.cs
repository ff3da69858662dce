using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Http;

namespace FunctionsMigrator.Functions.Http;

/// <summary>
/// Where a request came from. The worker sees the Functions host beside it; the platform writes the caller behind whatever the caller wrote into <c>X-Forwarded-For</c>, so the
/// last address that is not of a private network counts.
/// </summary>
internal static class ClientAddress
{
    private const string Header = "X-Forwarded-For";

    /// <summary>The caller's address, or that of the connection where nobody forwarded the request.</summary>
    public static IPAddress? Of(HttpContext http)
    {
        var forwarded = http.Request.Headers[Header].ToString().Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        return forwarded.Reverse().Select(Parse).FirstOrDefault(address => address is not null && !IsPrivate(address)) ?? http.Connection.RemoteIpAddress;
    }

    // Azure writes the port behind it: 203.0.113.7:51234, [2001:db8::1]:51234.
    private static IPAddress? Parse(string text) =>
        IPAddress.TryParse(text, out var address) ? address : IPEndPoint.TryParse(text, out var end) ? end.Address : null;

    private static bool IsPrivate(IPAddress address)
    {
        var plain = address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;
        if (plain.AddressFamily is AddressFamily.InterNetworkV6)
        {
            return IPAddress.IsLoopback(plain) || plain.IsIPv6LinkLocal || plain.IsIPv6UniqueLocal;
        }

        var bytes = plain.GetAddressBytes();
        return bytes is [10 or 127, ..] or [192, 168, ..] or [169, 254, ..] or [172, >= 16 and <= 31, ..] or [100, >= 64 and <= 127, ..];
    }
}
