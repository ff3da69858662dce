namespace FunctionsMigrator.Web.Access;

/// <summary>
/// Metadata of an endpoint that takes a signature in place of a key: a request with the header of <see cref="Core.Deliveries.GenericSignature"/> is let through without a caller, and
/// the endpoint proves it before it parses anything.
/// </summary>
internal sealed record SignedAccess;
