/** Logs the event, and reports the messages that are to fail. A message {"throw": true} fails its whole batch. */
exports.handler = async (event) => {
  console.log(`EVENT ${JSON.stringify(event)}`);
  const orders = event.Records.map(({ messageId, body, attributes }) => ({ messageId, attributes, ...parse(body) }));
  if (orders.some((order) => order.throw)) throw new Error('the whole batch');
  const failed = orders.filter(({ fail = 0, attributes }) => Number(attributes.ApproximateReceiveCount) <= fail);
  return { batchItemFailures: failed.map(({ messageId }) => ({ itemIdentifier: messageId })) };
};

function parse(body) {
  try {
    return JSON.parse(body);
  } catch {
    return {};
  }
}
