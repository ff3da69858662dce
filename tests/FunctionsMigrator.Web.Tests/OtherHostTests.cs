using FunctionsMigrator.Core.Operations;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.FileProviders;
using Microsoft.Extensions.Hosting;

namespace FunctionsMigrator.Web.Tests;

/// <summary>The pipeline in a host that is no web server of its own and hands over a context, as a function's trigger does.</summary>
public sealed class OtherHostTests
{
    [Theory]
    [InlineData("/health/live", null, 200)]
    [InlineData("/api/locks", null, 401)]
    [InlineData("/api/locks", "fm_reader", 200)]
    [InlineData("/openapi/v1.json", "fm_reader", 200)]
    [InlineData("/api/nothing", "fm_reader", 404)]
    public async Task The_same_pipeline_answers_a_context_that_is_handed_over(string path, string? key, int status)
    {
        var services = new ServiceCollection();
        services.AddLogging();
        services.AddSingleton<IHostEnvironment>(new Here());
        services.AddSingleton<System.Diagnostics.DiagnosticListener>(new System.Diagnostics.DiagnosticListener("test"));
        services.AddSingleton<IMigrator>(new DoubleMigrator());
        services.AddMigratorWeb(new WebOptions { Authenticate = ApiServer.AuthenticateAsync });
        await using var provider = services.BuildServiceProvider();
        var pipeline = new ApplicationBuilder(provider);
        pipeline.UseMigratorWeb();
        var serve = pipeline.Build();
        var http = new DefaultHttpContext { RequestServices = provider };
        http.Request.Method = "GET";
        http.Request.Scheme = "http";
        http.Request.Host = new HostString("localhost", 7071);
        http.Request.Path = path;
        http.Request.Headers.Authorization = key is null ? default : $"Bearer {key}";
        using var body = new MemoryStream();
        http.Response.Body = body;

        await serve(http);

        Assert.Equal(status, http.Response.StatusCode);
        Assert.NotEqual(0, body.Length);
    }

    private sealed class Here : IHostEnvironment
    {
        public string EnvironmentName { get; set; } = "Production";

        public string ApplicationName { get; set; } = "host";

        public string ContentRootPath { get; set; } = AppContext.BaseDirectory;

        public IFileProvider ContentRootFileProvider { get; set; } = new NullFileProvider();
    }
}
