using FunctionsMigrator.Core.Operations;

namespace FunctionsMigrator.Web.SignIn;

/// <summary>Who signed in and how, as the cookie holds it.</summary>
/// <param name="Method"><see cref="Caller.Method"/>.</param>
/// <param name="Name"><see cref="Caller.Name"/>.</param>
/// <param name="Until">The first instant at which it opens nothing any more.</param>
/// <param name="Credential">For a key: which one. Its roles are looked up at every request and stand nowhere in the cookie.</param>
/// <param name="Roles">For somebody whom an identity provider named: the roles that it said.</param>
/// <param name="DisplayName"><see cref="Caller.DisplayName"/>.</param>
internal sealed record Session(
    string Method, string Name, DateTimeOffset Until, string? Credential = null, IReadOnlyList<AccessRole>? Roles = null, string? DisplayName = null);
