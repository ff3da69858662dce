using System.Net;
using System.Text.Json;
using FunctionsMigrator.Core;
using FunctionsMigrator.Web.Problems;

namespace FunctionsMigrator.Web.Tests;

/// <summary>Reads answers as a stranger would.</summary>
internal static class ApiAssert
{
    public static async Task<Problem> ProblemAsync(HttpResponseMessage response, HttpStatusCode status, string code)
    {
        var text = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        Assert.Equal((status, "application/problem+json"), (response.StatusCode, response.Content.Headers.ContentType?.MediaType));
        var problem = JsonSerializer.Deserialize<Problem>(text, FmJson.Line)!;
        Assert.Equal((code, (int)status), (problem.Code, problem.Status));
        Assert.NotEmpty(problem.Remedy);
        Assert.NotEmpty(problem.Findings);
        return problem;
    }
}
