namespace FunctionsMigrator.Core.Findings.Codes;

/// <summary>Exporting telemetry.</summary>
public static class TelemetryCodes
{
    /// <summary>A setting is malformed.</summary>
    public static readonly FailureCode BadSetting = new("TEL001", "A telemetry setting cannot be used", "Correct the environment variable, or remove it to export nothing there; docs/telemetry.md names them all with an example.");
}
