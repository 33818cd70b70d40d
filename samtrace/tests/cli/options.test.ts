import { describe, expect, it } from '@jest/globals';
import { FLAGS } from '../../src/cli/flags.ts';
import { helpText } from '../../src/cli/help.ts';
import { parseCommandLine } from '../../src/cli/options.ts';

const RUN = ['--function', 'F', '--event', 'e.json'];

describe('parseCommandLine', () => {
  it('uses the defaults in the help if there are no arguments', () => {
    expect(parseCommandLine([])).toEqual({
      kind: 'serve',
      options: {
        template: undefined,
        parameterOverrides: {},
        configEnvironment: 'default',
        run: undefined,
        invocations: 20,
        concurrency: 1,
        once: false,
        deadlineSeconds: 60,
        json: false,
        inspect: undefined,
        port: undefined,
        data: undefined,
        keepMb: 128,
        strict: false,
        verbose: false,
        traceDelaySeconds: 0,
        sampling: 'all',
        transactionSearch: false,
        faults: [],
        retryDelayScale: 0.01,
      },
    });
  });

  it('uses the last value of a repeated flag, so that the arguments of a script can be overridden', () => {
    expect(parseCommandLine([...RUN, '--function', 'G'])).toMatchObject({ options: { run: { function: 'G' } } });
  });

  it('reads the function and the event of the subcommand invoke, and - as stdin', () => {
    expect(parseCommandLine(['invoke', 'F', '--event', '-'])).toMatchObject({
      kind: 'invoke',
      options: { function: 'F', event: '-' },
    });
  });

  it('reads the schedule of the subcommand fire', () => {
    expect(parseCommandLine(['fire', 'Nightly', '--template', 't.yml'])).toMatchObject({
      kind: 'fire',
      options: { schedule: 'Nightly', template: 't.yml' },
    });
  });

  it.each([
    [['--inspect', 'F'], { function: 'F', port: 9229 }],
    [['--inspect', 'F:9300'], { function: 'F', port: 9300 }],
  ])('reads the function and the port of %j', (args, inspect) => {
    expect(parseCommandLine(args)).toMatchObject({ options: { inspect } });
  });

  it.each([
    [['--parameter-overrides', 'A=1', 'B=2', '--once']],
    [['--parameter-overrides', 'A=1 B=2', '--once']],
    [['--parameter-overrides', 'A=1', '--once', '--parameter-overrides', 'B=2']],
    [['--parameter-overrides', 'ParameterKey=A,ParameterValue=1', 'ParameterKey=B,ParameterValue=2', '--once']],
  ])('reads several parameter overrides: %j', (args) => {
    expect(parseCommandLine(args)).toMatchObject({ options: { parameterOverrides: { A: '1', B: '2' }, once: true } });
  });

  it.each([
    [['--invocations', '0', ...RUN], '--invocations must be a whole number of at least 1, but was "0".'],
    [['--port', 'http'], '--port must be a port from 0 to 65535, but was "http".'],
    [['--sampling', 'some'], '--sampling must be all or lambda, but was "some".'],
    [['--inspect', 'F:0'], '--inspect must be NAME or NAME:PORT, but was "F:0".'],
    [['--parameter-overrides', 'A'], '--parameter-overrides must be Key=Value pairs, but "A" is not one.'],
    [['--json'], '--json needs --once.'],
    [['--event', 'e.json'], '--event needs --function NAME.'],
    [['--concurrency', '2'], '--concurrency needs --function NAME.'],
    [['--invocations', '-3'], '--invocations needs a value. It must not begin with a dash.'],
    [['--template'], '--template needs a value. It must not begin with a dash.'],
    [['--template', ''], '--template needs a value.'],
    [['--once=yes'], "--once' does not take an argument"],
    [['--functon', 'F'], 'Unknown flag --functon. Did you mean --function? Run samtrace --help for the flags.'],
    [['--colour'], 'Unknown flag --colour. Run samtrace --help for the flags.'],
    [['invok', 'F'], '"invok" is not a command. Did you mean invoke? Run samtrace --help for the commands.'],
    [['invoke'], 'invoke needs the name of a function: samtrace invoke NAME.'],
    [['invoke', 'F', 'G'], '"G" is unexpected: invoke needs the name of one function.'],
    [['invoke', 'F', '--once'], 'samtrace invoke does not accept --once.'],
  ])('refuses %j and names the rule', (args, message) => {
    expect(() => parseCommandLine(args)).toThrow(message);
  });
});

describe('the help', () => {
  it.each([60, 80, 100])('lists every flag in at most %i columns', (columns) => {
    const lines = helpText(columns).split('\n');

    expect(lines.filter((line) => line.length > columns && line.trim().includes(' '))).toEqual([]);
    for (const flag of FLAGS) expect(helpText(columns)).toContain(`--${flag.name}`);
  });

  it('shows the commands and an example of each', () => {
    expect(helpText(100)).toMatch(/Commands:\n {2}samtrace \[flags\].*\n {2}samtrace invoke NAME/s);
    expect(helpText(100)).toMatch(/Examples:.*npx samtrace invoke OrderFunction --event events\/order\.json/s);
  });
});
