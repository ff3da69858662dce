using System.Globalization;
using System.Numerics;
using System.Text.RegularExpressions;

namespace FunctionsMigrator.Adapters.Metadata.Yaml;

/// <summary>Which type a plain scalar has: the core schema of YAML 1.2. <c>NO</c>, <c>on</c>, <c>1_000</c> and <c>12:30</c> are text.</summary>
internal static partial class CoreSchema
{
    /// <summary>The kind of a plain scalar and its text (see <see cref="ScalarNode"/>), or null for the infinities and not-a-number, which JSON lacks.</summary>
    public static (ScalarKind Kind, string Text)? Resolve(string plain) => plain switch
    {
        "" or "~" or "null" or "Null" or "NULL" => (ScalarKind.Null, "null"),
        "true" or "True" or "TRUE" => (ScalarKind.Boolean, "true"),
        "false" or "False" or "FALSE" => (ScalarKind.Boolean, "false"),
        _ when Integer().IsMatch(plain) => (ScalarKind.Integer, Digits(BigInteger.Parse(plain, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture))),
        _ when Octal().IsMatch(plain) => (ScalarKind.Integer, Digits(FromBase(plain, 8))),
        _ when Hexadecimal().IsMatch(plain) => (ScalarKind.Integer, Digits(FromBase(plain, 16))),
        _ when Float().IsMatch(plain) => (ScalarKind.Number, JsonNumber(plain)),
        _ when InfinityOrNaN().IsMatch(plain) => null,
        _ => (ScalarKind.Text, plain),
    };

    /// <summary>Whether a plain scalar is a number.</summary>
    public static bool IsNumber(string plain) =>
        Integer().IsMatch(plain) || Octal().IsMatch(plain) || Hexadecimal().IsMatch(plain) || Float().IsMatch(plain);

    /// <summary>Whether a plain scalar looks like a code (<c>004</c>) and is a number (4): mostly a forgotten pair of quotes.</summary>
    public static bool LosesZeros(string plain) => LeadingZeros().IsMatch(plain);

    private static string Digits(BigInteger value) => value.ToString(CultureInfo.InvariantCulture);

    private static BigInteger FromBase(string literal, int @base) =>
        literal.Skip(2).Aggregate(BigInteger.Zero, (value, digit) => (value * @base) + Convert.ToInt32(digit.ToString(), 16));

    // JSON wants digits on both sides of the point, no plus in front and no needless zeros; all other digits stay as they are.
    private static string JsonNumber(string plain)
    {
        var match = Float().Match(plain);
        var whole = match.Groups["whole"].Value.TrimStart('0');
        var fraction = match.Groups["fraction"].Value;
        return (plain[0] == '-' ? "-" : "") + (whole.Length == 0 ? "0" : whole) + (fraction.Length == 0 ? "" : "." + fraction) + match.Groups["exponent"].Value;
    }

    [GeneratedRegex(@"\A[-+]?[0-9]+\z", RegexOptions.CultureInvariant)]
    private static partial Regex Integer();

    [GeneratedRegex(@"\A0o[0-7]+\z", RegexOptions.CultureInvariant)]
    private static partial Regex Octal();

    [GeneratedRegex(@"\A0x[0-9a-fA-F]+\z", RegexOptions.CultureInvariant)]
    private static partial Regex Hexadecimal();

    [GeneratedRegex(@"\A[-+]?(?:(?<whole>[0-9]+)(?:\.(?<fraction>[0-9]*))?|\.(?<fraction>[0-9]+))(?<exponent>[eE][-+]?[0-9]+)?\z", RegexOptions.CultureInvariant)]
    private static partial Regex Float();

    [GeneratedRegex(@"\A(?:[-+]?\.(?:inf|Inf|INF)|\.(?:nan|NaN|NAN))\z", RegexOptions.CultureInvariant)]
    private static partial Regex InfinityOrNaN();

    [GeneratedRegex(@"\A[-+]?0[0-9]+\z", RegexOptions.CultureInvariant)]
    private static partial Regex LeadingZeros();
}
