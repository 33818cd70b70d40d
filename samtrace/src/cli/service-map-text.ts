import type { Service } from '../services/xray/service.ts';
import { plural } from './text.ts';

/**
 * The service map as text, one tree for each client. A service that several others call is drawn once, and only named
 * at the other places. `nameOf` gives the name to show for a function:
 *
 *     Client
 *     └─ OrderFunction  AWS::Lambda  20 requests, 8 errors, 31 ms
 *        └─ OrderFunction  AWS::Lambda::Function  20 requests, 8 errors, 24 ms
 *           └─ S3  AWS::S3  12 requests, 3 ms
 */
export function serviceMapText(services: readonly Service[], nameOf: (functionName: string) => string): string {
  const byReference = new Map(services.map((service) => [service.ReferenceId, service]));
  const called = new Set(services.flatMap((service) => (service.Edges ?? []).map((edge) => edge.ReferenceId)));
  const roots = services.filter((service) => !called.has(service.ReferenceId));
  const drawn = new Set<Service>();
  const lines: string[] = [];

  function draw(service: Service, indent: string, branch: string): void {
    const again = drawn.has(service);
    lines.push(`${indent}${branch}${label(service, nameOf)}${again ? '  (see above)' : ''}`);
    if (again) return;
    drawn.add(service);
    const targets = (service.Edges ?? []).flatMap((edge) => byReference.get(edge.ReferenceId) ?? []);
    const inner = branch === '' ? indent : `${indent}${branch.startsWith('└') ? '   ' : '│  '}`;
    for (const target of targets) draw(target, inner, target === targets.at(-1) ? '└─ ' : '├─ ');
  }

  for (const root of roots) draw(root, '', '');
  // Services that only call each other have no root. They are drawn from the first one.
  for (const service of services) if (!drawn.has(service)) draw(service, '', '');
  return lines.join('\n');
}

function label(service: Service, nameOf: (functionName: string) => string): string {
  if (service.Type === 'client') return 'Client';
  const name = service.Type?.startsWith('AWS::Lambda') ? nameOf(service.Name ?? '') : service.Name;
  return `${name}  ${service.Type}  ${statistics(service)}`;
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
