using System.Globalization;
using FunctionsMigrator.Core.Findings.Codes;
using FunctionsMigrator.Core.Operations;
using FunctionsMigrator.Web.Access;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace FunctionsMigrator.Web.Pages.Policies;

/// <summary>What decides the next run of an environment, when it may start, and who may say yes.</summary>
internal static class PolicyPageEndpoints
{
    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapMethods("/policy", PageRequest.Shows, ShowAsync).IsPage(AccessRole.Reader).ExcludeFromDescription();
        routes.MapPost("/policy/delegations", DelegateAsync).IsPage(AccessRole.Approver).ExcludeFromDescription();
    }

    private static async Task<IResult> ShowAsync(HttpContext http, IMigrator migrator, TimeProvider time, CancellationToken cancellation)
    {
        var asked = http.Request.Query;
        var read = await http.Desk().Policies.ReadAsync(asked.Text("environment"), PageRequest.Instant(asked.Text("at")), asked.Text("zone"), cancellation);
        return read.TryGet(out var sheet)
            ? PageResult.Of<PolicyPage>(
                StatusCodes.Status200OK,
                ("Viewer", http.Viewer()),
                ("Sheet", sheet),
                ("Delegations", await migrator.ListDelegationsAsync(cancellation).ToListAsync(cancellation)),
                ("Now", time.GetUtcNow()),
                ("AskedZone", asked.Text("zone")),
                (PageResult.Scripted, true))
            : http.Refused(read.Findings);
    }

    private static async Task<IResult> DelegateAsync(HttpContext http, IMigrator migrator, TimeProvider time, CancellationToken cancellation)
    {
        var form = await http.Request.ReadFormAsync(cancellation);
        var now = time.GetUtcNow();
        var revokes = int.TryParse(form["revokes"], NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : (int?)null;
        if (revokes is null && (PageRequest.Instant(form["from"]) is null || PageRequest.Instant(form["until"]) is null))
        {
            return http.Refused([WebCodes.BadRequest.Finding("The form does not say from when until when.")]);
        }

        var request = new DelegateRequest(form["to"].ToString().Trim(), PageRequest.Instant(form["from"]) ?? now, PageRequest.Instant(form["until"]) ?? now, form.Given("role"), form.Given("reason"), revokes);
        var taken = await migrator.DelegateAsync(request, http.Caller(), CancellationToken.None);
        return taken.Succeeded ? SeeOther.To("/policy#delegations") : http.Refused(taken.Findings);
    }
}
