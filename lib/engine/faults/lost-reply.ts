/**
 * The error in place of a reply that does not arrive. The document client throws it, as the SDK throws a timeout; the server
 * closes the connection.
 */
export class LostReply extends Error {
  override readonly name = 'TimeoutError';
}
