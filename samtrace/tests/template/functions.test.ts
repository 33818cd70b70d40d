import { describe, expect, it } from '@jest/globals';
import { harmlessIn, ignoredIn, problemsOf, read } from './read.ts';

/** A SAM function with its code in `src`, and with Metadata and further properties to choose. */
function withMetadata(metadata: string, properties = ''): string {
  return `
Transform: AWS::Serverless-2016-10-31
Resources:
  Function:
    Type: AWS::Serverless::Function
    Metadata: ${metadata}
    Properties: {Runtime: nodejs24.x, Handler: app.handler, CodeUri: src, ${properties}}`;
}

describe("a function's code", () => {
  it('is bundled by esbuild with the properties in its Metadata', () => {
    const { functions, directory } = read(
      withMetadata('{BuildMethod: esbuild, BuildProperties: {Minify: false, Target: es2022, External: [a, b]}}'),
    );

    expect(functions[0]?.code).toEqual({
      kind: 'esbuild',
      codeUri: `${directory}/src`,
      handler: 'app.handler',
      buildProperties: { Minify: false, Target: 'es2022', External: ['a', 'b'] },
    });
  });

  it.each([
    ['no Metadata', '{}'],
    ['a Node runtime as BuildMethod', '{BuildMethod: nodejs24.x}'],
    ['a build that is skipped', '{BuildMethod: esbuild, SkipBuild: true}'],
    ['the mark of sam build, which has built it', '{BuildMethod: esbuild, SamResourceId: Function}'],
    ["a tool's own Metadata", '{cfn-lint: {config: {}}}'],
  ])('is the unchanged directory with %s', (_, metadata) => {
    const { functions, directory } = read(withMetadata(metadata));

    expect(functions[0]?.code).toEqual({ kind: 'directory', directory: `${directory}/src` });
  });

  it('can be a path in plain CloudFormation, as with sam build', () => {
    const { functions, directory } = read(`
Resources:
  Function:
    Type: AWS::Lambda::Function
    Metadata: {BuildMethod: esbuild}
    Properties:
      {Runtime: nodejs24.x, Handler: app.handler, Code: ../src, Role: arn:aws:iam::123456789012:role/r}`);

    expect(functions[0]?.code).toMatchObject({ kind: 'esbuild', codeUri: `${directory.replace(/\/[^/]*$/, '')}/src` });
  });

  it.each([
    ['another BuildMethod', '{BuildMethod: rust-cargolambda}', 'does not support the BuildMethod rust-cargolambda'],
    ['a call for a BuildMethod', '{BuildMethod: !Ref A}', 'does not support the BuildMethod a call of Ref'],
    ['a number', '{BuildMethod: esbuild, BuildProperties: {Target: 24}}', 'BuildProperties.Target must be a string'],
    [
      'a mapping',
      '{BuildMethod: esbuild, BuildProperties: {Define: {a: b}}}',
      'BuildProperties.Define must be a string',
    ],
    ['a list for BuildProperties', '{BuildMethod: esbuild, BuildProperties: [a]}', 'BuildProperties must be a mapping'],
  ])('is rejected with %s', (_, metadata, problem) => {
    expect(problemsOf(withMetadata(metadata)).join('\n')).toContain(problem);
  });
});

describe("a function's description and architecture", () => {
  it('have the values of the template, also those in Globals', () => {
    const text = withMetadata('{}', 'Description: Takes orders.');
    const globals = `\nGlobals: {Function: {Architectures: [arm64]}}`;

    expect(read(text + globals).functions[0]).toMatchObject({ description: 'Takes orders.', architecture: 'arm64' });
    expect(read(withMetadata('{}')).functions[0]).toMatchObject({ description: '', architecture: 'x86_64' });
  });

  it('are mentioned at the start if functions run on another architecture', () => {
    const [other, own] = process.arch === 'arm64' ? ['x86_64', 'arm64'] : ['arm64', 'x86_64'];

    expect(read(withMetadata('{}', `Architectures: [${other}]`)).notes).toEqual([
      `Functions for ${other} run on this machine's ${own}.`,
    ]);
    expect(read(withMetadata('{}', `Architectures: [${own}]`)).notes).toEqual([]);
  });

  it.each([
    ['Architectures: [arm64, x86_64]', 'Architectures must be one of [arm64], [x86_64], not [arm64, x86_64].'],
    ['Architectures: [riscv]', 'not [riscv].'],
    [`Description: ${'x'.repeat(257)}`, 'Description must have at most 256 characters.'],
  ])('are rejected if the value is %s', (property, problem) => {
    expect(problemsOf(withMetadata('{}', property)).join('\n')).toContain(problem);
  });
});

describe("a function's code folder", () => {
  it('is the folder of the template by default', () => {
    const { functions, directory } = read(withMetadata('{}').replace('CodeUri: src, ', ''));

    expect(functions[0]?.code).toEqual({ kind: 'directory', directory });
  });

  it('cannot be built by a Makefile, so the function is ignored unless sam build has built it', () => {
    const text = withMetadata('{BuildMethod: makefile}');

    expect(ignoredIn(text)).toEqual([
      'Function: AWS::Serverless::Function: samtrace does not run Makefile builds: run sam build, and use .aws-sam/build/template.yaml as the template',
    ]);
    expect(read(withMetadata('{BuildMethod: makefile, SamResourceId: Function}')).functions).toHaveLength(1);
  });
});

describe("a function's runtime", () => {
  it.each(['12', '14', '16', '18', '20', '22'])('nodejs%s.x runs on Node.js 24, and a note says so', (version) => {
    const text = withMetadata('{}').replace('nodejs24.x', `nodejs${version}.x`);

    expect(read(text)).toMatchObject({
      functions: [{ runtime: `nodejs${version}.x` }],
      notes: [`Functions for nodejs${version}.x run on Node.js 24.`],
    });
  });
});

describe("a function's version and alias", () => {
  const withAlias = (more: string) => withMetadata('{}', `FunctionName: f, AutoPublishAlias: live, ${more}`);
  const arn = 'arn:aws:lambda:us-east-1:000000000000:function:f';

  it.each([
    ['!Ref Function.Alias', `${arn}:live`],
    ['!Ref FunctionAliaslive', `${arn}:live`],
    ['!Ref Function.Version', `${arn}:1`],
    ['!GetAtt Function.Arn', arn],
  ])('of AutoPublishAlias are version 1 and its alias: %s', (reference, value) => {
    const { functions, outputs } = read(`${withAlias('')}\nOutputs: {O: {Value: ${reference}}}`);

    expect(functions[0]).toMatchObject({
      publishesVersion: true,
      aliases: [{ name: 'live', description: '', version: '1' }],
    });
    expect(outputs).toEqual({ O: value });
  });

  it('of plain CloudFormation are version 1 and its alias, too', () => {
    const { functions, outputs } = read(`${withMetadata('{}', 'FunctionName: f')}
  Version: {Type: AWS::Lambda::Version, Properties: {FunctionName: !Ref Function}}
  Alias:
    Type: AWS::Lambda::Alias
    Properties: {FunctionName: !GetAtt Function.Arn, FunctionVersion: !GetAtt Version.Version, Name: blue}
Outputs: {A: {Value: !Ref Alias}, V: {Value: !Ref Version}, N: {Value: !GetAtt Version.Version}}`);

    expect(functions[0]).toMatchObject({ publishesVersion: true, aliases: [{ name: 'blue', version: '1' }] });
    expect(outputs).toEqual({ A: `${arn}:blue`, V: `${arn}:1`, N: '1' });
  });

  it('can be an alias of $LATEST, for which no version is published', () => {
    const alias =
      'Alias: {Type: AWS::Lambda::Alias, Properties: {FunctionName: !Ref Function, FunctionVersion: $LATEST, Name: a}}';
    const { functions } = read(`${withMetadata('{}', 'FunctionName: f')}\n  ${alias}`);

    expect(functions[0]).toMatchObject({ publishesVersion: false, aliases: [{ name: 'a', version: '$LATEST' }] });
  });

  it('can be deployed gradually, which has no effect', () => {
    const text = withAlias('DeploymentPreference: {Type: Canary10Percent5Minutes, Hooks: {PreTraffic: !Ref Function}}');
    const outputs = '\nOutputs: {O: {Value: !Ref ServerlessDeploymentApplication}}';

    expect(harmlessIn(text)).toEqual(['AWS::Serverless::Function DeploymentPreference']);
    expect(read(text + outputs).outputs.O).toMatch(/^local-ServerlessDeploymentApplication-/);
  });
});

describe('a durable function', () => {
  it('runs as a normal function with the role that SAM creates, and a line at the start names it', () => {
    const text = withMetadata('{}', 'DurableConfig: {ExecutionTimeout: 60}');

    expect(read(text).functions[0]?.role.policies.map(({ name }) => name)).toEqual([
      'AWSLambdaBasicDurableExecutionRolePolicy',
    ]);
    expect(ignoredIn(text)).toEqual([
      'Function: AWS::Serverless::Function DurableConfig: samtrace does not support durable executions',
    ]);
  });
});

describe("a function's destinations", () => {
  const withDestinations = (config: string) =>
    `${withMetadata('{}', `EventInvokeConfig: {DestinationConfig: {${config}}}`)}
  Queue: {Type: AWS::SQS::Queue, Properties: {QueueName: q}}
  Bus: {Type: AWS::Kinesis::Stream}
  Other: {Type: AWS::Serverless::Function, Properties: {FunctionName: o, Runtime: nodejs24.x, Handler: a.b, InlineCode: x}}`;

  it('are a queue or a function of the template, and SAM adds the permission to send to it', () => {
    const [fn] = read(
      withDestinations(
        'OnSuccess: {Type: Lambda, Destination: !GetAtt Other.Arn}, OnFailure: {Type: SQS, Destination: !GetAtt Queue.Arn}',
      ),
    ).functions;

    expect(fn?.eventInvoke).toMatchObject({
      onSuccessArn: 'arn:aws:lambda:us-east-1:000000000000:function:o',
      onFailureArn: 'arn:aws:sqs:us-east-1:000000000000:q',
    });
    expect(fn?.role.policies.map(({ name }) => name)).toEqual([
      'AWSLambdaBasicExecutionRole',
      'FunctionEventInvokeConfigOnSuccessLambdaPolicy',
      'FunctionEventInvokeConfigOnFailureSQSPolicy',
    ]);
  });

  it.each([
    [
      'OnSuccess: {Type: SQS, Destination: "arn:aws:sqs:us-east-1:1:q"}',
      'the OnSuccess destination: q is not in this template',
    ],
    ['OnFailure: {Type: Lambda, Destination: !GetAtt Bus.Arn}', 'the OnFailure destination: Bus is ignored'],
    [
      'OnFailure: {Type: S3Bucket, Destination: "arn:aws:s3:::b"}',
      'the OnFailure destination: samtrace does not deliver to buckets',
    ],
  ])('are ignored if they are outside the template: %s', (config, reason) => {
    expect(ignoredIn(withDestinations(config))).toContain(`FunctionEventInvokeConfig: ${reason}`);
  });
});

describe("a function's limits", () => {
  it('have the values of the template', () => {
    const limits = 'MemorySize: "10240", Timeout: 900, ReservedConcurrentExecutions: 0';
    const asynchronous = 'EventInvokeConfig: {MaximumEventAgeInSeconds: 60}';

    expect(read(withMetadata('{}', `${limits}, ${asynchronous}`)).functions[0]).toMatchObject({
      memorySizeMb: 10_240,
      timeoutSeconds: 900,
      reservedConcurrency: 0,
      eventInvoke: { maximumRetryAttempts: 2, maximumEventAgeSeconds: 60 },
    });
    expect(read(withMetadata('{}', 'EventInvokeConfig: {MaximumRetryAttempts: 0}')).functions[0]?.eventInvoke).toEqual({
      maximumRetryAttempts: 0,
      maximumEventAgeSeconds: 21_600,
    });
  });

  it.each([
    ['MemorySize: 127', 'not 127'],
    ['MemorySize: true', 'not true'],
    ['MemorySize: ""', 'not ""'],
    ['Timeout: 901', 'must be an integer from 1 to 900'],
    ['Timeout: 1.5', 'not 1.5'],
    ['Timeout: [1]', 'must be a string or a number, not a list'],
    ['Tracing: Sometimes', 'must be one of Active, PassThrough, not Sometimes'],
    ['Environment: {Variables: {A: x}}', 'Environment.Variables.A is not a valid name of a variable'],
    ['Environment: {Variables: {LIST: [x]}}', 'Environment.Variables.LIST must be a string or a number'],
    [`Environment: {Variables: {BIG: ${'x'.repeat(4094)}}}`, "exceeds Lambda's limit of 4096 bytes by 1"],
  ])('are refused at %s', (property, problem) => {
    expect(problemsOf(withMetadata('{}', property)).join('\n')).toContain(problem);
  });
});
