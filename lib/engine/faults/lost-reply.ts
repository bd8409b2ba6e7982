/** A reply that does not come. The document client throws it as the SDK does, and the server closes the connection. */
export class LostReply extends Error {
  override readonly name = 'TimeoutError';
}
