/**
 * Runs in a page. Tries every way in which a browser sends a request to an address, and returns what the page could read
 * of the answers, and which connections it could open. `targets` are addresses with the method and the body that would
 * change something there.
 */
// biome-ignore lint/correctness/noUnusedVariables: the test evaluates this file, and then calls the function.
async function attack(targets) {
  const got = [];
  const keep = (how, target, text) => got.push(`${how} ${target.method} ${target.url}: ${text}`);
  const inTime = (promise) => Promise.race([promise, new Promise((resolve) => setTimeout(resolve, 10_000))]);

  const bodyOf = ({ method, body }) => (method === 'POST' ? { method, body } : { method });

  const ways = {
    async 'fetch without CORS'(target) {
      await fetch(target.url, { ...bodyOf(target), mode: 'no-cors', credentials: 'include' });
    },
    async fetch(target) {
      const response = await fetch(target.url, bodyOf(target));
      if (response.ok) keep('fetch', target, await response.text());
    },
    async 'fetch of JSON'(target) {
      const headers = { 'content-type': 'application/json' };
      const response = await fetch(target.url, { ...bodyOf(target), headers });
      if (response.ok) keep('fetch of JSON', target, await response.text());
    },
    async beacon(target) {
      navigator.sendBeacon(target.url, target.body);
    },
    form(target) {
      const frame = document.createElement('iframe');
      frame.name = `frame-${Math.random()}`;
      document.body.append(frame);
      const form = document.body.appendChild(document.createElement('form'));
      Object.assign(form, { method: target.method, action: target.url, target: frame.name, enctype: 'text/plain' });
      // `<name>=<value>` is the body: JSON, because the equals sign is in a string.
      const input = form.appendChild(document.createElement('input'));
      const [name, ...value] = (target.body ?? '{"a":"=b"}').split('=');
      Object.assign(input, { name, value: value.join('=') });
      return new Promise((resolve) => {
        frame.onload = resolve;
        form.submit();
      });
    },
    image: (target) => element('img', { src: target.url }, target),
    script: (target) => element('script', { src: target.url }, target),
    style: (target) => element('link', { rel: 'stylesheet', href: target.url }, target),
    frame(target) {
      return new Promise((resolve) => {
        const frame = document.createElement('iframe');
        Object.assign(frame, { src: target.url, onload: resolve });
        document.body.append(frame);
      });
    },
    'event source': (target) =>
      new Promise((resolve) => {
        const source = new EventSource(target.url);
        source.onopen = source.onerror = (event) => {
          if (event.type === 'open') keep('event source', target, 'open');
          source.close();
          resolve();
        };
      }),
  };

  function element(name, members, target) {
    return new Promise((resolve) => {
      const made = Object.assign(document.createElement(name), members);
      made.onerror = resolve;
      made.onload = () => {
        keep(name, target, 'loaded');
        resolve();
      };
      document.body.append(made);
    });
  }

  function webSocket(target) {
    return new Promise((resolve) => {
      const socket = new WebSocket(target.url.replace(/^http/, 'ws'));
      socket.onopen = () => keep('web socket', target, 'open');
      socket.onclose = socket.onerror = resolve;
    });
  }

  const tries = targets.flatMap((target) =>
    Object.values(ways).map((way) => inTime(Promise.resolve(way(target)).catch(() => {}))),
  );
  await Promise.all(tries);
  // A browser delays many failed WebSockets to one host: one for each port is enough.
  const onePerPort = new Map(targets.map((target) => [new URL(target.url).port, target]));
  await Promise.all([...onePerPort.values()].map((target) => inTime(webSocket(target))));
  return got;
}
