using FunctionsMigrator.Cli.Hosting;
using FunctionsMigrator.Core.Findings;
using FunctionsMigrator.Core.Operations;

namespace FunctionsMigrator.Cli.Tests.Doubles;

/// <summary>A store whose runs a test scripts.</summary>
internal sealed class TestHost(TestMigrator migrator) : IFmHost, IHostFactory
{
    /// <summary>How driving comes to a halt.</summary>
    public Func<CancellationToken, Task<Drive>> Drives { get; set; } = _ => Task.FromResult(new Drive(DriveEnd.Waiting));

    /// <summary>Why the store cannot be opened, when set.</summary>
    public Finding? Unavailable { get; set; }

    public IMigrator Migrator => migrator;

    public bool IsRemote { get; set; }

    /// <summary>The request with which the store was opened.</summary>
    public HostRequest? Request { get; private set; }

    public Task<Outcome<IFmHost>> OpenAsync(HostRequest request, CancellationToken cancellation)
    {
        Request = request;
        return Task.FromResult(Unavailable is null ? Outcome.Of<IFmHost>(this) : Outcome.Fail<IFmHost>(Unavailable));
    }

    public Task<Outcome<Caller>> CallerAsync(CancellationToken cancellation) =>
        Task.FromResult(Outcome.Of(new Caller("tess", new HashSet<AccessRole> { AccessRole.Admin, AccessRole.Approver }, "api-key")));

    public string CredentialName => "store:test";

    public Task<Outcome<Caller>> CheckKeyAsync(string key, CancellationToken cancellation) => CallerAsync(cancellation);

    public Task<Drive> DriveAsync(string run, CancellationToken cancellation) => Drives(cancellation);

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
