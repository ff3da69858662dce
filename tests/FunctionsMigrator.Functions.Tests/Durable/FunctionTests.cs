using System.Reflection;
using System.Text.Json;
using FunctionsMigrator.Core;
using FunctionsMigrator.Core.Workflow;
using FunctionsMigrator.Core.Workflow.Engine;
using FunctionsMigrator.Functions.Durable;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask;
using Microsoft.Extensions.Logging.Abstractions;

namespace FunctionsMigrator.Functions.Tests.Durable;

/// <summary>The platform knows only functions, and it finds them when the app is compiled: what has none would never run, and nothing else would say so.</summary>
public sealed class FunctionTests
{
    private static readonly Type[] Types = typeof(Orchestrators).Assembly.GetTypes();

    [Fact]
    public void Every_workflow_has_exactly_one_orchestrator_function_of_its_name()
    {
        Assert.Equal(WorkflowCatalogue.All.Select(workflow => workflow.Name).Order(StringComparer.Ordinal), FunctionsWith<OrchestrationTriggerAttribute>().Select(NameOf).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Every_step_has_exactly_one_activity_function_of_its_name()
    {
        Assert.Equal(NamesOf(typeof(Steps), typeof(Step<,>)), FunctionsWith<ActivityTriggerAttribute>().Select(NameOf).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Every_activity_function_runs_the_step_of_its_name()
    {
        var ran = new List<string>();
        var names = NamesOf(typeof(Steps), typeof(Step<,>)).ToList();
        var steps = new DurableSteps(
            names.Select(name => StepHandler.For(new Step<string, string>(name), (_, _, _) =>
            {
                ran.Add(name);
                return Task.FromResult(StepReply.Of(name));
            })),
            NullLogger<DurableSteps>.Instance);
        var call = JsonSerializer.Serialize(new { InstanceId = "run", Key = "run#1", Version = 1, Input = "a" }, FmJson.Line);
        foreach (var function in FunctionsWith<ActivityTriggerAttribute>().OrderBy(NameOf, StringComparer.Ordinal))
        {
            Assert.True(((Task<string>)function.Invoke(new Activities(steps), [call, CancellationToken.None])!).IsCompletedSuccessfully);
        }

        Assert.Equal(names, ran);
    }

    [Fact]
    public void No_two_functions_have_one_name_whatever_their_case()
    {
        var names = Functions().Select(NameOf).ToList();

        Assert.Equal(names.Count, names.Distinct(StringComparer.OrdinalIgnoreCase).Count());
    }

    [Fact]
    public void An_orchestrator_function_has_its_context_and_nothing_else()
    {
        Assert.All(FunctionsWith<OrchestrationTriggerAttribute>(), function => Assert.Equal([typeof(TaskOrchestrationContext)], function.GetParameters().Select(parameter => parameter.ParameterType)));
    }

    private static IEnumerable<MethodInfo> Functions() => Types.SelectMany(type => type.GetMethods()).Where(method => method.GetCustomAttribute<FunctionAttribute>() is not null);

    private static List<MethodInfo> FunctionsWith<TTrigger>()
        where TTrigger : Attribute => [.. Functions().Where(method => method.GetParameters().Any(parameter => parameter.GetCustomAttribute<TTrigger>() is not null))];

    private static string NameOf(MethodInfo function) => function.GetCustomAttribute<FunctionAttribute>()!.Name;

    // From the names themselves: what is declared and in no catalogue counts too.
    private static IEnumerable<string> NamesOf(Type declared, Type kind) =>
        declared.GetFields(BindingFlags.Public | BindingFlags.Static)
            .Where(field => field.FieldType.IsGenericType && field.FieldType.GetGenericTypeDefinition() == kind)
            .Select(field => (string)field.FieldType.GetProperty("Name")!.GetValue(field.GetValue(null))!)
            .Order(StringComparer.Ordinal);
}
