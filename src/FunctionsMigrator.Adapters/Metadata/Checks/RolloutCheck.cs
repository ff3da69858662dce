using FunctionsMigrator.Core.Findings;
using FunctionsMigrator.Core.Findings.Codes;
using FunctionsMigrator.Core.Model;

namespace FunctionsMigrator.Adapters.Metadata.Checks;

/// <summary>Waves say which units they take, take all of them in the end, and measure analyses that exist.</summary>
internal sealed class RolloutCheck : IMetadataCheck
{
    public IEnumerable<Finding> Check(MetadataSet set) => set.Environments.SelectMany(
        environment => (IEnumerable<Finding>)[.. Selectors(environment), .. Rings(set, environment), .. Reach(environment), .. Analyses(environment)]);

    private static IEnumerable<Finding> Selectors(Sourced<EnvironmentDocument> environment)
    {
        var highest = 0;
        foreach (var (index, wave) in environment.Record.Rollout.Waves.Index())
        {
            if (wave.Ring is null == wave.Percent is null)
            {
                yield return ValidationCodes.WaveSelector.Finding(
                    $"Wave {index + 1} has {(wave.Ring is null ? "neither ring nor percent" : "both ring and percent")}.",
                    environment.PlaceOf("rollout", "waves", index),
                    remedy: "Give it exactly one of ring and percent.");
            }
            else if (wave.Percent <= highest)
            {
                yield return ValidationCodes.WaveSelector.Finding(
                    $"Wave {index + 1} takes {wave.Percent} percent of all units, and an earlier one {highest}: percent counts from the first wave.",
                    environment.PlaceOf("rollout", "waves", index, "percent"),
                    remedy: "Let percent grow from wave to wave.");
            }

            highest = Math.Max(highest, wave.Percent ?? 0);
        }
    }

    private static IEnumerable<Finding> Rings(MetadataSet set, Sourced<EnvironmentDocument> environment)
    {
        if (set.RingsOf(environment) is not { } known)
        {
            return [];
        }

        return
            from wave in environment.Record.Rollout.Waves.Index()
            let ring = wave.Item.Ring
            where ring is not null && !known.Contains(ring)
            select UnknownName.Of(
                ValidationCodes.UnknownRing,
                $"No region or tenant of '{environment.Name}' has the ring '{ring}'.",
                ring,
                known,
                environment.PlaceOf("rollout", "waves", wave.Index, "ring"));
    }

    // Rings alone could leave out a unit that is added later; so the last wave always says 100 percent.
    private static IEnumerable<Finding> Reach(Sourced<EnvironmentDocument> environment)
    {
        var waves = environment.Record.Rollout.Waves;
        if (waves is [.., { Percent: not 100 } last])
        {
            yield return ValidationCodes.WavesIncomplete.Finding(
                $"The last wave takes {(last.Percent is { } percent ? $"{percent} percent" : $"the ring '{last.Ring}'")}; the rest of '{environment.Name}' would never get the change.",
                environment.PlaceOf("rollout", "waves", waves.Count - 1));
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
