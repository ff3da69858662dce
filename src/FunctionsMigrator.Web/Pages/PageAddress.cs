using System.Text.Encodings.Web;

namespace FunctionsMigrator.Web.Pages;

/// <summary>Addresses with parameters.</summary>
internal static class PageAddress
{
    /// <summary>The path with the parameters that have a value, in their order.</summary>
    public static string Of(string path, params (string Name, string? Value)[] parameters)
    {
        var query = string.Join('&', parameters.Where(parameter => !string.IsNullOrEmpty(parameter.Value)).Select(parameter => $"{parameter.Name}={UrlEncoder.Default.Encode(parameter.Value!)}"));
        return query.Length == 0 ? path : $"{path}?{query}";
    }
}
