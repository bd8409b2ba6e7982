/**
 * One client's HTTP/1.1 keep-alive connection, with one request at a time. It does no more than a load generator must:
 * on two cores, the generator's CPU time is taken from the server under test.
 */
import { createConnection, type Socket } from 'node:net';
import type { Answer } from './scenarios.ts';

const HEAD_END = '\r\n\r\n';

export class Connection {
  private readonly url: URL;
  private socket: Socket | undefined;
  private chunks: Buffer[] = [];
  private bytes = 0;
  /** Bytes of head and body together, known once the head is complete. */
  private bytesExpected: number | undefined;
  private bodyFrom = 0;
  private settle: ((answer: Answer) => void) | undefined;

  constructor(url: URL) {
    this.url = url;
  }

  /** Connects if the connection is not open. */
  async open(): Promise<Socket> {
    if (this.socket?.readyState === 'open') return this.socket;
    const socket = createConnection({ host: this.url.hostname, port: Number(this.url.port), noDelay: true });
    this.socket = socket;
    socket.on('data', chunk => this.receive(chunk));
    await new Promise<void>((resolve, reject) => socket.once('connect', resolve).once('error', reject));
    socket.on('error', () => undefined);
    socket.once('close', () => this.finish({ status: 0, body: 'connection closed' }));
    return socket;
  }

  /** Sends a whole request and waits for its whole response. */
  async exchange(request: Buffer): Promise<Answer> {
    const socket = await this.open();
    return new Promise(resolve => {
      this.settle = resolve;
      socket.write(request);
    });
  }

  private receive(chunk: Buffer): void {
    this.chunks.push(chunk);
    this.bytes += chunk.length;
    this.bytesExpected ??= this.readHead();
    if (this.bytesExpected === undefined || this.bytes < this.bytesExpected) return;
    const whole = this.chunks.length === 1 ? chunk : Buffer.concat(this.chunks);
    this.finish({ status: Number(whole.toString('latin1', 9, 12)), body: whole.subarray(this.bodyFrom) });
  }

  /** Our server always sends Content-Length. */
  private readHead(): number | undefined {
    const start = Buffer.concat(this.chunks);
    const end = start.indexOf(HEAD_END);
    if (end < 0) return undefined;
    const [, length = '0'] = /\r\ncontent-length: *(\d+)/i.exec(start.toString('latin1', 0, end)) ?? [];
    this.bodyFrom = end + HEAD_END.length;
    return this.bodyFrom + Number(length);
  }

  private finish(answer: Answer): void {
    const { settle } = this;
    Object.assign(this, { chunks: [], bytes: 0, bytesExpected: undefined, settle: undefined });
    settle?.(answer);
  }
}
