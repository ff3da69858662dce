// Offers the zone of the browser where a page asks for one, and brings what changed on the server into the page that is open, part by part, as the server draws it. Without this script
// the page is the same: a zone is typed, and the page is loaded again by hand.
(() => {
  'use strict';
  const own = document.getElementById('own-zone'), asked = own && document.getElementById(own.dataset.for);
  const zone = asked && Intl.DateTimeFormat().resolvedOptions().timeZone;
  if (zone && zone !== asked.value) {
    own.textContent = `In the zone of this browser, ${zone}`;
    own.addEventListener('click', () => { asked.value = zone; });
    own.parentElement.classList.add('known');
  }

  const main = document.querySelector('main[data-live]');
  if (!main) return;
  const POLL = 5000, PAUSE = 700;
  let source = null, timer = 0, busy = false, again = false, over = false;

  const say = text => { const place = document.getElementById('live'); if (place && place.textContent !== text) place.textContent = text; };

  // Whoever types keeps what they type.
  const typing = part => part.contains(document.activeElement) && document.activeElement.matches('input,select,textarea')
    || [...part.querySelectorAll('textarea,input:not([type=hidden])')].some(field => field.value !== field.defaultValue);

  // What has the focus, found again in the part that takes its place.
  const counterpart = (next, active) => {
    if (active.id) return next.querySelector(`#${CSS.escape(active.id)}`);
    if (active.matches('summary') && active.parentElement.id) return next.querySelector(`#${CSS.escape(active.parentElement.id)} > summary`);
    return [...next.querySelectorAll('a[href]')].find(link => link.getAttribute('href') === active.getAttribute('href'));
  };

  const bring = fresh => {
    for (const part of main.querySelectorAll('[data-part]')) {
      const next = fresh.querySelector(`[data-part="${CSS.escape(part.dataset.part)}"]`);
      if (!next || typing(part) || (next.dataset.version ? next.dataset.version === part.dataset.version : next.isEqualNode(part))) continue;
      const active = part.contains(document.activeElement) ? document.activeElement : null;
      for (const open of part.querySelectorAll('details[id]')) {
        const same = next.querySelector(`#${CSS.escape(open.id)}`);
        if (same) same.open = open.open;
      }
      const place = active && counterpart(next, active);
      part.replaceWith(document.adoptNode(next));
      place?.focus({ preventScroll: true });
    }
  };

  const load = () => {
    if (busy) { again = true; return; }
    busy = true;
    const ask = new XMLHttpRequest();
    ask.open('GET', location.href);
    ask.responseType = 'document';
    ask.onloadend = () => {
      busy = false;
      const fresh = ask.status === 200 && ask.response && ask.response.getElementById('live') ? ask.response : null;
      if (fresh) {
        bring(fresh);
        document.title = fresh.title;
        if (!fresh.querySelector('main[data-live]')) stop();
      } else {
        say('This page does not follow the run any more. Load it again.');
      }
      if (again) { again = false; setTimeout(load, PAUSE); }
    };
    ask.send();
  };

  const stop = () => { over = true; close(); };
  const close = () => { source?.close(); source = null; calm(); };

  // Asked for by the clock as long as nothing is heard: a proxy may hold events back for minutes.
  const poll = () => { if (!timer) timer = setInterval(load, POLL); };
  const calm = () => { clearInterval(timer); timer = 0; };

  const open = () => {
    if (over || source) return;
    poll();
    if (!('EventSource' in window)) return;
    source = new EventSource(main.dataset.live);
    source.onmessage = () => { calm(); load(); };
    source.addEventListener('end', () => { load(); stop(); });
    source.onerror = () => { if (over) return; poll(); if (source && source.readyState === EventSource.CLOSED) source = null; };
  };

  // A page that nobody sees holds no connection.
  document.addEventListener('visibilitychange', () => { if (document.hidden) close(); else if (!over) { load(); open(); } });
  addEventListener('pagehide', close);
  open();
})();
