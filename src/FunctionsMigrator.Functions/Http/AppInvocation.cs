using FunctionsMigrator.Core.Checks;
using FunctionsMigrator.Core.Deliveries;
using FunctionsMigrator.Core.Operations;
using FunctionsMigrator.Core.Reviews;

namespace FunctionsMigrator.Functions.Http;

/// <summary>What one request is answered with: the engine's client belongs to the invocation that the request came with.</summary>
internal sealed class AppInvocation
{
    private IMigrator? _migrator;
    private IDeliveryDesk? _deliveries;
    private ReviewDesk? _reviews;
    private ICheckDesk? _checks;

    /// <summary>The operations of this request.</summary>
    public IMigrator Migrator
    {
        get => _migrator ?? throw new InvalidOperationException("The request was let through although the store is not open.");
        set => _migrator = value;
    }

    /// <summary>Where the results of checks are posted.</summary>
    public ICheckDesk Checks
    {
        get => _checks ?? throw new InvalidOperationException("The result was let through although the store is not open.");
        set => _checks = value;
    }

    /// <summary>Where the deliveries of this request are handed in.</summary>
    public IDeliveryDesk Deliveries
    {
        get => _deliveries ?? throw new InvalidOperationException("The delivery was let through although the store is not open.");
        set => _deliveries = value;
    }

    /// <summary>What the pages of this request show and take.</summary>
    public ReviewDesk Reviews
    {
        get => _reviews ?? throw new InvalidOperationException("The request was let through although the store is not open.");
        set => _reviews = value;
    }
}
