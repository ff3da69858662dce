using System.Reflection;
using FunctionsMigrator.Core.Ports;
using FunctionsMigrator.Functions.Durable;
using FunctionsMigrator.Functions.Hosting;
using FunctionsMigrator.Functions.Settings;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;

namespace FunctionsMigrator.Functions.Tests;

/// <summary>The app as it is put together.</summary>
public sealed class CompositionTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Everything_that_holds_a_function_can_be_made()
    {
        await using var app = await TestApp.BeginAsync();
        var classes = typeof(AppHost).Assembly.GetTypes().Where(type => type.GetMethods().Any(method => method.GetCustomAttribute<FunctionAttribute>() is not null)).ToList();
        Assert.True(classes.Count >= 5, $"{classes.Count}");

        await using var scope = app.Services.CreateAsyncScope();
        Assert.All(classes, type => Assert.NotNull(ActivatorUtilities.CreateInstance(scope.ServiceProvider, type)));
    }

    [Fact]
    public async Task Functions_have_the_names_that_operators_and_alerts_know()
    {
        await using var app = await TestApp.BeginAsync();
        var names = typeof(AppHost).Assembly.GetTypes().SelectMany(type => type.GetMethods())
            .Where(method => method.GetParameters().Any(parameter => parameter.GetCustomAttribute<HttpTriggerAttribute>() is not null || parameter.GetCustomAttribute<TimerTriggerAttribute>() is not null))
            .Select(method => method.GetCustomAttribute<FunctionAttribute>()!.Name);

        Assert.Equal(["Api", "Drift", "Pages", "Sweep", "Webhook"], names.Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task A_step_of_an_app_that_cannot_be_opened_is_answered_as_unavailable_and_runs_later()
    {
        await using var app = await TestApp.BeginAsync(closed: true);
        var steps = app.Services.GetRequiredService<DurableSteps>();
        const string Call = """{"instanceId":"run","key":"run#1","version":1,"input":{}}""";

        var answer = await steps.RunAsync("FetchBundle", Call, Cancellation);

        Assert.Contains("STO001", answer, StringComparison.Ordinal);
        await Assert.ThrowsAsync<StoreException>(async () => await app.Services.GetRequiredService<AppHost>().StepsAsync(Cancellation));
    }

    [Theory]
    [InlineData(null, "is not set")]
    [InlineData("c2hvcnQ=", "64 bytes")]
    public async Task Store_keys_that_are_missing_or_malformed_are_the_reason_why_the_app_is_not_opened(string? keys, string words)
    {
        var options = new AppOptions { Repository = "https://git.example.com/shop.git", Hosts = [], DriftSchedule = "0 0 3 * * *", StoreConnection = "UseDevelopmentStorage=true" };

        var made = await new AppComposition(options, new FakeTimeProvider(), name => name == "FM_SECRET_FM_STORE_KEYS" ? keys : null).MakeAsync(Cancellation);

        Assert.Contains(words, Assert.Single(made.Findings).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_app_without_a_folder_opens_no_target_in_one()
    {
        await using var app = await TestApp.BeginAsync();
        var binding = new Core.Items.TargetBinding(Core.TargetAddress.Parse("production/west/config"), "files", new Dictionary<string, System.Text.Json.JsonElement>(), null, null, new Dictionary<string, System.Text.Json.JsonElement>());

        foreach (var type in new[] { "files", "sqlite" })
        {
            var opened = await app.Parts.Services.TargetTypes[type].OpenAsync(binding, Core.Targets.TargetAccess.Plan, Cancellation);
            Assert.Equal("TGT009", Assert.Single(opened.Findings).Code);
        }
    }
}
