using System.Globalization;

namespace FunctionsMigrator.Functions.Durable;

/// <summary>
/// A workflow's version as the platform knows it. <c>defaultVersion</c> in <c>host.json</c> is what a worker can run, in the same form, and with
/// <c>versionMatchStrategy: CurrentOrOlder</c> a worker of an older program leaves alone what a newer one started, while a newer worker takes over what an older one
/// began. So instances wait during an upgrade instead of meeting code that does not fit them. Three parts, because the platform compares them as numbers only then.
/// </summary>
public static class PlatformVersion
{
    /// <summary><c>3.0.0</c> for 3.</summary>
    public static string Of(int version) => string.Create(CultureInfo.InvariantCulture, $"{version}.0.0");
}
