import { useEffect, useState } from 'preact/hooks';
import type { ApiAnswer } from '../../model/contract.ts';
import { METHODS, openVariables, parseHeaders, requestOf } from '../../model/http-request.ts';
import { SendForm, TextArea } from './send-form.tsx';
import { sendHttp } from './sent.ts';

/** Choose a route or write a path, add headers and a body, and send the request. */
export function RequestForm({ api }: { api: ApiAnswer }) {
  const [method, setMethod] = useState('GET');
  const [path, setPath] = useState('/');
  const [headers, setHeaders] = useState('');
  const [body, setBody] = useState('');
  const choose = (route: ApiAnswer['routes'][number] | undefined): void => {
    const request = requestOf(route);
    setMethod(request.method);
    setPath(request.path);
  };
  // Another API begins with its own first route.
  useEffect(() => choose(api.routes[0]), [api.logicalId]);
  const parsed = parseHeaders(headers);
  const complaint = complaintAbout(path, parsed);
  const routes = api.kind === 'URL' ? [] : api.routes;

  return (
    <SendForm
      complaint={complaint}
      onSend={() => {
        if ('wrongLine' in parsed) return;
        void sendHttp(api.logicalId, { method, path, headers: parsed as Record<string, string>, body });
      }}
    >
      {routes.length > 0 && (
        <ul class="chips" aria-label="Routes">
          {routes.map((route) => {
            const request = requestOf(route);
            return (
              <li key={`${route.method} ${route.path}`}>
                <button
                  type="button"
                  class="chip"
                  aria-pressed={request.path === path && request.method === method}
                  onClick={() => choose(route)}
                >
                  {route.path === '$default' ? '$default' : `${route.method} ${route.path}`}
                </button>
              </li>
            );
          })}
        </ul>
      )}
      <div class="request-line">
        <select aria-label="Method" value={method} onChange={(change) => setMethod(change.currentTarget.value)}>
          {[...new Set([...METHODS, method])].map((each) => (
            <option key={each}>{each}</option>
          ))}
        </select>
        <input
          class="mono"
          aria-label="Path and query"
          aria-invalid={complaint !== undefined}
          spellcheck={false}
          value={path}
          onInput={(input) => setPath(input.currentTarget.value)}
        />
      </div>
      <label class="request-part">
        Headers
        <textarea
          class="mono request-headers"
          placeholder={'Content-Type: application/json\nAuthorization: Bearer …'}
          spellcheck={false}
          value={headers}
          onInput={(input) => setHeaders(input.currentTarget.value)}
        />
      </label>
      <TextArea label="Body" value={body} onValue={setBody} />
    </SendForm>
  );
}

function complaintAbout(path: string, headers: ReturnType<typeof parseHeaders>): string | undefined {
  if (!path.startsWith('/')) return 'The path must begin with a slash.';
  const [variable] = openVariables(path);
  if (variable !== undefined) return `Replace ${variable} with a value.`;
  if (typeof headers.wrongLine === 'string') return `Write each header as "Name: value", not "${headers.wrongLine}".`;
  return undefined;
}
