import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { AwsError } from '../../../src/aws/error.ts';
import type { SegmentDocument } from '../../../src/aws/segment-document.ts';
import { propertyRuns } from '../../support/property-runs.ts';
import { awsCall, id, lambdaSegments, NOW_SECONDS, segment, subsegment, xrayWith } from './support.ts';

const everything = { startTimeMs: 0, endTimeMs: Number.MAX_SAFE_INTEGER };

const matches = (documents: readonly SegmentDocument[], filterExpression: string) =>
  xrayWith(documents).traceSummaries({ ...everything, filterExpression }).length === 1;

/** What an expression is refused with. */
function refusal(filterExpression: string): string {
  try {
    xrayWith().traceSummaries({ ...everything, filterExpression });
  } catch (error) {
    if (error instanceof AwsError) return `${error.code} ${error.message}`;
    throw error;
  }
  return 'accepted';
}

/** A web application that failed a request of 1.5 s because a call of its own was refused. */
const web = segment({
  name: 'api.example.com',
  origin: 'AWS::EC2::Instance',
  end_time: NOW_SECONDS + 1.5,
  error: true,
  user: 'alice',
  resource_arn: 'arn:aws:ec2:us-east-1:000000000000:instance/i-1',
  aws: { account_id: '000000000000', ec2: { instance_id: 'i-1', availability_zone: 'us-east-1a' } },
  http: {
    request: { url: 'http://api.example.com/v2/game', method: 'GET', user_agent: 'curl/8', client_ip: '192.0.2.1' },
    response: { status: 404 },
  },
  annotations: { gameid: '817DL6VO', quote: 'say "hi"', age: 30, member: true, guest: false, 'aws:api_id': 'x' },
});
const remoteCall = subsegment({
  name: 'backend.example.com',
  namespace: 'remote',
  end_time: NOW_SECONDS + 0.4,
  fault: true,
  http: { response: { status: 503 } },
  cause: { exceptions: [{ id: id('e'), type: 'Refused', message: 'Access Denied for account_id: 1' }] },
});
const request = [web, remoteCall];

describe('a filter expression', () => {
  it.each([
    // keywords of the trace: what the client saw
    ['error', true],
    ['!error', false],
    ['ok', false],
    ['ok = false', true],
    ['ok != false', false],
    ['fault', false],
    ['throttle', false],
    ['partial', false],
    ['inferred', true],
    ['root', true],
    ['responsetime > 1.4', true],
    ['responseTime >= 1.5', true],
    ['responsetime < 1.5', false],
    ['duration <= 1.5', true],
    ['http.status = 404', true],
    ['http.status != 200', true],
    ['http.url CONTAINS "/v2/"', true],
    ['http.url BEGINSWITH "http://api"', true],
    ['http.url ENDSWITH "/api"', false],
    ['http.method = "GET"', true],
    ['http.useragent contains "curl"', true],
    ['http.clientip = "192.0.2.1"', true],
    ['user = "alice"', true],
    ['user != "alice"', false],
    ['user CONTAINS ""', true],
    ['name = "api.example.com"', true],
    ['type = "AWS::EC2::Instance"', true],
    ['availabilityzone = "us-east-1a"', true],
    ['instance.id = "i-1"', true],
    ['resource.arn ENDSWITH "instance/i-1"', true],
    ['coverage > 0', false],
    // presence
    ['http.url', true],
    ['!http.url', false],
    ['message', false],
    // and, or, grouping
    ['error AND duration > 1', true],
    ['error and duration > 2', false],
    ['error !partial duration <3', true],
    ['fault OR error AND ok', false],
    ['error OR fault AND ok', true],
    ['(error OR fault) AND ok', false],
    ['!(error AND ok)', true],
    ['!!error', true],
    [' error\n', true],
    ['', true],
    // annotations
    ['annotation.gameid = "817DL6VO"', true],
    ['annotation[gameid] = "817DL6VO"', true],
    ['Annotation[ gameid ] BEGINSWITH "817"', true],
    ['annotation.GameId = "817DL6VO"', false],
    ['annotation.age > 29', true],
    ['annotation.age = "30"', false],
    ['annotation.age != 31', true],
    ['annotation.age != "31"', false],
    ['annotation.quote = "say \\"hi\\""', true],
    ['annotation.nothing != 31', false],
    ['annotation.member', true],
    ['annotation.guest', false],
    ['annotation.guest = false', true],
    ['!annotation.nothing', true],
    ['annotation[aws:api_id] = "x"', true],
    // services
    ['service("api.example.com")', true],
    ['service("backend.example.com") { fault }', true],
    ['service("backend.example.com") { inferred AND remote AND !root }', true],
    ['service("api.example.com") { fault }', false],
    ['service("api.example.com") { root = true and error = true }', true],
    ['service("api.example.com") { user = "alice" AND duration = 1.5 }', true],
    ['service() { http.status >= 500 }', true],
    ['service("elsewhere")', false],
    ['!service("elsewhere")', true],
    ['service(id(type: "remote"))', true],
    ['service(id(name: "api.example.com", type: "remote"))', false],
    ['service(id(name: "api.example.com", account.id: "000000000000"))', true],
    ['service(id())', true],
    ['service("api.example.com") { fault = true OR responsetime > 1 } AND annotation.age = 30', true],
    // edges
    ['edge("api.example.com", "backend.example.com") { fault }', true],
    ['edge("api.example.com", "backend.example.com") { error }', false],
    ['edge("backend.example.com", "api.example.com")', false],
    ['edge(, "backend.example.com") { responsetime < 1 duration < 1 }', true],
    ['edge(id(type: "client"), "api.example.com")', true],
    ['!edge("api.example.com", "elsewhere")', true],
    // root causes
    ['rootcause.fault.service { last and name = "backend.example.com" }', true],
    ['rootcause.fault.service { first and inferred }', false],
    ['rootcause.fault.service { last and !inferred }', false],
    ['rootcause.fault.service { index > 1 }', false],
    ['rootcause.fault.service { inferred and type = "remote" }', true],
    ['rootcause.fault.entity { remote and message CONTAINS "Denied" }', true],
    ['rootcause.fault.exception { last and name = "Refused" and message BEGINSWITH "Access" }', true],
    ['rootcause.error.service { name = "api.example.com" }', true],
    ['rootcause.responsetime.entity { coverage > 0.8 }', false],
    [
      'rootcause.json = #[{"Services": [{"Name": "api.example.com", "EntityPath": [{"Name": "api.example.com"}]}]}]',
      true,
    ],
    ['rootcause.json != #[{"Services": [{"Name": "[", "EntityPath": []}]}]', true],
  ])('%s', (expression, expected) => {
    expect(matches(request, expression)).toBe(expected);
  });

  it('finds a function by both of its types, or by one', () => {
    const failed = [...lambdaSegments('fn', { error: true }), awsCall('S3')];

    expect(matches(failed, 'service("fn") { error }')).toBe(true);
    expect(matches(failed, 'service(id(name: "fn", type: "AWS::Lambda::Function")) { error }')).toBe(true);
    expect(matches(failed, 'resource.arn ENDSWITH ":function:fn"')).toBe(true);
    expect(matches(failed, 'edge(id(name: "fn", type: "AWS::Lambda::Function"), id(type: "AWS::S3")) { ok }')).toBe(
      true,
    );
  });

  it('treats a trace in progress as partial, without a response time', () => {
    const { end_time: _endTime, ...open } = segment({ in_progress: true });

    expect(matches([open], 'partial !responsetime')).toBe(true);
    expect(matches([open], 'service("app") { partial !responsetime !duration }')).toBe(true);
  });

  it('finds the entity in which a slow trace spent its time', () => {
    const slow = segment({
      end_time: NOW_SECONDS + 3,
      subsegments: [{ ...subsegment(), end_time: NOW_SECONDS + 2.7 }],
    });

    expect(matches([slow], 'rootcause.responsetime.entity { last and name = "stage" and coverage = 0.9 }')).toBe(true);
  });
});

describe('an invalid filter expression returns an error with the reason and the position', () => {
  it.each([
    ['mood = "good"', 'unknown keyword "mood" at position 0.'],
    ['ok AND mood', 'unknown keyword "mood" at position 7.'],
    ['ok AND', 'expected a keyword, found the end at position 6.'],
    ['ok )', 'expected AND, OR or the end, found ")" at position 3.'],
    ['(ok', 'expected ")", found the end at position 3.'],
    ['duration >', 'expected a "string", a number, true or false, found the end at position 10.'],
    ['duration > "5"', 'duration is compared with a number, not a string at position 11.'],
    ['user = alice', 'expected a "string", a number, true or false, found "alice" at position 7.'],
    ['user > "a"', '> does not compare a string at position 7.'],
    ['ok CONTAINS true', 'CONTAINS does not compare a boolean at position 12.'],
    ['annotation.age CONTAINS 3', 'CONTAINS does not compare a number at position 24.'],
    ['user = "alice', 'the string is not closed at position 7.'],
    ['user = ‘alice’', 'invalid input symbol "‘" at position 7.'],
    ['user = 🎈', 'invalid input symbol "🎈" at position 7.'],
    ['annotation = 1', 'expected .key or [key] after annotation, found "=" at position 11.'],
    ['annotation[] = 1', 'the annotation has no key at position 0.'],
    ['annotations.a = 1', 'unknown keyword "annotations.a" at position 0.'],
    ['service "a"', 'expected "(", found "a" at position 8.'],
    ['service(id(names: "a"))', 'expected name, type or account.id, found "names" at position 11.'],
    ['service("a") { annotation.b }', 'annotation.b is not allowed inside braces at position 15.'],
    ['service("a") { service("b") }', 'service is not allowed inside braces at position 15.'],
    ['edge("a")', 'expected ",", found ")" at position 8.'],
    ['rootcause.fault { ok }', 'unknown keyword "rootcause.fault" at position 0.'],
    ['rootcause.json = #[{]', 'the text after # is not JSON at position 17.'],
    ['rootcause.json = #[', 'the JSON after # is not closed at position 17.'],
    ['rootcause.json = #[1]', 'the JSON after # is not a list of root causes at position 17.'],
    [`user = "${'x'.repeat(2000)}"`, 'it has more than 2000 characters at position 2000.'],
  ])('%s', (expression, message) => {
    expect(refusal(expression)).toBe(`InvalidRequestException Invalid filter expression: ${message}`);
  });

  it('also for groups, which are not supported', () => {
    expect(refusal('group.name = "slow"')).toBe(
      'NotImplementedException samtrace does not support group.name (groups) of X-Ray.',
    );
  });

  it('for any text that is not accepted', () => {
    const pieces = fc.constantFrom(
      ...'ok|error|duration|user|annotation.a|annotation|[a]|service|edge|id|name|rootcause.fault.entity'.split('|'),
      ...'rootcause.json|#[]|#[|]|(|)|{|}|!|=|!=|<|CONTAINS|AND|OR|"a"|1|true|,|:|"|'.split('|'),
    );
    const expressions = fc.oneof(
      fc.string(),
      fc.array(pieces, { maxLength: 30 }).map((parts) => parts.join(' ')),
    );

    fc.assert(
      fc.property(expressions, (expression) => {
        expect(refusal(expression)).toMatch(
          /^accepted$|^InvalidRequestException Invalid filter expression: .* position \d+\.$/s,
        );
      }),
      propertyRuns(200),
    );
  });

  it('AND has the same precedence as juxtaposition', () => {
    const terms = fc.array(fc.constantFrom('error', 'fault', '!ok', '!error', '(fault OR error)'), {
      minLength: 1,
      maxLength: 6,
    });

    fc.assert(
      fc.property(terms, (parts) => {
        expect(matches(request, parts.join(' '))).toBe(parts.every((part) => matches(request, part)));
        expect(matches(request, parts.join(' OR '))).toBe(parts.some((part) => matches(request, part)));
      }),
      propertyRuns(50),
    );
  });
});
