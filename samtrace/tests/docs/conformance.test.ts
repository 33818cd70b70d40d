import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { OPERATIONS as DYNAMODB_OPERATIONS } from '../../src/services/dynamodb/service.ts';
import { ACTIONS as EVENTS_ACTIONS } from '../../src/services/events/api/router.ts';
import { ACTIONS as S3_ACTIONS } from '../../src/services/s3/actions.ts';
import { ACTIONS as SNS_ACTIONS } from '../../src/services/sns/api/router.ts';
import { ACTIONS as SQS_ACTIONS } from '../../src/services/sqs/actions.ts';
import { CALLS } from '../conformance/calls.ts';

const DOCUMENT = readFileSync('docs/conformance.md', 'utf8');

describe('docs/conformance.md', () => {
  it('lists the calls that the conformance suite makes, and no other', () => {
    const listed = [...DOCUMENT.matchAll(/^\| (\w+) \| `(\w+)` \|/gm)].map(([, service, call]) => `${service} ${call}`);

    expect(listed).toEqual([...new Set(CALLS.map(({ service, operation }) => `${service} ${operation}`))]);
  });

  it.each([
    ['S3', S3_ACTIONS],
    ['SQS', SQS_ACTIONS],
    ['SNS', SNS_ACTIONS],
    ['EventBridge', EVENTS_ACTIONS],
    ['DynamoDB', Object.fromEntries(DYNAMODB_OPERATIONS.map((name) => [name, name]))],
  ])('lists the operations of %s that are supported', (service, actions) => {
    const [, list = ''] = new RegExp(`^## ${service}\\n[^]*?^Supported: ([^]*?)\\.`, 'm').exec(DOCUMENT) ?? [];

    expect([...list.matchAll(/`(\w+)`/g)].map(([, name]) => name).sort()).toEqual(Object.keys(actions).sort());
  });

  it('names tests that exist', () => {
    const named = [...DOCUMENT.matchAll(/`((?:[\w-]+\/)?[\w-]+)`(?:, `[\w/-]+`)* \|$/gm)].map(([, test]) => test ?? '');
    const files = readdirSync('tests', { recursive: true }).map((file) => `/${String(file)}`);
    const missing = named.filter((test) => !files.some((file) => file.endsWith(`/${test}.test.ts`)));

    expect(named.length).toBeGreaterThan(30);
    expect(missing).toEqual([]);
  });
});
