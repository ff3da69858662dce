namespace FunctionsMigrator.Web.Pages.Look;

/// <summary>The pictures of all pages, drawn once a page and used by name. Each stands beside a word and is hidden from readers of the screen.</summary>
internal static class Icons
{
    private const string Ring = "M8 1.5a6.5 6.5 0 1 0 0 13 6.5 6.5 0 0 0 0-13z";

    private static readonly (string Name, string Path)[] Paths =
    [
        ("ok", $"{Ring}M5 8.2l2.1 2.1L11 6.2"),
        ("bad", $"{Ring}M5.8 5.8l4.4 4.4M10.2 5.8l-4.4 4.4"),
        ("wait", $"{Ring}M8 4.6V8l2.3 1.6"),
        ("idle", $"{Ring}M5 8h6"),
        ("alert", "M8 2L14.5 13.5h-13zM8 6.5v3M8 11.4v.1"),
        ("go", "M13.6 8A5.6 5.6 0 1 1 11.7 3.8M13.7 1.7v3.1h-3.1"),
        ("pause", $"{Ring}M6.4 5.6v4.8M9.6 5.6v4.8"),
        ("back", "M3 6h6.5a3.5 3.5 0 0 1 0 7H6M3 6l3-3M3 6l3 3"),
        ("drift", "M2 5.6c2-2 4-2 6 0s4 2 6 0M2 10.4c2-2 4-2 6 0s4 2 6 0"),
        ("people", "M8 8a2.7 2.7 0 1 0 0-5.4A2.7 2.7 0 0 0 8 8zM2.8 13.6c.6-2.6 2.6-3.9 5.2-3.9s4.6 1.3 5.2 3.9"),
        ("overview", "M2.5 2.5H7V7H2.5zM9 2.5h4.5V7H9zM2.5 9H7v4.5H2.5zM9 9h4.5v4.5H9z"),
        ("runs", "M5.5 4h8M5.5 8h8M5.5 12h8M2.5 4h.1M2.5 8h.1M2.5 12h.1"),
        ("environments", "M2.5 3h11v4h-11zM2.5 9h11v4h-11zM5 5h.1M5 11h.1"),
        ("policy", "M8 1.8l5 1.9v4c0 3-2 5.2-5 6.5-3-1.3-5-3.5-5-6.5v-4zM5.8 8l1.6 1.6 2.9-3"),
        ("audit", "M4 2h8v12H4zM6.3 5.5h3.4M6.3 8h3.4M6.3 10.5h2"),
        ("commit", "M1.5 8h3.7M10.8 8h3.7M8 5.2a2.8 2.8 0 1 0 0 5.6 2.8 2.8 0 0 0 0-5.6z"),
        ("lock", "M4 7.2h8v6H4zM5.5 7.2V5a2.5 2.5 0 0 1 5 0v2.2"),
        ("window", "M2.5 3.5h11v10h-11zM2.5 6.5h11M5.5 2v3M10.5 2v3"),
        ("on", "M6 3.5L10.5 8 6 12.5"),
    ];

    /// <summary>All of them, as markup of ours.</summary>
    public static string Sprite { get; } =
        $"<svg class=\"sprite\" aria-hidden=\"true\">{string.Concat(Paths.Select(icon => $"<symbol id=\"i-{icon.Name}\" viewBox=\"0 0 16 16\"><path d=\"{icon.Path}\"/></symbol>"))}</svg>";
}
