import type { AwsService } from '../../src/aws/http.ts';
import { startGateway } from '../../src/gateway/gateway.ts';

/** Services behind a separate gateway, with the data that an SDK client needs to reach them. */
export interface Api {
  stop(): Promise<void>;
  readonly client: {
    endpoint: string;
    region: string;
    credentials: { accessKeyId: string; secretAccessKey: string };
    maxAttempts: number;
  };
}

/** Every caller may do everything. */
export async function startApi(...services: AwsService[]): Promise<Api> {
  const gateway = await startGateway({
    services,
    port: 0,
    refuse: () => undefined,
    callerOf: () => ({ kind: 'developer' }),
    authorize: () => undefined,
    fault: () => undefined,
    page: async (_, response) => void response.end('page'),
  });
  const credentials = { accessKeyId: 'PERSON', secretAccessKey: 'none' };
  const endpoint = `http://127.0.0.1:${gateway.port}`;
  return {
    client: { endpoint, region: 'us-east-1', credentials, maxAttempts: 1 },
    stop: () => gateway.stop(),
  };
}
