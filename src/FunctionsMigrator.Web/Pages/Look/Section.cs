namespace FunctionsMigrator.Web.Pages.Look;

/// <summary>Parts of the site, as the navigation names them.</summary>
public enum Section
{
    /// <summary>None of them.</summary>
    None,

    /// <summary>Where every environment stands.</summary>
    Overview,

    /// <summary>Runs.</summary>
    Runs,

    /// <summary>Environments.</summary>
    Environments,

    /// <summary>Policy.</summary>
    Policy,

    /// <summary>The audit.</summary>
    Audit,
}
