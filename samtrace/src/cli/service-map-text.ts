import type { Service } from '../services/xray/service.ts';
import { plural } from './plural.ts';

/**
 * The service map as text, a tree from each client. A service that several call is drawn once and named again where it
 * is called:
 *
 *     Client
 *     └─ local-Processor  AWS::Lambda  20 requests, 8 errors, 31 ms
 *        └─ local-Processor  AWS::Lambda::Function  20 requests, 8 errors, 24 ms
 *           └─ S3  AWS::S3  12 requests, 3 ms
 */
export function serviceMapText(services: readonly Service[]): string {
  const byReference = new Map(services.map((service) => [service.ReferenceId, service]));
  const called = new Set(services.flatMap((service) => (service.Edges ?? []).map((edge) => edge.ReferenceId)));
  const roots = services.filter((service) => !called.has(service.ReferenceId));
  const drawn = new Set<Service>();
  const lines: string[] = [];

  function draw(service: Service, indent: string, branch: string): void {
    const again = drawn.has(service);
    lines.push(`${indent}${branch}${label(service)}${again ? '  (see above)' : ''}`);
    if (again) return;
    drawn.add(service);
    const targets = (service.Edges ?? []).flatMap((edge) => byReference.get(edge.ReferenceId) ?? []);
    const inner = branch === '' ? indent : `${indent}${branch.startsWith('└') ? '   ' : '│  '}`;
    for (const target of targets) draw(target, inner, target === targets.at(-1) ? '└─ ' : '├─ ');
  }

  for (const root of roots) draw(root, '', '');
  // What only calls in a circle has no root: it is drawn from its first service.
  for (const service of services) if (!drawn.has(service)) draw(service, '', '');
  return lines.join('\n');
}

function label(service: Service): string {
  if (service.Type === 'client') return 'Client';
  return `${service.Name}  ${service.Type}  ${statistics(service)}`;
}

function statistics({ SummaryStatistics: summary }: Service): string {
  const total = summary?.TotalCount ?? 0;
  const parts = [
    plural(total, 'request'),
    plural(summary?.ErrorStatistics?.TotalCount ?? 0, 'error'),
    plural(summary?.FaultStatistics?.TotalCount ?? 0, 'fault'),
    plural(summary?.ErrorStatistics?.ThrottleCount ?? 0, 'throttle'),
  ].filter((part, index) => index === 0 || !part.startsWith('0 '));
  const averageMs = total === 0 ? 0 : ((summary?.TotalResponseTime ?? 0) * 1000) / total;
  return [...parts, `${averageMs < 10 ? averageMs.toFixed(1) : Math.round(averageMs)} ms`].join(', ');
}
