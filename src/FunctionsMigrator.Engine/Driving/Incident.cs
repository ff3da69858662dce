using System.Security.Cryptography;

namespace FunctionsMigrator.Engine.Driving;

/// <summary>Ids that people carry from a message to a log.</summary>
internal static class Incident
{
    public static string NewId() => RandomNumberGenerator.GetHexString(8, lowercase: true);
}
