using FunctionsMigrator.Web.Access;
using FunctionsMigrator.Web.Entra;
using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.DataProtection.KeyManagement;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;

namespace FunctionsMigrator.Web.SignIn;

/// <summary>What signing in on pages needs.</summary>
internal static class SignInServices
{
    private const string FormCookie = "fm-form";

    public static void AddSignIn(this IServiceCollection services)
    {
        services.AddDataProtection().SetApplicationName("FunctionsMigrator");

        // It would read the key ring, and so open the store, before anybody asks for a page.
        foreach (var warmUp in services.Where(service => service.ServiceType == typeof(IHostedService) && service.ImplementationType?.Assembly == typeof(KeyManagementOptions).Assembly).ToList())
        {
            services.Remove(warmUp);
        }

        services.AddSingleton<KeyRingStore>();
        services.AddOptions<KeyManagementOptions>().Configure<KeyRingStore>((keys, ring) => (keys.XmlRepository, keys.XmlEncryptor) = (ring, new KeyRingEncryptor(ring)));
        services.AddAntiforgery();
        services.AddOptions<AntiforgeryOptions>().Configure<WebOptions>((forms, web) =>
        {
            var secure = web.PublicAddress?.Scheme == Uri.UriSchemeHttps;
            forms.Cookie.Name = secure ? SealedCookies.HostPrefix + FormCookie : FormCookie;
            forms.Cookie.Path = "/";
            forms.Cookie.SecurePolicy = secure ? CookieSecurePolicy.Always : CookieSecurePolicy.SameAsRequest;
            forms.Cookie.SameSite = SameSiteMode.Lax;
            forms.SuppressXFrameOptionsHeader = true;
        });
        services.TryAddSingleton<OpenIdProvider>();
        services.TryAddSingleton<EntraTokens>();
        services.TryAddSingleton<EntraSignIn>();
        services.TryAddSingleton<SealedCookies>();
        services.TryAddSingleton<Sessions>();
        services.TryAddSingleton<SamePageRule>();
        services.TryAddSingleton<PageGate>();
    }
}
