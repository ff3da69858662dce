using FunctionsMigrator.Core.Findings;
using FunctionsMigrator.Core.Findings.Codes;
using FunctionsMigrator.Core.Operations;
using FunctionsMigrator.Web.Client;

namespace FunctionsMigrator.Cli.Hosting;

/// <summary>A server that another machine runs: operations go over its HTTP API, and it drives the runs itself.</summary>
internal sealed class RemoteHost : IFmHost
{
    private readonly HttpClient _http;
    private readonly Uri _server;
    private readonly string? _key;

    private RemoteHost(Uri server, string? key)
    {
        _http = new HttpClient(HttpMigrator.CreateHandler());
        _server = server;
        _key = key;
        Migrator = new HttpMigrator(_http, server, key);
    }

    /// <inheritdoc/>
    public IMigrator Migrator { get; }

    /// <inheritdoc/>
    public bool IsRemote => true;

    /// <inheritdoc/>
    public string CredentialName => NameOf(_server);

    /// <summary>A client of the server; an address that is none is wrong usage.</summary>
    public static Outcome<IFmHost> Open(HostRequest request)
    {
        if (!Uri.TryCreate(request.Server, UriKind.Absolute, out var server) || server.Scheme is not ("http" or "https"))
        {
            return CliCodes.Usage.Fail<IFmHost>($"'{request.Server}' is no address of a server such as https://fm.example.com");
        }

        return Outcome.Of<IFmHost>(new RemoteHost(server, request.ApiKey ?? new Credentials(request.Surroundings).Find(NameOf(server))));
    }

    /// <inheritdoc/>
    /// <remarks>The server knows who holds the key; this name is only for the shape of the operations.</remarks>
    public Task<Outcome<Caller>> CallerAsync(CancellationToken cancellation) => Task.FromResult(_key is null
        ? AccessCodes.UnknownKey.Fail<Caller>($"there is no API key for {_server}")
        : Outcome.Of(new Caller("holder of the key", new HashSet<AccessRole>(), "api-key")));

    /// <inheritdoc/>
    public async Task<Outcome<Caller>> CheckKeyAsync(string key, CancellationToken cancellation)
    {
        // What may be read is read with the key: a key that opens nothing is refused with the reason.
        var probe = await new HttpMigrator(_http, _server, key).GetAsync("no-such-run", cancellation);
        return probe.Succeeded || probe.Findings.All(finding => finding.Code == RunCodes.Unknown.Code)
            ? Outcome.Of(new Caller("holder of the key", new HashSet<AccessRole>(), "api-key"))
            : probe.As<Caller>();
    }

    /// <inheritdoc/>
    public Task<Drive> DriveAsync(string run, CancellationToken cancellation) => Task.FromResult(new Drive(DriveEnd.Elsewhere, Owner: _server.Authority));

    /// <inheritdoc/>
    public ValueTask DisposeAsync()
    {
        _http.Dispose();
        return ValueTask.CompletedTask;
    }

    private static string NameOf(Uri server) => $"server:{server.GetLeftPart(UriPartial.Path).TrimEnd('/')}";
}
