using FunctionsMigrator.Core.Operations;
using FunctionsMigrator.Core.Runs;
using FunctionsMigrator.Core.Telemetry;
using FunctionsMigrator.Testing.Http;
using FunctionsMigrator.Testing.Scenarios;
using FunctionsMigrator.Testing.Telemetry;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace FunctionsMigrator.Adapters.Tests.Telemetry;

/// <summary>What the log says of runs, and what nothing ever says.</summary>
public sealed class RunLogTests : IDisposable
{
    private const string Secret = "zt-7Kq2-never-to-be-seen";
    private const string OldValue = "old-value-5512";
    private const string NewValue = "new-value-9034";
    private readonly TelemetryRecorder _heard = new();

    public void Dispose() => _heard.Dispose();

    [Fact]
    public async Task Every_entry_names_its_run_and_from_the_plan_on_its_plan()
    {
        await using var world = Scenario.Begin(SmallRepository.Files).Observed(_heard.Telemetry);
        world.Commit("First");

        var run = await world.RunAsync("production");

        Assert.All(_heard.Entries, entry => Assert.Equal(run.Id, entry.Values.GetValueOrDefault("RunId")));
        var planned = _heard.Entries.SkipWhile(entry => entry.Id.Name != "PlanMade").Where(entry => entry.Id.Name != "StepDone" || entry.Values["Step"] != "AssemblePlan").ToList();
        Assert.All(planned, entry => Assert.Equal(run.Plan!.Digest.Hex, entry.Values.GetValueOrDefault("PlanDigest")));
        Assert.Equal(
            ["RunStarted", "RunEntered", "RunEntered", "RunEntered", "PlanMade", "RunEntered", "WaveEnded", "RunEntered", "BakeEnded", "RunEntered", "WaveEnded", "RunEnded"],
            _heard.Entries.Where(entry => entry.Level >= LogLevel.Information).Select(entry => entry.Id.Name));
    }

    [Fact]
    public async Task A_run_that_ends_badly_is_a_warning_and_one_that_needs_a_person_an_error()
    {
        await using var world = Scenario.Begin(SmallRepository.Files).Observed(_heard.Telemetry);
        world.Commit("First");
        world.Write("data/north/db.sqlite", "this is no database, and it is long enough to be read as one, which it is not");

        var run = await world.RunAsync("production");

        Assert.Equal(RunState.Failed, run.State);
        var entry = Assert.Single(_heard.Entries, entry => entry.Level == LogLevel.Error);
        Assert.Equal(("RunFailed", 104, run.ReasonCode), (entry.Id.Name, entry.Id.Id, entry.Values["Code"]));
    }

    [Fact]
    public async Task No_secret_and_no_value_is_told_by_anything_while_all_goes_well_and_while_it_does_not()
    {
        await using var service = await JsonService.StartAsync();
        await using var world = Scenario.Begin(SmallRepository.Files).Observed(_heard.Telemetry);
        world.Secrets["FM_SECRET_GATEWAY_TOKEN"] = Secret;
        world.Write("environments/production.yaml", $$"""
            kind: Environment
            name: production
            regions: [ { name: west } ]
            targets:
              db: { type: sqlite, path: "data/${region}/db.sqlite" }
              config: { type: files, path: "data/${region}/config" }
              gateway: { type: http, baseUrl: "{{service.Url}}/admin", bookkeeping: /fm, authorization: { secret: gateway-token } }
            rollout: { waves: [ { percent: 100 } ] }
            """)
            .Write("metadata/checkout.yaml", SmallRepository.Settings($"checkout/name: {OldValue}"))
            .Write("metadata/routes.yaml", $"kind: HttpResources\nname: routes\ntarget: gateway\nresources: {{ /routes/checkout: {{ file: checkout.json }} }}\n")
            .Write("metadata/checkout.json", $"{{ \"name\": \"{OldValue}\" }}")
            .Commit("First");
        var seen = new List<string?>();
        service.Instead = http =>
        {
            seen.Add(http.Request.Headers.Authorization);
            return Task.FromResult(false);
        };
        var run = await world.RunAsync("production");
        Assert.True(run.State is RunState.Completed, $"{run.State} {run.ReasonCode} {run.Reason}");
        Assert.Contains($"Bearer {Secret}", seen);

        // Now it refuses, and says back what it was sent.
        world.Write("metadata/checkout.yaml", SmallRepository.Settings($"checkout/name: {NewValue}")).Write("metadata/checkout.json", $"{{ \"name\": \"{NewValue}\" }}").Commit("Second");
        service.Instead = async http =>
        {
            if (http.Request.Method != "PUT" || !http.Request.Path.Value!.EndsWith("/routes/checkout", StringComparison.Ordinal))
            {
                return false;
            }

            http.Response.StatusCode = 500;
            await http.Response.WriteAsync($"{http.Request.Headers.Authorization} {NewValue}");
            return true;
        };
        run = await world.RunAsync("production");
        Assert.Equal(RunState.RolledBack, run.State);

        var told = _heard.Everything();
        Assert.Contains(run.Id, told, StringComparison.Ordinal);
        Assert.All(new[] { Secret, OldValue, NewValue }, hidden => Assert.DoesNotContain(hidden, told, StringComparison.Ordinal));
        Assert.Contains(_heard.Spans, span => span.OperationName == "ApplyChanges" && span.GetTagItem(TelemetryNames.ErrorType) is not null);
        Assert.Contains(_heard.Entries, entry => entry.Id.Name == "StepFailed" && entry.Values["fm.target"] == "production/west/gateway");
    }

    [Fact]
    public async Task A_command_is_logged_with_the_plan_that_it_is_about()
    {
        await using var world = Scenario.Begin(SmallRepository.Files)
            .Write("policies/production.yaml", SmallRepository.Policy("approvals: { low: [ { role: release-manager } ], medium: [ { role: release-manager } ], high: [ { role: release-manager } ] }")).Observed(_heard.Telemetry);
        world.Commit("First");
        var run = await world.RunAsync("production", Scenario.Key("ci"));

        await world.CommandAsync(run.Id, new CommandRequest(CommandKind.Abort), Scenario.Key("bo"));

        var entry = Assert.Single(_heard.Entries, entry => entry.Id.Name == "CommandGiven");
        Assert.Equal((run.Id, "bo", "Abort", run.Plan!.Digest.Hex), (entry.Values["RunId"], entry.Values["By"], entry.Values["Kind"], entry.Values["PlanDigest"]));
    }

    [Fact]
    public async Task While_nobody_listens_steps_are_run_as_they_are()
    {
        using var silent = new FmTelemetry();

        Assert.False(silent.Source.HasListeners());
        await using var world = Scenario.Begin(SmallRepository.Files).Observed(silent);
        world.Commit("First");
        var run = await world.RunAsync("production");

        Assert.Equal((RunState.Completed, null), (run.State, run.Trace));
    }
}
