using System.Security.Cryptography;
using System.Text;
using FunctionsMigrator.Web.Access;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace FunctionsMigrator.Web.Pages;

/// <summary>The one script of the pages: a file of ours whose address holds its hash, so that it may be kept for ever.</summary>
internal static class PageScript
{
    private const string Kept = "public, max-age=31536000, immutable";
    private static readonly byte[] Bytes = Encoding.UTF8.GetBytes(PageStyle.Read("pages.js"));

    /// <summary>What a page says the script must be, for browsers that compare.</summary>
    public static string Integrity { get; } = $"sha256-{Convert.ToBase64String(SHA256.HashData(Bytes))}";

    /// <summary>Where it is.</summary>
    public static string Path { get; } = $"/pages-{Convert.ToHexStringLower(SHA256.HashData(Bytes))[..16]}.js";

    /// <summary>Maps it. The script holds nothing of anybody, so nobody needs to sign in for it.</summary>
    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapGet(Path, static (HttpContext http) =>
        {
            http.Response.Headers.CacheControl = Kept;
            return Results.Bytes(Bytes, "text/javascript; charset=utf-8");
        }).IsPageForEverybody().ExcludeFromDescription();
}
