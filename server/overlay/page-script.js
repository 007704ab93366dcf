// Runs in the overlay's page, over the video: OBS's browser and every other. It loads nothing, asks nothing, and puts
// every word of a viewer into the page as text. What it draws it was told a moment ago: a line that breaks takes what
// stood there with it, so nothing old can come back as new.
(() => {
  'use strict';
  const FIRST_PAUSE_MS = 500;
  const LONGEST_PAUSE_MS = 5000;
  // So long without a word of the hub, and what is shown may be wrong by now.
  const BLIND_MS = 5000;
  const SILENT_MS = 15000;
  const FADE_MS = 300;
  const GONE = 4410;

  const $ = (id) => document.getElementById(id);
  const lines = new Map();
  let socket = null;
  let pause = FIRST_PAUSE_MS;
  let heardAt = performance.now();
  let over = false;
  let blind = 0;
  let active = true;
  let seenInObs = true;
  let shown = [];

  const clock = new Intl.DateTimeFormat(undefined, {
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
    hourCycle: 'h23',
  });

  const put = (id, text) => {
    const at = $(id);
    at.textContent = text;
    at.hidden = text === '';
  };

  function part(name, text) {
    const at = document.createElement(name === 'name' || name === 'code' ? 'bdi' : 'span');
    at.className = name;
    at.textContent = text;
    return at;
  }

  function look(now) {
    document.documentElement.lang = now.language;
    document.documentElement.dir = now.rtl ? 'rtl' : 'ltr';
    put('rehearsal', now.rehearsal ?? '');
    $('now').hidden = now.now === null;
    if (now.now !== null) {
      put('kicker', now.now.title);
      put('code', now.now.code);
      put('title', now.now.name);
      put('price', now.now.price);
      put('left', now.now.left);
      $('left').classList.toggle('out', now.now.out);
    }
    $('hint').hidden = now.hint === null;
    if (now.hint !== null)
      $('hint').replaceChildren(now.hint.before, ' ', part('code', now.hint.code), ' ', now.hint.after);
    $('place').hidden = now.address === null;
    put('address', now.address ?? '');
    $('qr').toggleAttribute('hidden', now.qr === null);
    if (now.qr !== null) {
      $('qr').setAttribute('viewBox', `0 0 ${now.qr.size} ${now.qr.size}`);
      $('squares').setAttribute('d', now.qr.path);
    }
    $('featured').hidden = now.featured === null;
    if (now.featured !== null) {
      put('by', now.featured.name);
      put('words', now.featured.text);
    }
  }

  function draw(line) {
    if (lines.has(line.id)) off(line.id);
    const at = document.createElement('li');
    at.className = line.tone;
    if (line.name !== '') at.append(part('name', line.name));
    if (line.code !== '') at.append(part('code', line.code));
    const says = part('says', line.says);
    says.dir = 'auto';
    at.append(says);
    if (line.atMs !== null) at.append(part('time', clock.format(line.atMs)));
    $('lines').append(at);
    const one = { at, timer: 0 };
    lines.set(line.id, one);
    // Its time begins when it has been painted.
    requestAnimationFrame(() =>
      requestAnimationFrame(() => {
        if (lines.get(line.id) !== one) return;
        one.timer = setTimeout(() => {
          said(line.id);
          off(line.id);
        }, line.forMs);
      }),
    );
  }

  function off(id) {
    const one = lines.get(id);
    if (one === undefined) return;
    lines.delete(id);
    clearTimeout(one.timer);
    one.at.classList.add('going');
    setTimeout(() => one.at.remove(), FADE_MS);
  }

  function wipe(ids) {
    for (const id of ids ?? [...lines.keys()]) {
      const one = lines.get(id);
      if (one === undefined) continue;
      lines.delete(id);
      clearTimeout(one.timer);
      one.at.remove();
    }
    if (ids === null) $('lines').replaceChildren();
  }

  function said(id) {
    shown.push(id);
    if (shown.length > 1) return;
    setTimeout(() => {
      for (; shown.length > 0; shown = shown.slice(50)) tell({ t: 'shown', ids: shown.slice(0, 50) });
    }, 30);
  }

  function tell(frame) {
    if (socket !== null && socket.readyState === WebSocket.OPEN) socket.send(JSON.stringify(frame));
  }

  /** Can anybody see this? A source that is switched off, or a scene that is not on air, shows nothing to anybody. */
  const inSight = () => document.visibilityState === 'visible' && active && seenInObs;
  function sight() {
    if (!inSight()) wipe(null);
    tell({ t: 'sight', on: inSight() });
  }

  function end() {
    over = true;
    clearTimeout(blind);
    wipe(null);
    document.body.replaceChildren();
  }

  function heard(text) {
    heardAt = performance.now();
    const frame = JSON.parse(text);
    if (frame.t === 'look') look(frame.look);
    else if (frame.t === 'lines') frame.lines.forEach(draw);
    else if (frame.t === 'wipe') wipe(frame.ids);
    else if (frame.t === 'gone') end();
  }

  function connect() {
    if (over) return;
    const scheme = location.protocol === 'https:' ? 'wss:' : 'ws:';
    const mine = new WebSocket(`${scheme}//${location.host}${location.pathname.replace(/\/+$/, '')}/line`);
    socket = mine;
    mine.onopen = () => {
      pause = FIRST_PAUSE_MS;
      heardAt = performance.now();
      clearTimeout(blind);
      sight();
    };
    mine.onmessage = (event) => {
      if (socket === mine && !over) heard(event.data);
    };
    mine.onclose = (event) => {
      if (socket !== mine || over) return;
      socket = null;
      shown = [];
      wipe(null);
      if (event.code === GONE) return end();
      clearTimeout(blind);
      blind = setTimeout(clear, BLIND_MS);
      setTimeout(connect, pause * (0.75 + Math.random() / 2));
      pause = Math.min(LONGEST_PAUSE_MS, pause * 2);
    };
  }

  const NOTHING = {
    language: 'en',
    rtl: false,
    rehearsal: null,
    now: null,
    hint: null,
    address: null,
    qr: null,
    featured: null,
  };
  const clear = () => look(NOTHING);

  // A line can die without a word (a sleeping machine, a cable): the hub says something every few seconds.
  setInterval(() => {
    if (socket !== null && socket.readyState === WebSocket.OPEN && performance.now() - heardAt > SILENT_MS) {
      const dead = socket;
      dead.onclose({ code: 1006 });
      dead.close();
    }
  }, 2000);

  const sample = $('sample');
  if (sample !== null) {
    const given = JSON.parse(sample.textContent);
    look(given.look);
    given.lines.forEach((line) => draw({ ...line, forMs: 2 ** 30 }));
    return;
  }
  document.addEventListener('visibilitychange', sight);
  window.addEventListener('obsSourceActiveChanged', (event) => {
    active = event.detail.active !== false;
    sight();
  });
  window.addEventListener('obsSourceVisibleChanged', (event) => {
    seenInObs = event.detail.visible !== false;
    sight();
  });
  connect();
})();
