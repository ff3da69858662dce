using FunctionsMigrator.Adapters.AzureAccounts;
using FunctionsMigrator.Core.Findings.Codes;
using FunctionsMigrator.Core.Ports;

namespace FunctionsMigrator.Adapters.Stores.Azure;

/// <summary>What a failure of Azure means for a store.</summary>
internal static class AzureStoreFailures
{
    private const string Roles = "Storage Blob Data Contributor' and 'Storage Table Data Contributor";

    /// <summary>The failure as the store's; null for a broken assumption, which is left to fly.</summary>
    /// <param name="exception">The failure.</param>
    /// <param name="place">What was spoken to.</param>
    public static StoreException? Explain(Exception exception, string place)
    {
        if (exception is StoreException or ArgumentException || AzureProblem.Of(exception) is not { } problem)
        {
            return null;
        }

        var remedy = problem.Kind == AzureProblemKind.Forbidden ? $"Give the identity the roles '{Roles}' on the account, then run the same command again." : problem.Remedy;
        return new StoreException(StoreCodes.Unavailable.Finding($"{place}: {problem.Text}.", remedy: remedy), exception);
    }

    /// <summary>Does what may fail.</summary>
    public static async Task<T> RunAsync<T>(string place, Func<Task<T>> work, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        try
        {
            return await work();
        }
        catch (Exception exception) when (!cancellation.IsCancellationRequested && Explain(exception, place) is { } failure)
        {
            throw failure;
        }
    }
}
