import { describe, expect, it } from '@jest/globals';
import { compilePattern } from '../../../src/services/logs/pattern/pattern.ts';

const matches = (pattern: string, message: string | object) =>
  compilePattern(pattern)(typeof message === 'string' ? message : JSON.stringify(message));

// The events that AWS's documentation uses in its examples.
const TRAIL = {
  eventType: 'UpdateTrail',
  sourceIPAddress: '111.111.111.111',
  arrayKey: ['value', 'another value'],
  objectList: [
    { name: 'a', id: 1 },
    { name: 'b', id: 2 },
  ],
  SomeObject: null,
  ThisFlag: true,
  'cluster.name': 'c',
};
const USERS = {
  user: { id: 1, email: 'John.Stiles@example.com' },
  users: [
    { id: 2, email: 'John.Doe@example.com' },
    { id: 3, email: 'Jane.Doe@example.com' },
  ],
  actions: ['GET', 'PUT', 'DELETE'],
  coordinates: [
    [0, 1, 2],
    [4, 5, 6],
    [7, 8, 9],
  ],
};

describe('a term pattern', () => {
  it.each([
    ['', 'anything', true],
    ['  ', '', true],
    ['ERROR', '[ERROR 400] BAD REQUEST', true],
    ['ERROR', 'Exiting with ERRORCODE: -1', true],
    ['ERROR', 'an error happened', false],
    ['ERROR ARGUMENTS', '[ERROR 419] MISSING ARGUMENTS', true],
    ['ERROR ARGUMENTS', '[ERROR 400] BAD REQUEST', false],
    ['ERROR -ARGUMENTS', '[ERROR 400] BAD REQUEST', true],
    ['ERROR -ARGUMENTS', '[ERROR 419] MISSING ARGUMENTS', false],
    ['ERROR -"MISSING ARGUMENTS"', '[ERROR 419] MISSING ARGUMENTS', false],
    ['-ERROR', 'all is well', true],
    ['?ERROR ?WARN', 'WARN message', true],
    ['?ERROR ?"Task timed out"', 'id Task timed out after 3.00 seconds', true],
    ['?ERROR ?WARN', 'INFO message', false],
    ['?ERROR ?ARGUMENTS REQUEST', '[INFO] REQUEST FAILED', true],
    ['?ERROR ?ARGUMENTS REQUEST', '[ERROR] MISSING ARGUMENTS', false],
    ['"INTERNAL SERVER ERROR"', '[ERROR 500] INTERNAL SERVER ERROR', true],
    ['"INTERNAL SERVER ERROR"', '[ERROR 500] INTERNAL ERROR ON SERVER', false],
    ['"level\\\\\\":"', 'escaped: level\\":', true],
    ['%AUTHORIZED%', '[ERROR 401] UNAUTHORIZED REQUEST', true],
    ['%AUTHORIZED%', '[SUCCESS 200] OK', false],
  ])('%s on %s: %s', (pattern, message, expected) => {
    expect(matches(pattern, message)).toBe(expected);
  });
});

describe('a JSON pattern', () => {
  it.each([
    ['{ $.eventType = "UpdateTrail" }', TRAIL, true],
    ['{$.eventType=UpdateTrail}', TRAIL, true],
    ['{ $.sourceIPAddress != 123.123.* }', TRAIL, true],
    ['{ $.sourceIPAddress != 111.111.* }', TRAIL, false],
    ['{ $.sourceIPAddress = "*.111" }', TRAIL, true],
    ['{ $.eventType = *ateTr* }', TRAIL, true],
    ['{ $.eventType = Up*Trail }', TRAIL, false],
    ['{ $.eventType = * }', TRAIL, true],
    ['{ $.arrayKey[0] = "value" }', TRAIL, true],
    ['{ $.arrayKey[2] = "value" }', TRAIL, false],
    ['{ $.arrayKey[*] = %val.{2}% }', TRAIL, true],
    ['{ $.* = %111\\.111\\.111\\.1[0-9]{1,2}% }', TRAIL, true],
    ['{ $.objectList[1].id = 2 }', TRAIL, true],
    ['{ $.objectList[*].name = "b" }', TRAIL, true],
    ['{ $.[\'cluster.name\'] = "c" }', TRAIL, true],
    ['{ $.SomeObject IS NULL }', TRAIL, true],
    ['{ $.eventType IS NULL }', TRAIL, false],
    ['{ $.missing IS NULL }', TRAIL, false],
    ['{ $.SomeOtherObject NOT EXISTS }', TRAIL, true],
    ['{ $.SomeObject NOT EXISTS }', TRAIL, false],
    ['{ $.ThisFlag IS TRUE }', TRAIL, true],
    ['{ $.ThisFlag IS FALSE }', TRAIL, false],
    ['{ $.ThisFlag is true }', TRAIL, true],
    ['{ ($.user.id = 1) && ($.users[0].email = "John.Doe@example.com") }', USERS, true],
    ['{ ($.user.id = 2 && $.users[0].email = "nonmatch") || $.actions[2] = "GET" }', USERS, false],
    [
      '{ $.user.email = "John.Stiles@example.com" || $.coordinates[0][1] = nonmatch && $.actions[2] = nomatch }',
      USERS,
      true,
    ],
    [
      '{ ($.user.email = "John.Stiles@example.com" || $.coordinates[0][1] = nonmatch) && $.actions[2] = nomatch }',
      USERS,
      false,
    ],
    ['{ $.users = 1 }', { users: [1, 2, 3] }, false],
    ['{ $.users != 1 }', { users: [1, 2, 3] }, false],
    ['{ $.user != 1 }', USERS, false],
    ['{ $.missing != 1 }', USERS, false],
    ['{ $.flag = "true" }', { flag: true }, false],
    ['{ $.bandwidth > 75 }', { bandwidth: 80 }, true],
    ['{ $.bandwidth > 75 }', { bandwidth: 75 }, false],
    ['{ $.latency < 50 }', { latency: 49.5 }, true],
    ['{ $.refreshRate >= 60 }', { refreshRate: 60 }, true],
    ['{ $.responseTime <= 5 }', { responseTime: 5.1 }, false],
    ['{ $.latency > +1000 }', { latency: 1001 }, true],
    ['{ $.number[0] < 10e-3 }', { number: [0.009] }, true],
    ['{ $.number[0] = 1e+3 }', { number: [1000] }, true],
    ['{ $.errorCode = 400 }', { errorCode: '400' }, true],
    ['{ $.errorCode = "400" }', { errorCode: 400 }, true],
    ['{ $.errorCode > 399 }', { errorCode: '400' }, false],
    ['{ $.errorCode != 500 }', { errorCode: 400 }, true],
    ['{ $.errorCode = 4* }', { errorCode: 404 }, true],
    ['{ $.detail-type = "EC2 Instance" }', { 'detail-type': 'EC2 Instance' }, true],
    ['{ $.constructor NOT EXISTS }', {}, true],
    ['{ $.eventType = "UpdateTrail" }', '2024-01-01 INFO {"eventType": "UpdateTrail"}', false],
    ['{ $.eventType NOT EXISTS }', 'not JSON', false],
    ['{ $.eventType NOT EXISTS }', '"a string"', false],
  ] as [string, string | object, boolean][])('%s on %j: %s', (pattern, message, expected) => {
    expect(matches(pattern, message)).toBe(expected);
  });

  it('for errors matches thrown errors, timeouts, and crashes, but not successful reports and runtimeDone', () => {
    const pattern =
      '{ $.level = "ERROR" || $.level = "FATAL" || ($.type = "platform.report" && $.record.status != "success") }';
    const caught = [
      { level: 'ERROR', message: { errorType: 'Error' } },
      { level: 'FATAL', message: 'gone' },
      { level: 'INFO', message: 'an ERROR in the text' },
      { type: 'platform.report', record: { status: 'timeout' } },
      { type: 'platform.report', record: { status: 'error', errorType: 'Runtime.ExitError' } },
      { type: 'platform.report', record: { status: 'success' } },
      { type: 'platform.runtimeDone', record: { status: 'timeout' } },
    ].map((record) => matches(pattern, record));

    expect(caught).toEqual([true, true, false, true, true, false, false]);
  });
});

describe('an invalid pattern returns an InvalidParameterException', () => {
  it.each([
    ['[ip, user, status = 4*]', 'samtrace does not support space-delimited filter patterns: [field, …]'],
    ['{ $.a = 1', "If a filter pattern starts with '{' it must end with '}'"],
    ['?Status: timeout', "Invalid character(s) in term ':'"],
    ['{ $.a = a@b }', "Invalid character(s) in term '@'"],
    ['{ $."a" = 1 }', "Invalid character(s) in term '$'"],
    ['"INTERNAL SERVER', 'Invalid filter pattern (the quote at character 1 is not closed)'],
    ['ERROR - x', 'Invalid filter pattern (a term is missing after - or ?)'],
    ['{ $.a 1 }', 'Invalid filter pattern (expected IS NULL, IS TRUE, IS FALSE or NOT EXISTS, got } at character 9)'],
    ['{ $.a = }', 'Invalid filter pattern (expected a value, got } at character 9)'],
    ['{ $.a > "x" }', 'Invalid filter pattern (> needs a number at character 9)'],
    ['{ $.a = 1 && }', 'Invalid filter pattern (expected a selector such as $.name, got } at character 14)'],
    ['{ ($.a = 1 }', 'Invalid filter pattern (expected ), got } at character 12)'],
    ['{ $.a = 1 } }', 'Invalid filter pattern (expected the end, got } at character 13)'],
    ['{ $.*[*] = 1 }', 'Invalid filter pattern (a selector has one wildcard at most)'],
    [
      '{ $.a[*] = 1 || $.b[*] = 1 || $.c[*] = 1 || $.d[*] = 1 }',
      'Invalid filter pattern (at most 3 selectors have a wildcard)',
    ],
    ['{ $.a = %x% || $.a = %y% || $.a = %z% }', 'Invalid filter pattern (more than 2 regexes)'],
    [`{ ${'('.repeat(300)}$.a = 1${')'.repeat(300)} }`, 'Invalid filter pattern (too many parentheses)'],
    ['%abc', 'Invalid filter pattern (a regex ends with %)'],
    ['%something!%', 'Invalid filter pattern (the regex %something!% has a character that AWS does not allow)'],
    ['%(ab)+%', 'Invalid filter pattern (the regex %(ab)+% has a character that AWS does not allow)'],
  ])('%s', (pattern, message) => {
    expect(() => compilePattern(pattern)).toThrow(
      expect.objectContaining({ code: 'InvalidParameterException', status: 400, message }),
    );
  });
});
