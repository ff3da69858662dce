// Azure/azure-functions-durable-extension: src/Worker.Extensions.DurableTask/ActivityTriggerAttribute.cs
namespace Microsoft.Azure.Functions.Worker;

[AttributeUsage(AttributeTargets.Parameter)]
public sealed class ActivityTriggerAttribute : Attribute
{
    public string? Activity { get; set; }
}
