using FunctionsMigrator.Adapters.AzureAccounts;
using FunctionsMigrator.Adapters.Targets.Timed;
using FunctionsMigrator.Core.Ports;

namespace FunctionsMigrator.Adapters.Targets.AppConfiguration;

/// <summary>What an App Configuration target is given beside its place.</summary>
/// <param name="Timed">Clocks and observer.</param>
/// <param name="Spill">Where items are brought into order when they are many.</param>
/// <param name="Identities">Who signs in to stores that are named by their endpoint.</param>
/// <param name="Tries">How often a request that was turned away is sent again.</param>
internal sealed record AppConfigurationOptions(TimedOptions Timed, ISpillSpace Spill, AzureIdentities Identities, int Tries = 3);
