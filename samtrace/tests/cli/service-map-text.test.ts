import { describe, expect, it } from '@jest/globals';
import { serviceMapText } from '../../src/cli/service-map-text.ts';
import type { Service } from '../../src/services/xray/service.ts';

describe('serviceMapText', () => {
  const nameOf = (name: string) => (name === 'local-a-123' ? 'a' : name);
  const service = (over: Partial<Service> & { ReferenceId: number }): Service => ({ Edges: [], ...over }) as Service;
  const counts = (TotalCount: number, TotalResponseTime: number, errors = 0) => ({
    OkCount: TotalCount - errors,
    ErrorStatistics: { ThrottleCount: 0, OtherCount: errors, TotalCount: errors },
    FaultStatistics: { OtherCount: 0, TotalCount: 0 },
    TotalCount,
    TotalResponseTime,
  });

  it('draws a tree from the client, with logical IDs, and draws a service that two others call once', () => {
    const edge = (ReferenceId: number) => ({ ReferenceId }) as never;
    const services = [
      service({
        ReferenceId: 0,
        Name: 'local-a-123',
        Type: 'AWS::Lambda',
        Edges: [edge(2), edge(3)],
        SummaryStatistics: counts(4, 0.2, 1),
      }),
      service({ ReferenceId: 1, Name: 'a', Type: 'client', Edges: [edge(0)] }),
      service({ ReferenceId: 2, Name: 'b', Type: 'remote', Edges: [edge(3)], SummaryStatistics: counts(1, 0.0042) }),
      service({ ReferenceId: 3, Name: 'bucket', Type: 'AWS::S3::Bucket', SummaryStatistics: counts(2, 0.03) }),
    ];

    expect(serviceMapText(services, nameOf).split('\n')).toEqual([
      'Client',
      '└─ a  AWS::Lambda  4 requests, 1 error, 50 ms',
      '   ├─ b  remote  1 request, 4.2 ms',
      '   │  └─ bucket  AWS::S3::Bucket  2 requests, 15 ms',
      '   └─ bucket  AWS::S3::Bucket  2 requests, 15 ms  (see above)',
    ]);
  });

  it('draws services that only call each other', () => {
    const services = [
      service({ ReferenceId: 0, Name: 'a', Type: 'remote', Edges: [{ ReferenceId: 1 } as never] }),
      service({ ReferenceId: 1, Name: 'b', Type: 'remote', Edges: [{ ReferenceId: 0 } as never] }),
    ];

    expect(serviceMapText(services, nameOf)).toContain('b  remote');
  });
});
