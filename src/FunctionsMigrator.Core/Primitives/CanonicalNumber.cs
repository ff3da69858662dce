using System.Globalization;
using System.Text;

namespace FunctionsMigrator.Core;

/// <summary>Numbers as ECMAScript's <c>Number::toString</c> writes them (RFC 8785, 3.2.2.3).</summary>
internal static class CanonicalNumber
{
    public static string Text(double number)
    {
        if (!double.IsFinite(number))
        {
            throw new FormatException("JSON has no infinity and no 'not a number'.");
        }

        if (number == 0)
        {
            return "0";
        }

        // .NET's shortest text that reads back as the same double has the digits that ECMAScript asks for; only the layout differs.
        var (negative, digits, point) = Parts(number.ToString("R", CultureInfo.InvariantCulture));
        var text = new StringBuilder(negative ? "-" : "");
        if (point is > 0 and <= 21)
        {
            text.Append(digits.Length <= point ? digits.PadRight(point, '0') : digits.Insert(point, "."));
        }
        else if (point is > -6 and <= 0)
        {
            text.Append("0.").Append('0', -point).Append(digits);
        }
        else
        {
            text.Append(digits[0]);
            if (digits.Length > 1)
            {
                text.Append('.').Append(digits, 1, digits.Length - 1);
            }

            text.Append('e').Append(point > 0 ? '+' : '-').Append(Math.Abs(point - 1));
        }

        return text.ToString();
    }

    /// <summary>Whether two JSON numbers have the same decimal value, however they are written.</summary>
    public static bool SameDecimal(string left, string right)
    {
        var (leftNegative, leftDigits, leftPoint) = Parts(left);
        var (rightNegative, rightDigits, rightPoint) = Parts(right);
        return leftDigits == rightDigits && (leftDigits.Length == 0 || (leftPoint == rightPoint && leftNegative == rightNegative));
    }

    /// <summary>A JSON number without exponent, or null when that would have more than a thousand digits.</summary>
    public static string? Plain(string json)
    {
        if (json.AsSpan().IndexOfAny('e', 'E') < 0)
        {
            return json;
        }

        var (negative, digits, point) = Parts(json);
        if (digits.Length == 0)
        {
            return "0";
        }

        if (Math.Abs(point) > 1_000 || digits.Length > 1_000)
        {
            return null;
        }

        var sign = negative ? "-" : "";
        return point <= 0 ? $"{sign}0.{new string('0', -point)}{digits}"
            : digits.Length <= point ? sign + digits.PadRight(point, '0')
            : sign + digits.Insert(point, ".");
    }

    /// <summary>Sign, digits without zeros at either end, and where the point stands counted from the first digit: 120 is (12, 3), 0.012 is (12, -1).</summary>
    private static (bool Negative, string Digits, int Point) Parts(string text)
    {
        var negative = text[0] == '-';
        var mantissa = negative ? text[1..] : text;
        var exponent = 0;
        var e = mantissa.IndexOfAny(['e', 'E']);
        if (e >= 0)
        {
            // An exponent that does not fit is past every double anyway: it can equal nothing that was written from one.
            exponent = int.TryParse(mantissa.AsSpan(e + 1), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var parsed)
                ? Math.Clamp(parsed, -1_000_000_000, 1_000_000_000)
                : 1_000_000_000;
            mantissa = mantissa[..e];
        }

        var dot = mantissa.IndexOf('.', StringComparison.Ordinal);
        var point = (dot < 0 ? mantissa.Length : dot) + exponent;
        var digits = dot < 0 ? mantissa : mantissa.Remove(dot, 1);
        var significant = digits.TrimStart('0');
        return (negative, significant.TrimEnd('0'), point - (digits.Length - significant.Length));
    }
}
