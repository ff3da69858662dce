using FunctionsMigrator.Core.Findings;
using Microsoft.AspNetCore.Http;

namespace FunctionsMigrator.Web.Problems;

/// <summary>Which HTTP status a failure has. The one table; a code that is not in it is 422: the request was understood and cannot be done as it is.</summary>
internal static class ProblemStatus
{
    public static IReadOnlyDictionary<string, int> Table { get; } = new Dictionary<string, int>(StringComparer.Ordinal)
    {
        ["ACC001"] = StatusCodes.Status401Unauthorized,
        ["ACC002"] = StatusCodes.Status401Unauthorized,
        ["ACC003"] = StatusCodes.Status401Unauthorized,
        ["ACC010"] = StatusCodes.Status403Forbidden,
        ["ACC011"] = StatusCodes.Status401Unauthorized,
        ["ACC012"] = StatusCodes.Status401Unauthorized,
        ["ACC013"] = StatusCodes.Status401Unauthorized,
        ["ACC014"] = StatusCodes.Status401Unauthorized,
        ["ACC015"] = StatusCodes.Status403Forbidden,
        ["ACC016"] = StatusCodes.Status503ServiceUnavailable,
        ["ACC017"] = StatusCodes.Status400BadRequest,
        ["APP006"] = StatusCodes.Status403Forbidden,
        ["CHK006"] = StatusCodes.Status400BadRequest,
        ["DLV001"] = StatusCodes.Status404NotFound,
        ["DLV002"] = StatusCodes.Status404NotFound,
        ["DLV003"] = StatusCodes.Status401Unauthorized,
        ["DLV004"] = StatusCodes.Status401Unauthorized,
        ["DLV005"] = StatusCodes.Status401Unauthorized,
        ["DLV006"] = StatusCodes.Status400BadRequest,
        ["DLV007"] = StatusCodes.Status503ServiceUnavailable,
        ["DLV008"] = StatusCodes.Status409Conflict,
        ["POL121"] = StatusCodes.Status403Forbidden,
        ["POL122"] = StatusCodes.Status403Forbidden,
        ["POL123"] = StatusCodes.Status403Forbidden,
        ["POL124"] = StatusCodes.Status400BadRequest,
        ["POL125"] = StatusCodes.Status400BadRequest,
        ["POL126"] = StatusCodes.Status503ServiceUnavailable,
        ["REV001"] = StatusCodes.Status404NotFound,
        ["REV002"] = StatusCodes.Status410Gone,
        ["REV003"] = StatusCodes.Status410Gone,
        ["REV004"] = StatusCodes.Status410Gone,
        ["REV005"] = StatusCodes.Status403Forbidden,
        ["REV006"] = StatusCodes.Status400BadRequest,
        ["REV007"] = StatusCodes.Status409Conflict,
        ["REV008"] = StatusCodes.Status400BadRequest,
        ["RUN001"] = StatusCodes.Status404NotFound,
        ["RUN002"] = StatusCodes.Status404NotFound,
        ["RUN003"] = StatusCodes.Status409Conflict,
        ["RUN004"] = StatusCodes.Status409Conflict,
        ["RUN005"] = StatusCodes.Status409Conflict,
        ["RUN006"] = StatusCodes.Status409Conflict,
        ["RUN007"] = StatusCodes.Status409Conflict,
        ["RUN008"] = StatusCodes.Status409Conflict,
        ["RUN009"] = StatusCodes.Status409Conflict,
        ["RUN013"] = StatusCodes.Status409Conflict,
        ["RUN019"] = StatusCodes.Status404NotFound,
        ["RUN020"] = StatusCodes.Status409Conflict,
        ["RUN026"] = StatusCodes.Status400BadRequest,
        ["SIG021"] = StatusCodes.Status409Conflict,
        ["SIG034"] = StatusCodes.Status409Conflict,
        ["SIG035"] = StatusCodes.Status404NotFound,
        ["STO001"] = StatusCodes.Status503ServiceUnavailable,
        ["STO002"] = StatusCodes.Status507InsufficientStorage,
        ["STO003"] = StatusCodes.Status500InternalServerError,
        ["STO004"] = StatusCodes.Status500InternalServerError,
        ["STO005"] = StatusCodes.Status503ServiceUnavailable,
        ["WEB010"] = StatusCodes.Status401Unauthorized,
        ["WEB011"] = StatusCodes.Status400BadRequest,
        ["WEB012"] = StatusCodes.Status429TooManyRequests,
        ["WEB013"] = StatusCodes.Status421MisdirectedRequest,
        ["WEB014"] = StatusCodes.Status400BadRequest,
        ["WEB015"] = StatusCodes.Status413PayloadTooLarge,
        ["WEB016"] = StatusCodes.Status415UnsupportedMediaType,
        ["WEB017"] = StatusCodes.Status404NotFound,
        ["WEB018"] = StatusCodes.Status405MethodNotAllowed,
        ["WEB019"] = StatusCodes.Status500InternalServerError,
        ["WEB020"] = StatusCodes.Status404NotFound,
        ["WEB021"] = StatusCodes.Status400BadRequest,
        ["WEB022"] = StatusCodes.Status503ServiceUnavailable,
        ["WEB023"] = StatusCodes.Status403Forbidden,
    };

    /// <summary>Status of the finding that decides: the first error.</summary>
    public static int Of(IReadOnlyList<Finding> findings) => Table.GetValueOrDefault(Deciding(findings).Code, StatusCodes.Status422UnprocessableEntity);

    /// <summary>The first error, or the first finding where none is an error.</summary>
    public static Finding Deciding(IReadOnlyList<Finding> findings) => findings.FirstOrDefault(finding => finding.Severity is Severity.Error) ?? findings[0];
}
