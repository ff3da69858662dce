using System.Diagnostics;
using System.Text.Json;

namespace FunctionsMigrator.Integration.Tests;

/// <summary>The sample on real servers, as a user runs it.</summary>
public sealed class DemoTests
{
    [Fact]
    public async Task The_demonstration_ends_on_PostgreSQL_and_Azure_Storage_as_it_does_on_files()
    {
        var cancellation = TestContext.Current.CancellationToken;
        using var process = Process.Start(new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, "fm.dll"), "demo", "--targets", "postgres,azurite", "--json"])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        var errors = process.StandardError.ReadToEndAsync(cancellation);
        var text = await process.StandardOutput.ReadToEndAsync(cancellation);
        await process.WaitForExitAsync(cancellation);

        Assert.True(process.ExitCode == 0, $"{process.ExitCode}\n{text}\n{await errors}");
        using var document = JsonDocument.Parse(text);
        var production = document.RootElement.GetProperty("runs").EnumerateArray().Where(run => run.GetProperty("environment").GetString() == "production");
        Assert.Equal(["Completed", "Completed", "RolledBack", "Conflict"], production.Select(run => run.GetProperty("state").GetString()));
        Assert.True(document.RootElement.GetProperty("auditVerified").GetBoolean());
        Assert.True(document.RootElement.GetProperty("restoredExactly").GetBoolean());
    }
}
