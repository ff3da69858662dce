using FunctionsMigrator.Core.Findings;
using FunctionsMigrator.Core.Model;

namespace FunctionsMigrator.Core.Analyses;

/// <summary>One type of analyses that asks a service for numbers. It keeps nothing between two calls, and may be called many times at once.</summary>
public interface INumberSource
{
    /// <summary>Its key in an analysis: <c>http</c>.</summary>
    string Name { get; }

    /// <summary>Whether the analysis is of this type.</summary>
    bool Asks(AnalysisDefinition analysis);

    /// <summary>
    /// What the service answers now. An answer without a number is a sample without one, and no failure. What is no measurement is <c>ANA003</c>: an answer that is no success,
    /// partial, not in the service's form, larger than 1 MiB, of more than <see cref="Sample.MostNumbers"/> numbers, later than the analysis allows, or a redirect, which is never
    /// followed; and a secret or a variable that is missing is its own finding. No finding holds a secret, a header or the query of an address.
    /// </summary>
    Task<Outcome<Sample>> MeasureAsync(NumberRequest request, CancellationToken cancellation);
}

/// <summary>One measurement that is asked for.</summary>
/// <param name="Analysis">What is asked.</param>
/// <param name="At">Now, by the host's clock.</param>
/// <param name="Secrets">Where the environment's secrets come from; null for the default.</param>
/// <param name="Substitute">Replaces the variables of the region that is measured.</param>
public sealed record NumberRequest(AnalysisDefinition Analysis, DateTimeOffset At, SecretSourceDefinition? Secrets, Func<string, Outcome<string>> Substitute);
