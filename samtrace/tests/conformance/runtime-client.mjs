// AWS's Node.js runtime client with its native HTTP client replaced, so that it runs uncompiled. The native one makes
// the same three requests. This client waits for the same work before it requests the next event.
import { request } from 'node:http';
import Module from 'node:module';

const API = '/2018-06-01/runtime/invocation';
const [hostname, port] = (process.env.AWS_LAMBDA_RUNTIME_API ?? '').split(':');
let posted = Promise.resolve();

const native = {
  async next() {
    await posted;
    const { headers, body } = await send('GET', '/next');
    return { bodyJson: body, headers };
  },
  done(id, body) {
    posted = send('POST', `/${id}/response`, body);
  },
  error(id, body, xrayCause) {
    posted = send('POST', `/${id}/error`, body, { 'lambda-runtime-function-xray-error-cause': xrayCause });
  },
};

function send(method, path, body, headers = {}) {
  return new Promise((resolve, reject) => {
    const outgoing = request({
      hostname,
      port,
      method,
      path: API + path,
      headers: { 'content-type': 'application/json', ...headers },
    });
    outgoing.on('error', reject).on('response', async (response) => {
      const chunks = [];
      for await (const chunk of response) chunks.push(chunk);
      resolve({ headers: response.headers, body: Buffer.concat(chunks).toString() });
    });
    outgoing.end(body);
  });
}

const load = Module._load;
Module._load = (name, ...rest) => (name === './rapid-client.node' ? native : load(name, ...rest));
await import('./node_modules/aws-lambda-ric/index.mjs');
