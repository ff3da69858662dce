using FunctionsMigrator.Core.Operations;

namespace FunctionsMigrator.Web.Endpoints;

/// <summary>Loops of hosts that stopped.</summary>
public sealed record StoppedLoopList(IReadOnlyList<StoppedLoop> Stopped);
