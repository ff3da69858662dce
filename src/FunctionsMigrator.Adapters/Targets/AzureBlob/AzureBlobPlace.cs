using System.Text.Json;
using System.Text.RegularExpressions;
using Azure.Storage.Blobs;
using FunctionsMigrator.Adapters.AzureAccounts;
using FunctionsMigrator.Adapters.Targets.Azure;
using FunctionsMigrator.Core.Findings;
using FunctionsMigrator.Core.Items;
using FunctionsMigrator.Core.Ports;
using FunctionsMigrator.Core.Targets;

namespace FunctionsMigrator.Adapters.Targets.AzureBlob;

/// <summary>Where an <c>azure-blob</c> target is, by its checked definition.</summary>
internal sealed partial class AzureBlobPlace
{
    private const string ContainerKey = "container";

    private readonly StorageSettings _account;

    private AzureBlobPlace(StorageSettings account, string container) => (_account, Container) = (account, container);

    /// <summary>The name of the container.</summary>
    public string Container { get; }

    /// <summary>Reads a definition, by its text alone.</summary>
    public static Outcome<AzureBlobPlace> Of(TargetBinding binding)
    {
        var account = new StorageSettings(binding, binding.Settings, ContainerKey);
        var container = account.Required(ContainerKey, "the container's name");
        if (container is not null && !ContainerName().IsMatch(container))
        {
            account.Add($"'{ContainerKey}' is '{container}'; a container's name has 3 to 63 lower-case letters, digits and single hyphens between them.");
        }

        var findings = account.Findings.ToList();
        if (Scratch(binding) is { } scratch)
        {
            findings.AddRange(scratch.Findings);
        }

        return findings.Count > 0 ? Outcome.Fail<AzureBlobPlace>(findings) : Outcome.Of(new AzureBlobPlace(account, container!));
    }

    /// <summary>Where scratch containers of a live target are made: the account that <c>scratch</c> names, else its own.</summary>
    public AzureBlobPlace ForScratch(TargetBinding live, string container) => new(Scratch(live) ?? _account, container);

    /// <summary>The client of the container. Does not connect.</summary>
    public async Task<Outcome<BlobContainerClient>> ConnectAsync(TargetBinding binding, ISecretSource secrets, AzureTargetOptions options, TargetAccess access, CancellationToken cancellation)
    {
        var connection = await _account.ConnectionAsync(binding, secrets, cancellation);
        if (!connection.Succeeded)
        {
            return connection.As<BlobContainerClient>();
        }

        return connection.Value is { } text
            ? EmulatorConnection.Open(binding, () => new BlobServiceClient(text, BlobClients.ForEmulator(options.Tries)), client => client.Uri, client => client.GetBlobContainerClient(Container))
            : Outcome.Of(new BlobServiceClient(_account.Endpoint!, _account.Identity(options.Identities, access), BlobClients.ForAzure(options.Tries)).GetBlobContainerClient(Container));
    }

    private static StorageSettings? Scratch(TargetBinding binding) =>
        binding.Scratch is { ValueKind: JsonValueKind.Object } scratch
            ? new StorageSettings(binding, scratch.EnumerateObject().ToDictionary(member => member.Name, member => member.Value, StringComparer.Ordinal))
            : null;

    [GeneratedRegex("^(?=.{3,63}$)[a-z0-9]+(-[a-z0-9]+)*$")]
    private static partial Regex ContainerName();
}
