using FunctionsMigrator.Core.Findings;
using FunctionsMigrator.Core.Findings.Codes;

namespace FunctionsMigrator.Core.Settings;

/// <summary>Reads settings and collects all that is wrong with them. No value is ever repeated: one that was put into the wrong place may be a secret.</summary>
public sealed class SettingReader
{
    private const string Reference = "@Microsoft.KeyVault(";
    private readonly Dictionary<string, string> _values;
    private readonly List<Finding> _findings = [];

    /// <param name="values">All settings of the process; an empty one counts as none.</param>
    /// <param name="all">The settings that the host reads.</param>
    public SettingReader(IEnumerable<KeyValuePair<string, string?>> values, IEnumerable<Setting> all)
    {
        _values = values.Where(pair => !string.IsNullOrWhiteSpace(pair.Value)).ToDictionary(pair => pair.Key, pair => pair.Value!.Trim(), StringComparer.OrdinalIgnoreCase);
        var known = all.Select(setting => setting.Name).ToList();
        foreach (var (name, value) in _values.OrderBy(pair => pair.Key, StringComparer.Ordinal))
        {
            var ours = name.StartsWith(HostSettings.Prefix, StringComparison.OrdinalIgnoreCase);
            var isKnown = known.Contains(name, StringComparer.OrdinalIgnoreCase);
            if (ours && !isKnown && !HostSettings.OfTheTool.Contains(name, StringComparer.OrdinalIgnoreCase) && !name.StartsWith(HostSettings.SecretPrefix, StringComparison.OrdinalIgnoreCase))
            {
                _findings.Add(AppCodes.SettingUnknown.Finding($"There is no setting '{name}'.{DidYouMean.Hint(name, known)}"));
            }
            else if ((ours || isKnown) && value.StartsWith(Reference, StringComparison.OrdinalIgnoreCase))
            {
                _findings.Add(AppCodes.UnresolvedReference.Finding($"{name} is a Key Vault reference, and not the value that it names."));
            }
        }
    }

    /// <summary>All that is wrong so far.</summary>
    public IReadOnlyList<Finding> Findings => _findings;

    /// <summary>Whether the setting has a value, of whatever form.</summary>
    public bool Has(Setting setting) => _values.ContainsKey(setting.Name);

    /// <summary>A setting of the platform, as it is.</summary>
    public string? OfPlatform(string name) => _values.GetValueOrDefault(name);

    /// <summary>A value that may be absent.</summary>
    public T? Optional<T>(Setting setting, Func<string, T?> read)
        where T : class => _values.TryGetValue(setting.Name, out var text) ? read(text) ?? Malformed<T>(setting, text) : null;

    /// <summary>A number, a span or a truth value that may be absent.</summary>
    public T? OptionalValue<T>(Setting setting, Func<string, T?> read)
        where T : struct
    {
        if (!_values.TryGetValue(setting.Name, out var text))
        {
            return null;
        }

        var value = read(text);
        if (value is null)
        {
            Malformed<string>(setting, text);
        }

        return value;
    }

    /// <summary>A value that must be there.</summary>
    public T? Required<T>(Setting setting, Func<string, T?> read)
        where T : class
    {
        if (!Has(setting))
        {
            _findings.Add(AppCodes.SettingMissing.Finding($"{setting.Name} is not set. {setting.Meaning} Expected: {setting.Expected}, such as {setting.Example}"));
        }

        return Optional(setting, read);
    }

    /// <summary>Adds what is wrong with several settings together; no value of theirs stands in it.</summary>
    public void Add(Finding finding) => _findings.Add(finding);

    /// <summary>Adds that two settings exclude each other.</summary>
    public void Exclude(Setting one, Setting other)
    {
        if (Has(one) && Has(other))
        {
            _findings.Add(AppCodes.SettingsContradict.Finding($"{one.Name} and {other.Name} exclude each other."));
        }
    }

    private T? Malformed<T>(Setting setting, string text)
        where T : class
    {
        if (!text.StartsWith(Reference, StringComparison.OrdinalIgnoreCase))
        {
            _findings.Add(AppCodes.SettingMalformed.Finding($"{setting.Name} does not have its form. {setting.Meaning} Expected: {setting.Expected}, such as {setting.Example}"));
        }

        return null;
    }
}
