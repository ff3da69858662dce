using FunctionsMigrator.Core.Findings;

namespace FunctionsMigrator.Core.Analyses;

/// <summary>Takes one number from the JSON answer of a URL.</summary>
public interface INumberSource
{
    /// <summary>
    /// The number at the path (<c>$.a.b[0]</c>); null when the path leads nowhere or to null. An answer that is no success, no JSON, larger than 1 MiB, later than
    /// 10 seconds, or a redirect to another host is the finding <c>ANA003</c>.
    /// </summary>
    Task<Outcome<double?>> GetAsync(Uri url, string jsonPath, CancellationToken cancellation);
}
