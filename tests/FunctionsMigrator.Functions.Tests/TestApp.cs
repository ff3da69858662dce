using System.Diagnostics;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using FunctionsMigrator.Adapters.Composition;
using FunctionsMigrator.Adapters.Secrets;
using FunctionsMigrator.Core.Access;
using FunctionsMigrator.Core.Findings;
using FunctionsMigrator.Core.Findings.Codes;
using FunctionsMigrator.Core.Migration;
using FunctionsMigrator.Core.Operations;
using FunctionsMigrator.Core.Workflow.Engine;
using FunctionsMigrator.Functions.Hosting;
using FunctionsMigrator.Functions.Http;
using FunctionsMigrator.Functions.Settings;
using FunctionsMigrator.Testing;
using FunctionsMigrator.Testing.Stores;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Time.Testing;

namespace FunctionsMigrator.Functions.Tests;

/// <summary>The app as the worker has it, over a store in memory: requests go into its pipeline as triggers hand them over.</summary>
internal sealed class TestApp : IAsyncDisposable
{
    private readonly TestFolder _folder = new();
    private readonly ServiceProvider _services;

    private TestApp(Action<IServiceCollection>? more, bool closed, string? repository, IEnumerable<KeyValuePair<string, string?>>? added)
    {
        var settings = AppOptionsTests.Required();
        foreach (var (name, value) in added ?? [])
        {
            settings[name] = value;
        }

        settings["WEBSITE_HOSTNAME"] = "shop-fm.azurewebsites.net";
        settings["FM_REPOSITORY"] = repository ?? settings["FM_REPOSITORY"];
        Options = AppOptions.Read(settings).Value;
        var secrets = new SecretSources(_folder.Path, name => Secrets.GetValueOrDefault(name));
        var parts = new MigratorParts(new MigratorPlaces(repository, _folder["mirrors"]), secrets, Time);
        var made = parts.Over(Store);
        Parts = new AppParts(
            made, new CommittedMetadata(made.Git, made.Metadata), new ApiKeys(Store.Records, Time, RandomNumberGenerator.GetBytes), StepCatalogue.Create(made).ToDictionary(step => step.Name),
            (name, cancellation) => secrets.GetAsync(null, name, cancellation));
        Closed = closed;
        var services = Host.CreateEmptyApplicationBuilder(null).Services;
        services.AddSingleton(new DiagnosticListener("test"));
        services.AddSingleton<TimeProvider>(Time);
        services.AddMigratorApp(Options);
        services.AddSingleton(new AppHost(Options, Time, OpenAsync));
        more?.Invoke(services);
        _services = services.BuildServiceProvider(new ServiceProviderOptions { ValidateScopes = true, ValidateOnBuild = true });
        Pipeline = _services.GetRequiredService<AppPipeline>();
    }

    public FakeTimeProvider Time { get; } = new(new DateTimeOffset(2026, 11, 23, 9, 30, 15, TimeSpan.Zero));

    public InMemoryStore Store { get; } = new();

    /// <summary>Secrets, by the name of the setting that holds them.</summary>
    public Dictionary<string, string> Secrets { get; } = new(StringComparer.Ordinal);

    public AppOptions Options { get; }

    public AppParts Parts { get; }

    public AppPipeline Pipeline { get; }

    public IServiceProvider Services => _services;

    /// <summary>Whether the store cannot be opened.</summary>
    public bool Closed { get; set; }

    /// <summary>How often it was tried to open it.</summary>
    public int Openings { get; private set; }

    /// <summary>A key with every role.</summary>
    public string Key { get; private set; } = "";

    public static async Task<TestApp> BeginAsync(
        Action<IServiceCollection>? more = null, bool closed = false, string? repository = null, IEnumerable<KeyValuePair<string, string?>>? settings = null)
    {
        var app = new TestApp(more, closed, repository, settings);
        app.Key = (await app.Parts.Keys.CreateAsync("ada", Enum.GetValues<AccessRole>(), null, CancellationToken.None)).Value.Secret;
        return app;
    }

    /// <summary>A request as the worker hands it over: matched to the trigger, forwarded by the host beside it.</summary>
    public DefaultHttpContext Request(string method, string path, string? key = null, byte[]? body = null)
    {
        var http = new DefaultHttpContext { RequestServices = _services };
        http.Request.Method = method;
        http.Request.Scheme = "https";
        http.Request.Host = new HostString("shop-fm.azurewebsites.net");
        var query = path.IndexOf('?', StringComparison.Ordinal);
        http.Request.Path = query < 0 ? path : path[..query];
        http.Request.QueryString = query < 0 ? QueryString.Empty : new QueryString(path[query..]);
        http.Connection.RemoteIpAddress = IPAddress.Loopback;
        http.SetEndpoint(new Endpoint(_ => throw new InvalidOperationException("The worker's own endpoint was called."), EndpointMetadataCollection.Empty, "Api"));
        http.Request.RouteValues["path"] = path;
        http.Response.Body = new MemoryStream();
        if (key is not null)
        {
            http.Request.Headers.Authorization = $"Bearer {key}";
        }

        if (body is not null)
        {
            http.Request.Body = new MemoryStream(body);
            http.Request.ContentLength = body.Length;
            http.Request.ContentType = "application/json";
            http.Features.Set<IHttpRequestBodyDetectionFeature>(new HasBody());
        }

        return http;
    }

    /// <summary>Sends a request and answers status and text.</summary>
    public async Task<(int Status, string Text)> SendAsync(string method, string path, string? key = null, string? body = null, IWorkflowClient? client = null)
    {
        var http = Request(method, path, key, body is null ? null : Encoding.UTF8.GetBytes(body));
        await Pipeline.AnswerAsync(http, client ?? new SilentEngine());
        return (http.Response.StatusCode, Text(http));
    }

    public static string Text(HttpContext http) => Encoding.UTF8.GetString(((MemoryStream)http.Response.Body).ToArray());

    public async ValueTask DisposeAsync()
    {
        await _services.DisposeAsync();
        _folder.Dispose();
    }

    private Task<Outcome<AppParts>> OpenAsync(CancellationToken cancellation)
    {
        Openings++;
        return Task.FromResult(Closed ? StoreCodes.Unavailable.Fail<AppParts>("The account is away.") : Outcome.Of(Parts));
    }

    private sealed class HasBody : IHttpRequestBodyDetectionFeature
    {
        public bool CanHaveBody => true;
    }
}
