using FunctionsMigrator.Functions.Settings;

namespace FunctionsMigrator.Functions.Tests;

public sealed class AppAssemblyTests
{
    // The declarations only where the packages are not there.
    private static readonly string[] Allowed =
        ["FunctionsMigrator.Adapters", "FunctionsMigrator.Core", "FunctionsMigrator.Functions.Declarations", "FunctionsMigrator.Web"];

    [Fact]
    public void The_app_uses_Core_Adapters_and_Web_and_nothing_else_of_the_product()
    {
        var used = typeof(AppOptions).Assembly.GetReferencedAssemblies().Select(name => name.Name!);

        Assert.Empty(used.Where(name => name.StartsWith("FunctionsMigrator", StringComparison.Ordinal)).Except(Allowed));
    }
}
