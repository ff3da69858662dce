using System.Net;
using FunctionsMigrator.Core.Findings;
using FunctionsMigrator.Core.Findings.Codes;
using FunctionsMigrator.Core.Ports;
using FunctionsMigrator.Core.Runs;
using FunctionsMigrator.Web.Problems;

namespace FunctionsMigrator.Web.Tests;

/// <summary>Failures as they leave the server.</summary>
public sealed class ProblemTests
{
    [Fact]
    public void The_table_names_codes_that_exist()
    {
        Assert.Empty(ProblemStatus.Table.Keys.Except(FailureCatalogue.All.Select(code => code.Code)));
    }

    [Fact]
    public void Every_failure_of_the_server_itself_has_a_status()
    {
        var own = FailureCatalogue.All.Select(code => code.Code).Where(code => code.StartsWith("WEB", StringComparison.Ordinal) && string.CompareOrdinal(code, "WEB010") >= 0);

        Assert.Empty(own.Except(ProblemStatus.Table.Keys));
    }

    [Theory]
    [InlineData("RUN001", HttpStatusCode.NotFound)]
    [InlineData("RUN003", HttpStatusCode.Conflict)]
    [InlineData("RUN004", HttpStatusCode.Conflict)]
    [InlineData("RUN031", HttpStatusCode.Conflict)]
    [InlineData("RUN032", HttpStatusCode.Conflict)]
    [InlineData("RUN033", HttpStatusCode.Forbidden)]
    [InlineData("ACC010", HttpStatusCode.Forbidden)]
    [InlineData("VAL012", HttpStatusCode.UnprocessableEntity)]
    public async Task A_code_has_its_status_and_tells_the_remedy(string code, HttpStatusCode status)
    {
        await using var server = await ApiServer.StartAsync();
        var warning = new Finding("RUN017", Severity.Info, "first", "nothing");
        server.Operations.Command = Outcome.Fail<RunCommand>(warning, new Finding(code, Severity.Error, "what", "do this"));

        var problem = await ApiAssert.ProblemAsync(await server.SendAsync(HttpMethod.Post, "/api/runs/x/commands", "fm_approver", """{"kind":"approve","plan":"7f3c9a2e"}"""), status, code);

        Assert.Equal(("what", "do this", 2), (problem.Detail, problem.Remedy, problem.Findings.Count));
    }

    [Fact]
    public async Task A_fault_shows_an_incident_and_nothing_else()
    {
        await using var server = await ApiServer.StartAsync();
        server.Operations.Breaks = (0, new InvalidOperationException("Password=hunter2"));

        var response = await server.SendAsync(HttpMethod.Get, "/api/locks");

        var problem = await ApiAssert.ProblemAsync(response, HttpStatusCode.InternalServerError, "WEB019");
        Assert.DoesNotContain("hunter2", problem.ToString() + string.Join(' ', problem.Findings), StringComparison.Ordinal);
        Assert.Contains(server.Log.Lines, line => line.Contains(problem.Incident!, StringComparison.Ordinal) && line.Contains("hunter2", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("/api/locks")]
    [InlineData("/api/runs/x/audit")]
    public async Task A_store_that_fails_is_told_with_its_finding(string path)
    {
        await using var server = await ApiServer.StartAsync();
        server.Operations.Breaks = (0, new StoreException(StoreCodes.Unavailable.Finding("The folder is gone.")));

        var problem = await ApiAssert.ProblemAsync(await server.SendAsync(HttpMethod.Get, path), HttpStatusCode.ServiceUnavailable, "STO001");

        Assert.Equal("The folder is gone.", problem.Detail);
    }
}
