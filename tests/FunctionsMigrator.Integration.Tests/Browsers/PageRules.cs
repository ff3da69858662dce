namespace FunctionsMigrator.Integration.Tests.Browsers;

/// <summary>What every page keeps to, as scripts that name each offence.</summary>
internal static class PageRules
{
    /// <summary>Text stands out from what is behind it by 4.5 to 1 (WCAG 2, AA).</summary>
    public const string Contrast = """
        (() => {
          const parse = c => (c.match(/[\d.]+/g) || []).map(Number);
          const light = ([r, g, b]) => { const f = v => (v /= 255) <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4; return 0.2126 * f(r) + 0.7152 * f(g) + 0.0722 * f(b); };
          const behind = e => { for (; e; e = e.parentElement) { const c = parse(getComputedStyle(e).backgroundColor); if (c.length === 3 || c[3] === 1) return c; } return [255, 255, 255]; };
          const said = [];
          for (const e of document.body.querySelectorAll('*')) {
            if (![...e.childNodes].some(n => n.nodeType === 3 && n.textContent.trim())) continue;
            const [a, b] = [light(parse(getComputedStyle(e).color)), light(behind(e))].sort((x, y) => y - x);
            if ((a + 0.05) / (b + 0.05) < 4.5) said.push(`${e.tagName} ${e.textContent.trim().slice(0, 40)}: ${((a + 0.05) / (b + 0.05)).toFixed(2)}`);
          }
          return said;
        })()
        """;

    /// <summary>One heading of the first level and none left out below it, a language, landmarks, names of fields and buttons, headers of tables, and no id twice.</summary>
    public const string Structure = """
        (() => {
          const said = [];
          const all = q => [...document.querySelectorAll(q)];
          if (document.documentElement.lang !== 'en') said.push('no language');
          if (all('main').length !== 1 || all('h1').length !== 1) said.push('not one main and one h1');
          all('h1,h2,h3,h4').reduce((before, h) => { const level = +h.tagName[1]; if (level > before + 1) said.push(`${h.tagName} after h${before}`); return level; }, 0);
          all('input:not([type=hidden]),textarea,select').filter(e => !e.labels || e.labels.length === 0).forEach(e => said.push(`no label: ${e.name}`));
          all('button,a').filter(e => !e.textContent.trim()).forEach(e => said.push(`no name: ${e.outerHTML}`));
          all('table').filter(t => !t.querySelector('thead th[scope=col]') || !t.querySelector('tbody th[scope=row]')).forEach(t => said.push('a table without headers'));
          all('section').filter(s => !document.getElementById(s.getAttribute('aria-labelledby'))).forEach(s => said.push('a section without a name'));
          all('time').filter(t => isNaN(Date.parse(t.dateTime))).forEach(t => said.push(`no time: ${t.outerHTML}`));
          const ids = all('[id]').map(e => e.id);
          ids.filter((id, i) => ids.indexOf(id) !== i).forEach(id => said.push(`twice: ${id}`));
          return said;
        })()
        """;
}
