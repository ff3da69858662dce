using System.Security.Authentication;
using System.Text.Json;
using System.Xml;
using Azure;
using Azure.Identity;

namespace FunctionsMigrator.Adapters.AzureAccounts;

/// <summary>Kinds of expected failures of an Azure service.</summary>
internal enum AzureProblemKind
{
    /// <summary>No connection, or no answer in time.</summary>
    Unreachable,

    /// <summary>The credentials are wrong.</summary>
    Unauthenticated,

    /// <summary>The credentials lack a right.</summary>
    Forbidden,

    /// <summary>Something else answers there.</summary>
    OtherService,

    /// <summary>A lease, legal hold or immutability policy.</summary>
    Held,

    /// <summary>The service is busy with it: a table or container that is being deleted.</summary>
    Busy,

    /// <summary>The service does not take what is sent.</summary>
    Refused,
}

/// <summary>What a failure of an Azure service means. The text holds no credential: of the service's own words only code and status are kept.</summary>
internal sealed record AzureProblem(AzureProblemKind Kind, string Text, string? Remedy = null)
{
    /// <summary>Explains an expected failure; null for a broken assumption, which is left to fly.</summary>
    public static AzureProblem? Of(Exception exception) => exception switch
    {
        OtherServiceException other => new(AzureProblemKind.OtherService, other.Message),
        AuthenticationFailedException identity => new(
            AzureProblemKind.Unauthenticated,
            $"No token from Microsoft Entra ID: {FirstLine(identity.Message)}",
            "Sign in (`az login`), give this machine a managed identity, or set AZURE_CLIENT_ID, AZURE_TENANT_ID and the credential of a service principal."),
        RequestFailedException { Status: > 0 } failed => OfAnswer(failed.Status, failed.ErrorCode ?? ""),
        AggregateException { InnerExceptions: [.., var last] } => Of(last),
        _ when Certificate(exception) is { } problem => new(
            AzureProblemKind.Unreachable, $"The connection is not trusted: {problem}", "Renew the server's certificate, or correct the address; certificates are always checked."),
        RequestFailedException or HttpRequestException or IOException or TimeoutException or OperationCanceledException => new(
            AzureProblemKind.Unreachable, exception is OperationCanceledException ? "No answer in time" : FirstLine(exception.Message)),
        JsonException or XmlException or FormatException => new(AzureProblemKind.OtherService, "The answer is not in the form of Azure Storage"),
        _ => null,
    };

    private static AzureProblem OfAnswer(int status, string code)
    {
        var words = code.Length > 0 ? $"{status} {code}" : $"{status}";
        return code switch
        {
            "LeaseIdMissing" or "LeaseIdMismatchWithBlobOperation" or "LeaseLost" or "LeaseAlreadyPresent" or "LeaseIdMismatchWithLeaseOperation" => new(
                AzureProblemKind.Held, $"somebody holds a lease ({words})", "End the lease (`az storage blob lease break`), then `fm resume RUN`."),
            "BlobImmutableDueToLegalHold" or "ContainerImmutableDueToLegalHold" => new(
                AzureProblemKind.Held, $"a legal hold is on it ({words})", "Have the legal hold cleared by those who set it, or take the item out of this change, then `fm resume RUN`."),
            "BlobImmutableDueToPolicy" or "BlobOverwriteNotAllowed" or "ContainerProtectedFromDeletion" => new(
                AzureProblemKind.Held, $"an immutability policy is on it ({words})", "Give the documents a container without an immutability policy; blobs under one cannot be replaced or deleted."),
            "SnapshotsPresent" => new(AzureProblemKind.Held, $"the blob has snapshots ({words})", "Delete the blob's snapshots, then `fm resume RUN`."),
            "TableBeingDeleted" or "ContainerBeingDeleted" => new(AzureProblemKind.Busy, $"it is being deleted ({words})"),
            "RequestBodyTooLarge" or "EntityTooLarge" or "PropertyValueTooLarge" or "TooManyProperties" or "KeyValueTooLarge" => new(AzureProblemKind.Refused, $"the service takes no more ({words})"),
            _ => OfStatus(status, words, code),
        };
    }

    private static AzureProblem OfStatus(int status, string words, string code) => status switch
    {
        401 => new(AzureProblemKind.Unauthenticated, $"the credentials are refused ({words})"),
        403 when code is "AuthenticationFailed" or "InvalidAuthenticationInfo" or "NoAuthenticationInformation" => new(
            AzureProblemKind.Unauthenticated, $"the credentials are refused ({words})", "Correct the credentials, or the account's network rules that keep this machine out."),
        403 when code is "AuthorizationFailure" or "" => new(AzureProblemKind.Forbidden, $"the credentials are refused, or lack a right ({words})"),
        403 => new(AzureProblemKind.Forbidden, $"the credentials lack a right ({words})"),
        404 => new(AzureProblemKind.Unreachable, $"there is no such place ({words})", "Check account, table and container in the environment file."),
        408 or 429 or >= 500 => new(AzureProblemKind.Unreachable, $"the service does not answer as it should ({words})", "Wait until the service has recovered, then run the same command again."),
        _ => new(AzureProblemKind.Refused, $"the service refuses the request ({words})"),
    };

    private static string? Certificate(Exception exception)
    {
        for (var inner = exception; inner is not null; inner = inner.InnerException)
        {
            if (inner is AuthenticationException)
            {
                return FirstLine(inner.Message);
            }
        }

        return null;
    }

    private static string FirstLine(string text)
    {
        var end = text.AsSpan().IndexOfAny('\r', '\n');
        return end < 0 ? text : text[..end];
    }
}
