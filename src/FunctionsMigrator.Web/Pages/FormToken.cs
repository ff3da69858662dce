namespace FunctionsMigrator.Web.Pages;

/// <summary>The hidden field of a form that another site cannot fill in.</summary>
/// <param name="Name">The field's name.</param>
/// <param name="Value">Its value.</param>
public sealed record FormToken(string Name, string Value);
