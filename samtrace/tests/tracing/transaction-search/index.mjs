import { createSocket } from 'node:dgram';

/** Sends a segment of its own to the daemon, also if the request is not sampled. OpenTelemetry's exporters do so. */
export async function handler() {
  const [host, port] = process.env.AWS_XRAY_DAEMON_ADDRESS.split(':');
  const [, trace_id] = /Root=([^;]+)/.exec(process.env._X_AMZN_TRACE_ID);
  const now = Date.now() / 1000;
  const span = { id: 'aaaaaaaaaaaaaaaa', trace_id, name: 'span', start_time: now - 0.1, end_time: now };
  const socket = createSocket('udp4');
  await new Promise((resolve, reject) => {
    const packet = `{"format":"json","version":1}\n${JSON.stringify(span)}`;
    socket.send(packet, Number(port), host, (error) => (error ? reject(error) : resolve()));
  });
  socket.close();
}
