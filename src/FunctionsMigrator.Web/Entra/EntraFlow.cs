namespace FunctionsMigrator.Web.Entra;

/// <summary>An attempt to sign in that is under way, as the cookie of the one browser holds it.</summary>
/// <param name="State">Comes back from the provider.</param>
/// <param name="Nonce">Comes back inside of the token.</param>
/// <param name="Verifier">Proves that who began redeems the code (PKCE).</param>
/// <param name="Back">Where the person goes on.</param>
/// <param name="Until">The first instant at which it cannot be finished any more.</param>
internal sealed record EntraFlow(string State, string Nonce, string Verifier, string Back, DateTimeOffset Until);
