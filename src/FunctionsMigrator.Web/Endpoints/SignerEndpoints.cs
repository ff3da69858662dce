using FunctionsMigrator.Core.Operations;
using FunctionsMigrator.Core.Signatures;
using FunctionsMigrator.Web.Access;
using FunctionsMigrator.Web.Answers;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace FunctionsMigrator.Web.Endpoints;

/// <summary>Who may sign commits.</summary>
internal static class SignerEndpoints
{
    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/api/signers", ListAsync).Named("listSigners", "The record of who may sign commits, as it stands.").Needs(AccessRole.Reader).Produces<SignerSet>().Fails();
        routes.MapPost("/api/signers", AddAsync).Named("addSigner", "Adds a signer; answers the new version of the record.").Needs(AccessRole.Admin).Produces<SignerSet>().Fails(400, 409);
        routes.MapPost("/api/signers/revocations", RevokeAsync).Named("revokeSigner", "Revokes a signer or keys for ever; answers the new version of the record.")
            .Needs(AccessRole.Admin).Produces<SignerSet>().Fails(400, 404);
    }

    private static async Task<IResult> ListAsync(IMigrator migrator, CancellationToken cancellation) => Answer.Of(await migrator.GetSignersAsync(cancellation));

    private static async Task<IResult> AddAsync(AddSigner request, HttpContext http, IMigrator migrator, CancellationToken cancellation) =>
        Answer.Of(await migrator.AddSignerAsync(request, http.Caller(), cancellation));

    private static async Task<IResult> RevokeAsync(RevokeSigner request, HttpContext http, IMigrator migrator, CancellationToken cancellation) =>
        Answer.Of(await migrator.RevokeSignerAsync(request, http.Caller(), cancellation));
}
