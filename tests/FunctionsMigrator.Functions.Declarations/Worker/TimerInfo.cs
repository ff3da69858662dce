// Azure/azure-functions-dotnet-worker: extensions/Worker.Extensions.Timer/src/TimerInfo.cs
namespace Microsoft.Azure.Functions.Worker;

public class TimerInfo
{
    public bool IsPastDue { get; set; }
}
