namespace FunctionsMigrator.Adapters.Metadata.Checks;

/// <summary>All checks.</summary>
internal static class MetadataChecks
{
    public static IReadOnlyList<IMetadataCheck> All { get; } =
    [
        new RepositoryCheck(),
        new NameCheck(),
        new PolicyFileCheck(),
        new BranchCheck(),
        new EnvironmentCheck(),
        new TargetCheck(),
        new RolloutCheck(),
        new AnalysisCheck(),
        new DriftCheck(),
        new PolicyCheck(),
        new CalendarCheck(),
        new PromotionCheck(),
        new ApproverCheck(),
        new PeopleCheck(),
        new PolicyCaseCheck(),
        new ChangeCheck(),
        new PlacementCheck(),
        new DependencyCheck(),
        new ItemCheck(),
        new ValueCheck(),
        new SecretCheck(),
        new RowCheck(),
        new PathCheck(),
        new VariableCheck(),
    ];
}
