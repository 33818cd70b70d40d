const { once } = require('node:events');
const { request } = require('node:http');
const { pipeline } = require('node:stream/promises');
const { Readable } = require('node:stream');

/** Waits until the test lets it go on. */
async function gate(event) {
  const port = event.queryStringParameters?.gate;
  if (port === undefined) return;
  const call = request({ port, host: '127.0.0.1' });
  call.end();
  const [response] = await once(call, 'response');
  response.resume();
  await once(response, 'end');
}

exports.page = awslambda.streamifyResponse(async (event, stream, context) => {
  const prelude = {
    statusCode: 201,
    headers: { 'Content-Type': 'text/html', 'X-Function': context.functionName },
    cookies: ['a=1'],
  };
  const page = awslambda.HttpResponseStream.from(stream, prelude);
  page.write('<p>first');
  await gate(event);
  page.write(Buffer.from('</p>'));
  page.end();
});

exports.plain = awslambda.streamifyResponse(async (_event, stream) => {
  stream.setContentType('text/plain');
  await pipeline(Readable.from(['a', 'b']), stream);
});

exports.failing = awslambda.streamifyResponse(async (event, stream) => {
  if (event.rawPath === '/after') stream.write('first');
  throw new RangeError('no stock');
});

/** Writes a number of mebibytes, as fast as the reader takes them. */
exports.large = awslambda.streamifyResponse(async (event, stream) => {
  const chunk = Buffer.alloc(1024 * 1024, 'x');
  for (let n = 1; n <= Number(event.queryStringParameters.mebibytes); n += 1) {
    if (!stream.write(chunk)) await once(stream, 'drain');
    console.log(`written ${n}`);
  }
  stream.end();
});

exports.whole = async () => ({ statusCode: 404, body: 'not found' });
