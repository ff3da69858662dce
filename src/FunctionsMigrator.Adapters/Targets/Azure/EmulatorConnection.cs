using FunctionsMigrator.Core.Findings;
using FunctionsMigrator.Core.Findings.Codes;
using FunctionsMigrator.Core.Items;

namespace FunctionsMigrator.Adapters.Targets.Azure;

/// <summary>Connection strings hold account keys. They are taken for emulators alone; accounts in Azure are reached by identities.</summary>
internal static class EmulatorConnection
{
    /// <summary>Opens a client by a connection string.</summary>
    public static Outcome<TClient> Open<TService, TClient>(
        TargetBinding binding, Func<TService> open, Func<TService, Uri> address, Func<TService, TClient> client)
    {
        TService service;
        try
        {
            service = open();
        }
        catch (Exception exception) when (exception is FormatException or ArgumentException or InvalidOperationException)
        {
            return TargetCodes.BadDefinition.Fail<TClient>($"The secret of '{StorageSettings.ConnectionKey}' is no connection string of a storage account.", target: binding.Address.ToString());
        }

        return address(service).IsLoopback
            ? Outcome.Of(client(service))
            : TargetCodes.BadDefinition.Fail<TClient>(
                $"The secret of '{StorageSettings.ConnectionKey}' is the connection string of {address(service).Host}; they are taken for an emulator on this machine alone.",
                target: binding.Address.ToString(),
                remedy: "Use 'endpoint' and let an identity sign in; it needs no key that could get lost.");
    }
}
