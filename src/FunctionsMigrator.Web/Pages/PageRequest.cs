using System.Globalization;
using FunctionsMigrator.Core.Findings;
using FunctionsMigrator.Core.Operations;
using FunctionsMigrator.Core.Reviews;
using FunctionsMigrator.Web.Access;
using FunctionsMigrator.Web.Problems;
using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace FunctionsMigrator.Web.Pages;

/// <summary>What the pages of all parts read from a request.</summary>
internal static class PageRequest
{
    private const int LongestText = 200;

    /// <summary>Methods that show something.</summary>
    public static readonly string[] Shows = [HttpMethods.Get, HttpMethods.Head];

    /// <summary>The operations behind the pages.</summary>
    public static ReviewDesk Desk(this HttpContext http) => http.RequestServices.GetRequiredService<ReviewDesk>();

    /// <summary>Who looks, with the token that their forms carry.</summary>
    public static PageViewer Viewer(this HttpContext http)
    {
        var (token, caller) = (http.RequestServices.GetRequiredService<IAntiforgery>().GetAndStoreTokens(http), http.Caller());
        return new PageViewer(
            caller.DisplayName ?? caller.Name, caller.Has(AccessRole.Approver), new FormToken(token.FormFieldName, token.RequestToken!), caller.Has(AccessRole.Operator), caller.Has(AccessRole.Admin));
    }

    /// <summary>A parameter of the address; null where it is missing, empty or longer than anybody writes.</summary>
    public static string? Text(this IQueryCollection query, string name) => query[name].ToString().Trim() is { Length: > 0 and <= LongestText } text ? text : null;

    /// <summary>A field of a form; null where it is missing or empty.</summary>
    public static string? Given(this IFormCollection form, string name) => form[name].ToString().Trim() is { Length: > 0 } text ? text : null;

    /// <summary>An instant of a form or an address, in UTC as its fields say; null where it is missing or none that anybody means.</summary>
    public static DateTimeOffset? Instant(string? text) =>
        DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var at) && at.Year is > 2000 and < 2200 ? at.ToUniversalTime() : null;

    /// <summary>A number of the address, from 1; 1 where there is none.</summary>
    public static int Number(this IQueryCollection query, string name) =>
        int.TryParse(query[name], NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number > 0 ? number : 1;

    /// <summary>Why something was refused, as a page that leads back.</summary>
    public static PageResult Refused(this HttpContext http, IReadOnlyList<Finding> findings, string? run = null)
    {
        var problem = Problem.Of(findings);
        return PageResult.Of<RefusedPage>(problem.Status, ("Title", problem.Title), ("Findings", findings), ("Viewer", http.Viewer()), ("Run", run));
    }
}
