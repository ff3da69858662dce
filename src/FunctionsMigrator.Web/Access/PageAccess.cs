namespace FunctionsMigrator.Web.Access;

/// <summary>Metadata of an endpoint: it is a page for browsers. Cookies open it, keys and tokens do not; its problems are written for people.</summary>
public sealed record PageAccess;
