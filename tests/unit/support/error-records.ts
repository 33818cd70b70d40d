export const ID = '5f2c9a3e-0000-4000-8000-000000000001';

/** One error record of each runtime and logger; see the tables in log-record.ts and logged-error.ts. */
export const ERROR_RECORDS: [string, object, { type: string; message: string; frames?: number }][] = [
  [
    'Node.js, thrown or console.error(error)',
    {
      level: 'ERROR',
      requestId: ID,
      message: { errorType: 'TypeError', errorMessage: 'm', stackTrace: ['TypeError: m', '    at f (/a.js:1:1)'] },
    },
    { type: 'TypeError', message: 'm', frames: 2 },
  ],
  [
    'Node.js, console.error(text, error)',
    { level: 'ERROR', requestId: ID, message: 'text', errorType: 'TypeError', errorMessage: 'm', stackTrace: ['a'] },
    { type: 'TypeError', message: 'm', frames: 1 },
  ],
  [
    'Node.js, console.error({ err })',
    {
      level: 'ERROR',
      requestId: ID,
      message: { err: { errorType: 'TypeError', errorMessage: 'm', stackTrace: ['a'] } },
    },
    { type: 'TypeError', message: 'm', frames: 1 },
  ],
  ['Node.js, console.error()', { level: 'ERROR', requestId: ID }, { type: 'ERROR', message: '' }],
  [
    'Node.js, console.error(null)',
    { level: 'ERROR', requestId: ID, message: null },
    { type: 'ERROR', message: 'null' },
  ],
  [
    'Node.js, console.error({ code: 5 })',
    { level: 'ERROR', requestId: ID, message: { code: 5 } },
    { type: 'ERROR', message: '{"code":5}' },
  ],
  [
    'Python, uncaught',
    { log_level: 'ERROR', errorMessage: 'm', errorType: 'ValueError', requestId: ID, stackTrace: ['  File "/a.py"'] },
    { type: 'ValueError', message: 'm', frames: 1 },
  ],
  ['Python, logging.critical', { level: 'CRITICAL', message: 'm', requestId: ID }, { type: 'CRITICAL', message: 'm' }],
  [
    'Java, uncaught',
    { level: 'ERROR', AWSRequestId: ID, message: 'm: java.lang.X\n\tat com.x.Foo.bar(Foo.java:12)' },
    { type: 'ERROR', message: 'm: java.lang.X\n\tat com.x.Foo.bar(Foo.java:12)', frames: 2 },
  ],
  [
    '.NET, uncaught',
    { level: 'Error', requestId: ID, message: '', errorType: 'System.X', errorMessage: 'm', stackTrace: ['at a'] },
    { type: 'System.X', message: 'm', frames: 1 },
  ],
  ['.NET with a level in PascalCase', { Level: 'Critical', Message: 'm' }, { type: 'CRITICAL', message: 'm' }],
  ['Powertools for .NET in PascalCase', { LogLevel: 'Error', Message: 'm' }, { type: 'ERROR', message: 'm' }],
  ['Python with log_level', { log_level: 'ERROR', message: 'm' }, { type: 'ERROR', message: 'm' }],
  ['Go, slog', { level: 'ERROR', msg: 'm', error: 'boom' }, { type: 'ERROR', message: 'm' }],
  ['Go, zap', { level: 'dpanic', msg: 'm', ts: 1, stacktrace: 'a\nb' }, { type: 'DPANIC', message: 'm', frames: 2 }],
  [
    'Rust, tracing',
    { level: 'ERROR', fields: { message: 'm' }, span: { requestId: ID } },
    { type: 'ERROR', message: 'm' },
  ],
  [
    'Ruby, uncaught',
    { errorMessage: 'm', errorType: 'Function<RuntimeError>', stackTrace: ['a'] },
    { type: 'Function<RuntimeError>', message: 'm', frames: 1 },
  ],
  [
    'pino',
    {
      level: 50,
      name: 'shop',
      err: { type: 'TypeError', message: 'm', stack: 'TypeError: m\n    at f (a.js:1:1)' },
      msg: 'x',
    },
    { type: 'TypeError', message: 'm', frames: 2 },
  ],
  ['pino, fatal without text', { level: 60, awsRequestId: ID }, { type: '60', message: '' }],
  [
    'winston',
    { level: 'error', message: 'm', stack: 'TypeError: m\n    at f (a.js:1:1)' },
    { type: 'TypeError', message: 'm', frames: 2 },
  ],
  [
    'Powertools for TypeScript',
    {
      level: 'ERROR',
      function_request_id: ID,
      message: 'x',
      error: { name: 'TypeError', message: 'm', stack: 'a\nb', cause: { name: 'E', message: 'c', stack: 'c' } },
    },
    { type: 'TypeError', message: 'm', frames: 2 },
  ],
  [
    'Powertools for Python',
    {
      level: 'ERROR',
      function_request_id: ID,
      message: 'm',
      exception_name: 'ValueError',
      exception: 'Traceback (most recent call last):\n  File "/a.py", line 1, in f',
      stack_trace: { type: 'ValueError', frames: [] },
    },
    { type: 'ValueError', message: 'm', frames: 2 },
  ],
  [
    'Powertools for .NET',
    {
      level: 'Error',
      function_request_id: ID,
      message: 'x',
      exception: {
        type: 'System.X',
        message: 'm',
        source: 'orders',
        stack_trace: '   at Orders.Reserve() in Orders.cs',
      },
    },
    { type: 'System.X', message: 'm', frames: 1 },
  ],
  ['structlog', { level: 'error', event: 'm' }, { type: 'ERROR', message: 'm' }],
];
