using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using System.Text.Json;

namespace FunctionsMigrator.Core.Model;

/// <summary>A named place that metadata lives in.</summary>
[Description("An environment: regions, targets, variables, secrets, rollout and analyses.")]
public sealed record EnvironmentDocument : MetadataDocument
{
    internal const string Variable = """
        { "type": ["string", "number", "boolean", "array", "object"], "description": "text, a number, true, false, a list or an object" }
        """;

    /// <summary>Name of the policy; without one nothing is required.</summary>
    [Description("Name of the policy. Without one, nothing is required.")]
    public string? Policy { get; init; }

    /// <summary>The place of rehearsals that is made for them and dropped.</summary>
    public const string Scratch = "scratch";

    /// <summary><c>scratch</c>, or the name of an environment that is a copy of this one.</summary>
    [Description("'scratch' (default), or the name of an environment that is a copy of this one and stands in no branch list.")]
    public string RehearseOn { get; init; } = Scratch;

    /// <summary>Values for <c>${name}</c>.</summary>
    [Description("Values for ${name} in settings, flags, SQL, target definitions and HTTP bodies.")]
    [ValueSchema(Variable)]
    public IReadOnlyDictionary<string, JsonElement> Variables { get; init; } = new Dictionary<string, JsonElement>();

    /// <summary>Where secrets come from.</summary>
    [Description("Where secrets come from.")]
    public SecretSourceDefinition? Secrets { get; init; }

    /// <summary>How a reference to a secret is written as a value; holds <c>{name}</c>.</summary>
    [Description("How a secret reference is written as a setting's value; '{name}' stands for the secret's name.")]
    public string? SecretFormat { get; init; }

    /// <summary>The regions in file order; at least one.</summary>
    [Description("The regions, in the order in which waves take them.")]
    [MinLength(1)]
    public required IReadOnlyList<RegionDefinition> Regions { get; init; }

    /// <summary>The targets by name; each is made in every region unless it says otherwise.</summary>
    [Description("The targets by name. One definition is made in every region.")]
    [MinLength(1)]
    public required IReadOnlyDictionary<string, TargetDefinition> Targets { get; init; }

    /// <summary>How a change is rolled out; by default one wave over everything without a bake.</summary>
    [Description("How a change is rolled out. Default: one wave over everything, no bake.")]
    public RolloutDefinition Rollout { get; init; } = new();

    /// <summary>What is done about items that move on targets and not in git; by default people decide about each.</summary>
    [Description("What is done about items that move on targets and not in git. Default: people decide about each.")]
    public DriftDefinition Drift { get; init; } = new();

    /// <summary>What is measured while a wave bakes, by name.</summary>
    [Description("What is measured while a wave bakes, by name.")]
    public IReadOnlyDictionary<string, AnalysisDefinition> Analyses { get; init; } = new Dictionary<string, AnalysisDefinition>();
}
