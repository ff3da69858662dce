using FunctionsMigrator.Core.Findings;
using FunctionsMigrator.Core.Findings.Codes;
using FunctionsMigrator.Core.Model;

namespace FunctionsMigrator.Adapters.Metadata.Checks;

/// <summary>Waves say which units they take, take all of them in the end, and measure analyses that exist.</summary>
internal sealed class RolloutCheck : IMetadataCheck
{
    public IEnumerable<Finding> Check(MetadataSet set) => set.Environments.SelectMany(
        environment => (IEnumerable<Finding>)[.. Selectors(environment), .. Names(set, environment), .. Gates(set, environment), .. Reach(environment), .. Analyses(environment)]);

    private static IEnumerable<Finding> Selectors(Sourced<EnvironmentDocument> environment)
    {
        var waves = environment.Record.Rollout.Waves;
        var highest = 0;
        foreach (var (index, wave) in waves.Index())
        {
            var selectors = SelectorsOf(wave);
            if (selectors.Count != 1)
            {
                yield return ValidationCodes.WaveSelector.Finding(
                    $"Wave {index + 1} has {(selectors.Count == 0 ? "none of ring, label, percent, count and rest" : string.Join(" and ", selectors))}.",
                    environment.PlaceOf("rollout", "waves", index));
            }
            else if (wave.Percent <= highest)
            {
                yield return ValidationCodes.WaveSelector.Finding(
                    $"Wave {index + 1} takes {wave.Percent} percent of all units, and an earlier one {highest}: percent counts from the first wave.",
                    environment.PlaceOf("rollout", "waves", index, "percent"),
                    remedy: "Let percent grow from wave to wave.");
            }
            else if (wave.Rest is false || (wave.Rest is true && index < waves.Count - 1))
            {
                yield return ValidationCodes.WaveSelector.Finding(
                    wave.Rest is false ? $"Wave {index + 1} says rest: false, which takes nothing." : $"Wave {index + 1} takes the rest, so that nothing is left for the waves behind it.",
                    environment.PlaceOf("rollout", "waves", index, "rest"),
                    remedy: "Say rest: true, in the last wave only.");
            }

            highest = Math.Max(highest, wave.Percent ?? 0);
        }
    }

    private static List<string> SelectorsOf(WaveDefinition wave)
    {
        (string Name, bool Given)[] all = [("ring", wave.Ring is not null), ("label", wave.Label is not null), ("percent", wave.Percent is not null), ("count", wave.Count is not null), ("rest", wave.Rest is not null)];
        return [.. all.Where(selector => selector.Given).Select(selector => selector.Name)];
    }

    private static IEnumerable<Finding> Names(MetadataSet set, Sourced<EnvironmentDocument> environment)
    {
        var (rings, labels) = (set.RingsOf(environment), set.LabelsOf(environment));
        foreach (var (index, wave) in environment.Record.Rollout.Waves.Index())
        {
            if (wave.Ring is { } ring && rings?.Contains(ring) is false)
            {
                yield return UnknownName.Of(
                    ValidationCodes.UnknownRing, $"No region or tenant of '{environment.Name}' has the ring '{ring}'.", ring, rings, environment.PlaceOf("rollout", "waves", index, "ring"));
            }

            if (wave.Label is { } label && labels?.Contains(label) is false)
            {
                yield return UnknownName.Of(
                    ValidationCodes.UnknownLabel, $"No region or tenant of '{environment.Name}' has the label '{label}'.", label, labels, environment.PlaceOf("rollout", "waves", index, "label"));
            }
        }
    }

    private static IEnumerable<Finding> Gates(MetadataSet set, Sourced<EnvironmentDocument> environment)
    {
        var waves = environment.Record.Rollout.Waves;
        foreach (var (index, wave) in waves.Index())
        {
            if (wave.Pause is not null && index == waves.Count - 1)
            {
                yield return ValidationCodes.WaveGate.Finding(
                    $"The last wave of '{environment.Name}' pauses until somebody advances the run, and no wave follows.", environment.PlaceOf("rollout", "waves", index, "pause"));
            }

            if (wave.AdvancedBy is not { } roles)
            {
                continue;
            }

            if (wave.Pause is null)
            {
                yield return ValidationCodes.WaveGate.Finding(
                    $"Wave {index + 1} says who advances the run, and does not pause.", environment.PlaceOf("rollout", "waves", index, "advancedBy"), remedy: "Add pause: until advanced, or remove advancedBy.");
            }

            foreach (var (at, role) in roles.Index().Where(role => set.People.Count > 0 && !set.People.Any(people => people.Record.People.Values.Any(person => person.Roles.Contains(role.Item)))))
            {
                yield return ValidationCodes.RoleNotHeld.Finding(
                    $"Nobody has the role '{role}', which opens the gate behind wave {index + 1} of '{environment.Name}'.", environment.PlaceOf("rollout", "waves", index, "advancedBy", at));
            }
        }
    }

    // Rings and labels alone could leave out a unit that is added later; so the last wave always takes all that is left.
    private static IEnumerable<Finding> Reach(Sourced<EnvironmentDocument> environment)
    {
        var waves = environment.Record.Rollout.Waves;
        if (waves is [.., { Percent: not 100, Rest: not true } last])
        {
            var takes = last switch
            {
                { Percent: { } percent } => $"{percent} percent",
                { Label: { } label } => $"the label '{label}'",
                { Count: { } count } => $"{count} {(count == 1 ? "unit" : "units")}",
                { Ring: { } ring } => $"the ring '{ring}'",
                _ => "nothing",
            };
            yield return ValidationCodes.WavesIncomplete.Finding(
                $"The last wave takes {takes}; the rest of '{environment.Name}' would never get the change.", environment.PlaceOf("rollout", "waves", waves.Count - 1));
        }
    }

    private static IEnumerable<Finding> Analyses(Sourced<EnvironmentDocument> environment)
    {
        var rollout = environment.Record.Rollout;
        IEnumerable<(string Name, object[] Path)> uses =
        [
            .. rollout.Analyses.Index().Select(use => (use.Item, (object[])["rollout", "analyses", use.Index])),
            .. rollout.Waves.Index().SelectMany(wave => (wave.Item.Analyses ?? []).Index()
                .Select(use => (use.Item, (object[])["rollout", "waves", wave.Index, "analyses", use.Index]))),
        ];
        return uses.Where(use => !environment.Record.Analyses.ContainsKey(use.Name)).Select(use => UnknownName.Of(
            ValidationCodes.UnknownAnalysis,
            $"The analysis '{use.Name}' is not defined in '{environment.Name}'.",
            use.Name,
            environment.Record.Analyses.Keys,
            environment.PlaceOf(use.Path)));
    }
}
