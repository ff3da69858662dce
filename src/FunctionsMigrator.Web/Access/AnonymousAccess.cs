namespace FunctionsMigrator.Web.Access;

/// <summary>Metadata of an endpoint: everybody may use it, without a key.</summary>
public sealed record AnonymousAccess;
