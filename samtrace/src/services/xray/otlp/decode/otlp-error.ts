/** Bytes that are not an OTLP request. The sender gets the message with status 400. */
export class OtlpError extends Error {
  override readonly name = 'OtlpError';
}
