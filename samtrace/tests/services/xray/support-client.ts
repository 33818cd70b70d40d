import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { XRayClient } from '@aws-sdk/client-xray';
import { requestListener } from '../../../src/services/xray/api/listener.ts';
import type { XRay } from '../../../src/services/xray/service.ts';

/** The AWS SDK's client, speaking to X-Ray's API over HTTP. Apart from support.ts because loading the SDK takes a while. */
export async function startClient(xray: XRay): Promise<{ client: XRayClient; stop(): Promise<void> }> {
  const server = createServer(requestListener(xray.api));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const client = new XRayClient({
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    region: 'us-east-1',
    credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
    maxAttempts: 1,
  });
  return {
    client,
    async stop() {
      client.destroy();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
      await xray.stop();
    },
  };
}
