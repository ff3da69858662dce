using System.Net;

namespace FunctionsMigrator.Adapters.Targets.Http;

/// <summary>What the service answered to one request, as far as a caller decides about it; everything else was thrown as a finding.</summary>
/// <param name="Status">200 and the like, 404, 409, 410, 412.</param>
/// <param name="ETag">The version it named.</param>
/// <param name="Body">The bytes of a read; empty otherwise.</param>
internal sealed record HttpAnswer(HttpStatusCode Status, string? ETag, ReadOnlyMemory<byte> Body)
{
    /// <summary>Done, or found.</summary>
    public bool Succeeded => (int)Status is >= 200 and < 300;

    /// <summary>There is no such resource.</summary>
    public bool Absent => Status is HttpStatusCode.NotFound or HttpStatusCode.Gone;

    /// <summary>The condition of a write did not hold.</summary>
    public bool ConditionFailed => Status is HttpStatusCode.PreconditionFailed or HttpStatusCode.Conflict || Absent;
}
